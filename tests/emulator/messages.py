# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What crosses the wire: requests, answers, and the record that is kept of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote, unquote_plus

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = Any
Body: TypeAlias = "bytes | Iterator[bytes]"


class Headers(dict[str, str]):
    """Header fields by name, without case. Keys are kept in lower case."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


@dataclass
class Request:
    """A request as it came in. ``target`` is the raw path with the raw query."""

    method: str
    target: str
    headers: Headers
    raw: bytes = b""
    path: str = field(init=False)
    query_string: str = field(init=False)
    query: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        path, _mark, self.query_string = self.target.partition("?")
        path = unquote(path) if "%" in path else path
        self.path = re.sub("/{2,}", "/", path) if "//" in path else path
        self.query = parse_form(self.query_string)

    @property
    def json(self) -> Json:
        """The body, or None if there is none or it is no JSON."""
        try:
            return json.loads(self.raw) if self.raw else None
        except ValueError:
            return None

    @property
    def api_version(self) -> str:
        """As the query names it; empty if it does not."""
        return self.query.get("api-version", "")


def parse_form(text: str) -> dict[str, str]:
    """A query or a form; of a repeated name the last value counts."""
    values = {}
    for pair in text.split("&"):
        name, equals, value = pair.partition("=")
        if equals:
            values[unquote(name)] = unquote_plus(value)
    return values


@dataclass
class Response:
    """An answer. ``drop``: the connection is reset instead; ``cut``: it is closed after so many bytes of the body."""

    status: int
    body: Body = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False
    cut: int | None = None
    by_provider: bool = False
    """An error of the resource provider: the request came through, and counted."""

    @classmethod
    def of_json(cls, value: Json, status: int = 200, *, pretty: bool = False) -> Response:
        """An answer in JSON: compact as most providers write it, or ``pretty`` as Microsoft.Compute does."""
        text = json.dumps(value, indent=2) if pretty else json.dumps(value, separators=(",", ":"))
        return cls(status, text.encode(), {"Content-Type": "application/json; charset=utf-8"})


@dataclass
class RecordedRequest:
    """What a client sent, and the status it got: 0 while it waits, and for good if the answer was dropped."""

    method: str
    path: str
    query: dict[str, str]
    headers: Headers
    body: Json
    raw: bytes
    target: str
    at: float
    """Real monotonic seconds."""
    service_time: datetime
    status: int = 0
