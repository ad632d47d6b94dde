# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The results of thousands of disks in a file, so that what the task returns stays small."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..._arm.errors import OptionRefused
from ..._backup.option_values import OptionValues, read_text
from ..._restore.records import UNFINISHED, Record
from ..execution import Result
from ..runtime import Runtime

OPTION = "results_file"
MODE = 0o600
MOST_RESTORES, MOST_CAUSES, MOST_TARGETS, MOST_WARNINGS, MOST_LINES = 200, 50, 20, 50, 400


def read_results_file(options: OptionValues, runtime: Runtime) -> Path | None:
    """Where the results are to be written. Raises `OptionRefused` if they can't be: nothing is sent for that."""
    text = read_text(options, OPTION)
    if text is None:
        return None
    path = runtime.path(OPTION, text)
    if path.is_dir():
        raise OptionRefused(OPTION, f"{path} is a folder: give the path of a file")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise OptionRefused(OPTION, f"the folder {path.parent} does not exist, or can't be written to")
    return path


def in_a_file(result: Result, records: Sequence[Record], path: Path | None, run_id: str) -> Result:
    """The result with the disks in a file: what stays in it is what someone must look at, and not too much of that.

    If the file can't be written, all stays in the result.
    """
    if path is None:
        return {**result, OPTION: None}
    lines = _lines(result, records)
    try:
        _write(path, "".join(f"{json.dumps(line)}\n" for line in lines), run_id)
    except OSError as error:
        told = f"{OPTION}: {path} can't be written ({error.strerror or error}), so that the result has all disks."
        return {**result, OPTION: None, "warnings": [*result["warnings"], told]}
    return {**_shortened(result, records), OPTION: str(path)}


def results_in(outcome: Mapping[str, Any], runtime: Runtime) -> Mapping[str, Any]:
    """The result with the disks that it has in a file. Raises `OptionRefused` if that can't be read."""
    text = outcome.get(OPTION)
    if not isinstance(text, str):
        return outcome
    path = runtime.path("outcome", text)
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not what disk_restore_batch writes"
        raise OptionRefused("outcome", f"its {OPTION} {path} can't be read: {why}") from None
    return {**outcome, "restores": lines}


def _lines(result: Result, records: Sequence[Record]) -> Iterator[Mapping[str, object]]:
    """What the result says of each disk, and what it says of disks elsewhere."""
    sources = {(each["vault_id"], each["backup_instance"]): each["source_disk_id"] for each in result["source_disks"]}
    reasons = {target: each["explanation"] for each in result["failures"] for target in each["target_disks"]}
    for each, record in zip(result["restores"], records, strict=True):
        yield {
            **each,
            "source_disk_id": sources.get((each["vault_id"], each["backup_instance"])),
            "explanation": reasons.get(each["target_disk"]),
            "warnings": list(record.warnings),
        }


def _shortened(result: Result, records: Sequence[Record]) -> Result:
    open_ones = [
        each
        for each, record in zip(result["restores"], records, strict=True)
        if not record.succeeded or record.outcome in UNFINISHED
    ]
    warnings = result["warnings"]
    left_out = len(warnings) - MOST_WARNINGS
    more = [f"There are {left_out} more warnings: see {OPTION}."] if left_out > 0 else []
    return {
        **result,
        "restores": open_ones[:MOST_RESTORES],
        "failures": [
            {**each, "target_disks": each["target_disks"][:MOST_TARGETS]} for each in result["failures"][:MOST_CAUSES]
        ],
        "source_disks": [],
        "warnings": [*warnings[:MOST_WARNINGS], *more],
        "diff": {"before": "", "after": _first_lines(result["diff"]["after"])},
    }


def _first_lines(text: str) -> str:
    lines = text.splitlines(keepends=True)
    left_out = len(lines) - MOST_LINES
    return "".join([*lines[:MOST_LINES], *([f"{left_out} more lines\n"] if left_out > 0 else [])])


def _write(path: Path, text: str, run_id: str) -> None:
    """Write the file completely or not at all."""
    part = path.with_name(f".{path.name}.{run_id}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
