# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How many of the protected disks reports prove to be restorable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .._readiness.evidence import read_proofs
from .._readiness.proofs import OLDEST_PROOF, is_proven
from .._readiness.states import Proof
from .words import counted


@dataclass(frozen=True)
class Coverage:
    """Of how many protected disks a report of the last `days` proves that they can be restored.

    What a report of a drill says besides: the ids of the disks that are not proven, and the reports that prove nothing.
    """

    protected: int
    proven: int
    days: int
    not_proven: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Such as `3 of 40 protected disks (7 %) were proven in the last 365 days`. Never rounded up to all."""
        share = f" ({self.proven * 100 // self.protected} %)" if self.protected else ""
        were = "was" if self.proven == 1 else "were"
        of = counted(self.protected, "protected disk")
        return f"{self.proven} of {of}{share} {were} proven in the last {self.days} days"


def coverage_document(coverage: Coverage | None) -> dict[str, Any] | None:
    """For machines."""
    return {name: getattr(coverage, name) for name in ("protected", "proven", "days")} if coverage else None


def count_coverage(
    protected: Collection[str], proven_now: Iterable[str], folder: Path | None, now: datetime
) -> Coverage:
    """The coverage of these disks by the reports in a folder, and by a drill that has proven some just now."""
    proofs: Mapping[str, Proof] = {}
    unread: tuple[str, ...] = ()
    try:
        proofs, unread = read_proofs(folder, now) if folder else ({}, ())
    except FileNotFoundError:  # there is no report yet
        pass
    except OSError as error:
        unread = (f"The reports in {folder} could not be read: {error.strerror or error}",)
    fresh = {each.lower() for each in proven_now}
    disks = {each.lower(): each for each in (*fresh, *protected)}
    missing = tuple(each for key, each in disks.items() if key not in fresh and not is_proven(proofs.get(key), now))
    return Coverage(len(disks), len(disks) - len(missing), OLDEST_PROOF.days, missing, unread)
