# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Makes all texts and results of a task safe to show: plain JSON without secrets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .._arm.plain_text import printable, without_credentials
from .secrets import Secrets

DEEPEST = 64
LARGEST_NUMBER = 2**63


class Output:
    """Makes texts and results safe to show."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def line(self, text: str) -> str:
        """A text that stays on one line."""
        return printable(without_credentials(self._secrets.remove_from(text)))

    def lines(self, text: str) -> str:
        """A text whose line breaks are ours."""
        return "\n".join(self.line(each) for each in text.split("\n"))

    def result(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """A result. Lines break in its differences and in its traceback only."""
        safe = {self._key(name): self._plain(value) for name, value in result.items()}
        if isinstance(result.get("diff"), Mapping):
            safe["diff"] = {self._key(name): self.lines(_text(value)) for name, value in result["diff"].items()}
        if "exception" in result:
            safe["exception"] = self.lines(_text(result["exception"]))
        return safe

    def _plain(self, value: object, depth: int = 0) -> Any:
        """The value in plain JSON types. A number that JSON does not have, or few can read, is null."""
        if isinstance(value, str):
            return self.line(str(value))
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return int(value) if abs(value) < LARGEST_NUMBER else None
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else None
        if depth < DEEPEST:
            if isinstance(value, Mapping):
                return {self._key(name): self._plain(inner, depth + 1) for name, inner in value.items()}
            if isinstance(value, Iterable) and not isinstance(value, bytes):
                return [self._plain(inner, depth + 1) for inner in value]
        return self.line(_text(value))

    def _key(self, name: object) -> str:
        """A name in a result; those that are ours stay as they are, whatever secrets there are."""
        text = _text(name)
        return text if text.isidentifier() else self.line(text)


def _text(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
