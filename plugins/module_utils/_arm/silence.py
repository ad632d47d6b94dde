# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Keeps the libraries' own logs, which can hold tokens and signed URLs, inside."""

from __future__ import annotations

import logging

LIBRARIES = ("azure", "msal", "requests", "urllib3")


def silence_libraries() -> None:
    """Nothing that the libraries log leaves them, whatever logging is set up around: what matters is in our errors."""
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)
