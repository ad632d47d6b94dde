# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The results of thousands of disks in a file, so that what the task returns stays small."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._arm.errors import OptionRefused
from .._backup.option_values import OptionValues, read_text
from .execution import LONGEST_RESULT, Result, length_of
from .output import Output
from .runtime import Runtime

OPTION = "results_file"
DIGEST = "results_file_sha256"
MODE = 0o600
# So many entries of each list stay in the result, the fewer the longer they are.
MOST_ENTRIES = (200, 100, 50, 20, 10, 5, 2, 1, 0)
# The message, the error and the options are for Ansible to add.
LONGEST_SHORTENED = LONGEST_RESULT * 3 // 4
# What is written to see whether the folder takes a file.
TRIED = b"\n" * 4096


@dataclass(frozen=True)
class ResultsFile:
    """Where the whole result goes; nowhere if there is no path."""

    path: Path | None
    runtime: Runtime

    def keep(self, result: Result, **to_look_at: Any) -> Result:
        """What stays of the result once the whole of it is in the file. If that can't be written, all stays.

        `to_look_at` are members of the result as they are then: only what someone must look at. Of all lists in it, the
        first entries stay.
        """
        if self.path is None:
            return {**result, OPTION: None, DIGEST: None}
        whole = {name: value for name, value in result.items() if name != "diff"}
        content = f"{json.dumps(Output(self.runtime.secrets).result(whole))}\n".encode("ascii")
        try:
            self._write(self.path, content)
        except (OSError, ValueError) as error:
            told = f"{OPTION}: {self.path} can't be written ({_why(error)}), so that the result has all disks."
            return {**result, OPTION: None, DIGEST: None, "warnings": [*result["warnings"], told]}
        short = {**_shortened({**result, **to_look_at}), OPTION: str(self.path)}
        left_out = len(result["warnings"]) - len(short["warnings"])
        if left_out:
            short["warnings"] = [*short["warnings"], f"There are {left_out} more warnings in {self.path}."]
        return {**short, DIGEST: hashlib.sha256(content).hexdigest()}

    def _write(self, path: Path, content: bytes) -> None:
        """Write the file completely or not at all."""
        with _part_of(path, content, self.runtime.run_id) as part:
            part.replace(path)


def read_results_file(options: OptionValues, runtime: Runtime) -> ResultsFile:
    """Where the results are to be written. Raises `OptionRefused` if they can't be: nothing is sent for that."""
    text = read_text(options, OPTION)
    if text is None:
        return ResultsFile(None, runtime)
    path = runtime.path(OPTION, text).absolute()
    try:
        if not path.parent.is_dir():
            raise OptionRefused(OPTION, f"the folder {path.parent} does not exist: make it, or give another one")
        if not _can_be_replaced(path):
            raise OptionRefused(OPTION, f"{path} exists and is no file: give the path of a file")
        with _part_of(path, TRIED, runtime.run_id):
            pass
    except (OSError, ValueError) as error:
        raise OptionRefused(OPTION, f"{path} can't be written: {_why(error)}") from None
    return ResultsFile(path, runtime)


def results_in(option: str, result: Mapping[str, Any], runtime: Runtime) -> Mapping[str, Any]:
    """The result, whole again if it names a file. Raises `OptionRefused` if that isn't the file that was written."""
    text, digest = result.get(OPTION), result.get(DIGEST)
    if not isinstance(text, str):
        return result
    path = runtime.path(option, text)
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise OptionRefused(option, f"its {OPTION} {path} can't be read: {_why(error)}") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise OptionRefused(
            option, f"its {OPTION} {path} is not as the task wrote it: another run may have replaced it"
        )
    return {**result, **json.loads(content)}


def _can_be_replaced(path: Path) -> bool:
    """Whether nothing is there, or a file. Raises `OSError` for a name that no file can have."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return True


@contextlib.contextmanager
def _part_of(path: Path, content: bytes, run_id: str) -> Iterator[Path]:
    """A file with this content beside that of the path, for its owner only. It goes, unless it is given that name."""
    part = path.with_name(f".{run_id}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        yield part
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _shortened(result: Result) -> Result:
    """The result with the first entries of its lists: as many as leave it short enough."""
    for most in MOST_ENTRIES:
        short: Result = {name: _first(value, most) for name, value in result.items()}
        if length_of(short) <= LONGEST_SHORTENED:
            break
    return short


def _first(value: Any, most: int) -> Any:
    """The first entries of a list, and of the lists in it; the first lines of a text."""
    if isinstance(value, Mapping):
        return {name: _first(inner, most) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_first(inner, most) for inner in value[:most]]
    if isinstance(value, str) and value.count("\n") > most:
        lines = value.splitlines(keepends=True)
        return "".join([*lines[:most], f"{len(lines) - most} more lines\n"])
    return value
