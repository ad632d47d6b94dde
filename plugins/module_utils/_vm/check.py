# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""One thing that was looked at before a machine is touched, and what is known for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .._azure.authorization.locks import Lock
from .._azure.compute.skus import Size

Verdict = Literal["passed", "refused", "warning", "unknown"]


@dataclass(frozen=True)
class Surroundings:
    """What is known beside the machine and its disks; None if it could not be read."""

    size: Size | None = None
    locks: Sequence[Lock] | None = None


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    `disk` is the id of the disk that it is about, None if it is about the machine. `passing`: what is refused may be
    right a little later.
    """

    name: str
    disk: str | None
    verdict: Verdict
    message: str
    remedy: str | None = None
    passing: bool = False


def refused_words(checks: Sequence[Check]) -> str:
    """What all checks that say no say, and what to do about it; empty if none does."""
    refused = [each for each in checks if each.verdict == "refused"]
    return " ".join(f"{each.message} Fix: {each.remedy or 'see the message'}." for each in refused)
