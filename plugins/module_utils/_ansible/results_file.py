# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The results of thousands of disks: whole in a file, so that what Ansible shows and AWX keeps stays small."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._arm.errors import OptionRefused, TaskError
from .._backup.option_values import OptionValues, read_text
from .output import Output
from .runtime import Runtime

OPTION = "results_file"
FILE_MODE = 0o600
# What AWX keeps of one event, in characters.
LONGEST_EVENT = 700_000
FEWEST_TO_MEASURE = 300
MOST_IN_RESULT = 100

Result = dict[str, Any]


class ResultsNotWritten(TaskError):
    """The file of the results could not be written."""

    code = "ResultsNotWritten"


@dataclass(frozen=True)
class ResultsFile:
    """Where the whole result goes; nowhere if there is no path."""

    path: Path | None
    output: Output

    def shortened(
        self, result: Result, records: str, failed: Sequence[bool]
    ) -> tuple[Result, ResultsNotWritten | None]:
        """The result, with the whole of it in the file and the first of each list left: failed records come first.

        `records` names the list of all disks, and `failed` says of each of them whether it failed. If the file can't be
        written, the result stays whole.
        """
        if self.path is None:
            return _warned(result, len(failed)), None
        whole = {name: value for name, value in result.items() if name != "diff"}
        content = (json.dumps(self.output.result(whole), ensure_ascii=False) + "\n").encode()
        try:
            _write(self.path, content)
        except OSError as error:
            words = (
                f"The results can't be written to {self.path}: {error.strerror or error}. They are in the result of "
                f"this task. Choose another {OPTION}, and run the same task again: what is done is not done twice."
            )
            return {**result, "warnings": [*result["warnings"], words]}, ResultsNotWritten(words)
        in_turn = sorted(zip(failed, result[records], strict=True), key=lambda each: not each[0])
        short = {name: _first(value) for name, value in {**result, records: [record for _, record in in_turn]}.items()}
        digest = hashlib.sha256(content).hexdigest()
        return {**short, OPTION: {"path": str(self.path), "sha256": digest, "records": len(failed)}}, None


def read_results_file(options: OptionValues, runtime: Runtime) -> ResultsFile:
    """Where the results are to go. Raises `OptionRefused` if no file can be made there."""
    text, output = read_text(options, OPTION), Output(runtime.secrets)
    if not text:
        return ResultsFile(None, output)
    path = runtime.path(OPTION, text).absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OptionRefused(OPTION, f"the folder {path.parent} can't be made: {error.strerror or error}") from None
    if path.is_dir():
        raise OptionRefused(OPTION, f"{path} is a folder: name a file")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise OptionRefused(OPTION, f"no file can be made in the folder {path.parent}: permission denied")
    return ResultsFile(path, output)


def whole_outcome(option: str, outcome: Mapping[str, Any]) -> Mapping[str, Any]:
    """The whole outcome of a task, read from the file that it names, if it names one.

    Raises `OptionRefused` if that file can't be read, or is not the one that the task has written.
    """
    file = outcome.get(OPTION)
    if not isinstance(file, Mapping) or not file.get("path"):
        return outcome
    path = str(file["path"])
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise OptionRefused(option, f"its {OPTION} {path} can't be read: {why}") from None
    if hashlib.sha256(content).hexdigest() != file.get("sha256"):
        raise OptionRefused(option, f"its {OPTION} {path} has changed since: another run may have written it")
    try:
        whole = json.loads(content)
    except ValueError:
        whole = None
    if not isinstance(whole, dict):
        raise OptionRefused(option, f"its {OPTION} {path} holds no result")
    return {**outcome, **whole}


def _warned(result: Result, records: int) -> Result:
    """The result, with a warning if it is too long to be kept."""
    if records < FEWEST_TO_MEASURE:
        return result
    characters = len(json.dumps({name: value for name, value in result.items() if name != "diff"}, default=str))
    if characters <= LONGEST_EVENT:
        return result
    told = (
        f"The result of {records} disks has {characters:,} characters, and AWX keeps {LONGEST_EVENT:,} of an event. To "
        f"have it whole in a file, set {OPTION}."
    )
    return {**result, "warnings": [*result["warnings"], told]}


def _first(value: Any) -> Any:
    """The first of a list, and of the lists in it; the first lines of a difference."""
    if isinstance(value, Mapping):
        return {name: _first(inner) for name, inner in value.items()}
    if isinstance(value, str) and value.count("\n") > MOST_IN_RESULT:
        lines = value.splitlines(keepends=True)
        return "".join([*lines[:MOST_IN_RESULT], f"... and {len(lines) - MOST_IN_RESULT} more lines\n"])
    if isinstance(value, list):
        return [_first(inner) for inner in value[:MOST_IN_RESULT]]
    return value


def _write(path: Path, content: bytes) -> None:
    """The content under that name, or what was there before; never a part of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            # The umask may have taken bits away; not all file systems give them back.
            with contextlib.suppress(OSError):
                os.fchmod(descriptor, FILE_MODE)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
