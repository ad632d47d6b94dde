# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Subscriptions."""

from __future__ import annotations

from collections.abc import Iterator

from ..._arm.session import ArmSession
from .. import wire

QUERY = {"api-version": "2022-12-01"}


def list_subscriptions(session: ArmSession) -> Iterator[str]:
    """The ids of all subscriptions that the login sees (Subscriptions_List)."""
    for item in session.items("/subscriptions", query=QUERY, doing="listing the subscriptions of the login"):
        if found := wire.text(item, "subscriptionId"):
            yield found
