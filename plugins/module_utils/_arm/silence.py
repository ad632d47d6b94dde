# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Silences the logs of libraries, which can contain tokens and signed URLs."""

from __future__ import annotations

import logging

LIBRARIES = ("azure", "msal", "requests", "urllib3")


def silence_libraries() -> None:
    """Drop all logs of the libraries, for any logging configuration. Our errors contain what matters."""
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)
