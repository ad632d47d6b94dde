# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads the reports of earlier restores: when each disk was last proven to be restorable."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from .._arm.times import parse_moment
from .states import Proof

SCHEMA_VERSION = 1
# Verified: the job has completed, and the disk was read back.
PROVEN = frozenset({"restored", "unchanged"})


def read_proofs(directory: Path) -> tuple[Mapping[str, Proof], tuple[str, ...]]:
    """The last proof of each source disk, by the key of its id, and which files say nothing, in sentences.

    Files that hold other JSON than a report are not meant. Raises OSError if the directory can't be read.
    """
    proofs: dict[str, Proof] = {}
    unknown: list[str] = []
    for path in sorted(each for each in directory.iterdir() if each.suffix == ".json"):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            unknown.append(f"The report {path} could not be read: {error}")
            continue
        for key, proof in _proofs(content, path.name):
            if key not in proofs or proofs[key].when < proof.when:
                proofs[key] = proof
    return proofs, tuple(unknown)


def _proofs(content: object, name: str) -> Iterator[tuple[str, Proof]]:
    """What a report of a restore proves; a validation proves nothing."""
    if not isinstance(content, Mapping) or content.get("schema_version") != SCHEMA_VERSION:
        return
    when = parse_moment(content.get("written_at"))
    disks = content.get("disks")
    if when is None or content.get("check_mode") is not False or not isinstance(disks, list):
        return
    for disk in disks:
        source = disk.get("source_disk_id") if isinstance(disk, Mapping) else None
        if isinstance(source, str) and str(disk.get("outcome")) in PROVEN:
            yield source.lower(), Proof(when, name)
