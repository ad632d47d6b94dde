# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Judges when it was last proven that a disk can be restored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from .._arm.times import format_duration, format_moment
from .aims import Aims
from .findings import Finding, finding
from .states import DiskState, Proof

# Auditors ask for a test once a year.
OLDEST_PROOF = timedelta(days=365)


def is_proven(proof: Proof | None, now: datetime) -> bool:
    """Whether there is a proof that is not too old."""
    return proof is not None and now - proof.when <= OLDEST_PROOF


def judge_proof(state: DiskState, aims: Aims) -> Iterator[Finding]:
    """Whether there is a proof, and whether it is too old."""
    if not aims.with_proofs:
        return
    if state.proof is None:
        yield finding("never_proven", disk=state.disk.name)
    elif not is_proven(state.proof, aims.now):
        age = format_duration((aims.now - state.proof.when).total_seconds())
        yield finding("proof_too_old", age=age, proof=format_moment(state.proof.when), disk=state.disk.name)
