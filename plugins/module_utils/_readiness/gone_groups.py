# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Tells a resource group that does not exist from one that may not be read, which Azure answers with another code."""

from __future__ import annotations

from .._arm.errors import NoAnswer, RequestRefused

GONE = "ResourceGroupNotFound"


def is_group_gone(error: RequestRefused | NoAnswer) -> bool:
    """Whether Azure says that the resource group itself does not exist: then nothing is in it, and no role is on it."""
    return isinstance(error, RequestRefused) and error.problem.code == GONE
