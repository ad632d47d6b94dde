# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How many requests Azure Resource Manager still accepts, from its answers."""

from __future__ import annotations

from collections.abc import Mapping

# learn.microsoft.com, "Understand how Azure Resource Manager throttles requests". The reads left stand under several
# names; their bucket is refilled with 25 a second.
REMAINING = "x-ms-ratelimit-remaining-"
WRITES_LEFT = f"{REMAINING}subscription-writes"
# Of the reads of a subscription: more than the requests that are usually under way at a time. Other buckets are
# smaller: that of Resource Graph holds 15.
FEW_READS, FEW_OTHERS = 40, 10
OF_A_SUBSCRIPTION = f"{REMAINING}subscription-"
SECONDS_A_READ = 0.04
LONGEST_NUMBER = 20


def writes_left(headers: Mapping[str, str]) -> int | None:
    """How many writes Azure still accepts; None if an answer does not say."""
    return _number(headers.get(WRITES_LEFT, ""))


def pause_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait before the next read, if an answer says that Azure accepts only few more."""
    missing = [
        (FEW_READS if name.startswith(OF_A_SUBSCRIPTION) else FEW_OTHERS) - number
        for name, value in headers.items()
        if name.startswith(REMAINING) and "write" not in name and (number := _number(value)) is not None
    ]
    return SECONDS_A_READ * max([0, *missing])


def _number(text: str) -> int | None:
    return int(text) if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdigit() else None
