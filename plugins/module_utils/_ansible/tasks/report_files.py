# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the tasks of restore_report have in common: what is written, under which name, where, and by whom."""

from __future__ import annotations

import getpass
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..._backup.option_values import OptionValues, read_text
from ..._backup.report_seals import sha256
from ..runtime import Runtime


@dataclass(frozen=True)
class Written:
    """What is to be written: its folder, its files by their names, the verdict, and the lines for a screen.

    Without a folder, nothing is written. The lines are told where it is.
    """

    name: str
    folder: Path | None
    contents: Mapping[str, bytes]
    verdict: Mapping[str, Any]
    lines: Callable[[str | None], list[str]]
    what: str = "Report"


def read_folder(options: OptionValues, runtime: Runtime) -> Path | None:
    """The folder to write into; None if none is given."""
    directory = read_text(options, "directory")
    return runtime.path("directory", directory).absolute() if directory else None


def json_and_page(name: str, as_json: str, as_page: Callable[[str, str], str]) -> dict[str, bytes]:
    """The JSON file and the page by their names. The page names the file and its hash."""
    json_name, content = f"{name}.json", as_json.encode()
    return {json_name: content, f"{name}.html": as_page(json_name, sha256(content)).encode()}


def who_ran(options: OptionValues) -> dict[str, Any]:
    """What was told of who ran it, and what the process knows of itself where that was not."""
    told = options["run"]
    told = told if isinstance(told, Mapping) else {}
    return {**told, "user": told.get("user") or _login_name(), "host": told.get("host") or socket.gethostname()}


def _login_name() -> str:
    """Who runs this process; its number where the machine knows no name, as in containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def new_name(kind: str, moment: datetime) -> str:
    """A name that no other report has, and that sorts by time."""
    return f"{kind}-{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
