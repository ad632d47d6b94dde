# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads the reports of earlier restores and drills: when each disk was last proven to be restorable."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from .._arm.times import format_moment, parse_moment
from .._backup.report_seals import read_regular, read_seal, sha256
from .states import Proof

SCHEMA_VERSION = 1
# Verified: the job has completed, and the disk was read back.
PROVEN = frozenset({"restored", "unchanged"})
# A drill proves something only if it has restored all of its disks and all of its checks have passed.
VERDICTS = ("restored", "validated")
PASSED = "passed"
CLOCKS_MAY_DIFFER = timedelta(hours=1)


def read_proofs(directory: Path, now: datetime) -> tuple[Mapping[str, Proof], tuple[str, ...]]:
    """The last proof of each source disk, by the key of its id, and which files say nothing, in sentences.

    Files that hold other JSON than a report are not meant. Raises OSError if the directory can't be read.
    """
    proofs: dict[str, Proof] = {}
    unknown: list[str] = []
    for path in sorted(each for each in directory.iterdir() if each.suffix == ".json"):
        try:
            raw = read_regular(path)
            content, seal = json.loads(raw), read_seal(path)
        except (OSError, ValueError, RecursionError) as error:
            unknown.append(f"The report {path} could not be read: {error}")
            continue
        found = list(_proofs(content, path.name))
        if found and (why := _why_not(found[0][1].when, seal, path.name, raw, now)):
            unknown.append(f"The report {path} proves nothing: {why}")
            continue
        for key, proof in found:
            if key not in proofs or proofs[key].when < proof.when:
                proofs[key] = proof
    return proofs, tuple(unknown)


def _why_not(when: datetime, seal: Mapping[str, str] | None, name: str, raw: bytes, now: datetime) -> str | None:
    """Why a report is not believed. Reports of version 1.0 have no seal."""
    if seal is not None and seal.get(name) != sha256(raw):
        return "it was changed since its run wrote it."
    if when > now + CLOCKS_MAY_DIFFER:
        return f"it says that it was written at {format_moment(when)}, which is in the future."
    return None


def _proofs(content: object, name: str) -> Iterator[tuple[str, Proof]]:
    """What a report of a restore or a drill proves; a validation proves nothing."""
    if not isinstance(content, Mapping) or content.get("schema_version") != SCHEMA_VERSION:
        return
    when = parse_moment(content.get("written_at"))
    disks = content.get("disks")
    if when is None or content.get("check_mode") is not False or not isinstance(disks, list):
        return
    drill = content.get("evidence")
    if isinstance(drill, Mapping) and any(drill.get(verdict) != PASSED for verdict in VERDICTS):
        return
    for disk in disks:
        source = disk.get("source_disk_id") if isinstance(disk, Mapping) else None
        if isinstance(source, str) and str(disk.get("outcome")) in PROVEN:
            yield source.lower(), Proof(when, name)
