# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public recordings of Azure's traffic, where they are at hand: files with exchanges of a request and its answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

ARM = "https://management.azure.com"
_SUBSCRIPTION = "38304e13-357e-405e-9e9a-220351dcce8c"
"""azure-cli's recorder writes zeros for it in URLs, but not everywhere in bodies."""
ZEROS = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Exchange:
    """A request, and what Azure answered. Names of headers are in lower case, as azure-cli's recorder writes them."""

    method: str
    url: str
    body: Any
    status: int
    headers: dict[str, str]
    answer: Any
    """JSON, or None where there is no body."""

    @property
    def time(self) -> datetime | None:
        """When Azure answered, to the second."""
        return parsedate_to_datetime(self.headers["date"]) if "date" in self.headers else None

    def documents(self) -> Iterator[dict[str, Any]]:
        """The resources in the answer: objects with an id, a name and a type."""
        return _documents(self.answer)


@dataclass(frozen=True)
class Recording:
    """The exchanges of a file. ``keeps_headers``: azure-powershell's recorder leaves none out."""

    exchanges: list[Exchange]
    keeps_headers: bool


def folder() -> Path | None:
    """Where the recordings are, if they are at hand."""
    candidates = [parent / "shared" / "azure" / "recordings" for parent in Path(__file__).resolve().parents]
    return next((one for one in candidates if one.is_dir()), None)


def names() -> list[str]:
    """The files, by their paths within the folder; of those that are kept for later work only Resource Graph's."""
    found = folder()
    if found is None:
        return []
    files = [file for file in found.glob("*/*.json") if file.parent.name != "later"]
    files += found.glob("later/dataprotection/resource-graph-*.json")
    return sorted(file.relative_to(found).as_posix() for file in files)


def load(name: str) -> Recording:
    """The file of that name."""
    found = folder()
    assert found
    document = json.loads((found / name).read_text(encoding="utf-8").replace(_SUBSCRIPTION, ZEROS))
    exchanges = [_exchange(one) for one in document["exchanges"] if "response" in one]
    return Recording(exchanges, "recorder_note" not in document)


def _exchange(document: dict[str, Any]) -> Exchange:
    request, response = document["request"], document["response"]
    status = response["status"]
    headers = {
        name.lower(): value if isinstance(value, str) else ", ".join(value)
        for name, value in response["headers"].items()
    }
    code = status if isinstance(status, int) else status["code"]
    return Exchange(request["method"], request["uri"], request.get("body"), code, headers, response["body"] or None)


def _documents(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if {"id", "name", "type"} <= value.keys():
            yield value
        for one in value.values():
            yield from _documents(one)
    if isinstance(value, list):
        for one in value:
            yield from _documents(one)


def load_jobs(name: str) -> list[dict[str, Any]]:
    """The jobs in a file that has been put together from lists of them."""
    found = folder()
    assert found
    document = json.loads((found / name).read_text(encoding="utf-8").replace(_SUBSCRIPTION, ZEROS))
    return [one["item"] for one in document["jobs"]]
