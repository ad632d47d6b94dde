# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What Azure says went wrong, as values."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_SENTENCE = 600


@dataclass(frozen=True)
class Cause:
    """One of the errors below an error."""

    code: str
    message: str


@dataclass(frozen=True)
class Problem:
    """An error in Azure's own code and words."""

    code: str
    message: str
    target: str | None = None
    recommended_actions: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    activity_id: str | None = None

    def __str__(self) -> str:
        """The code, the words and the advice on one line, with the deepest cause where it says more than they do."""
        said = f"{self.code}: {self.message}".rstrip(": ")
        if self.causes and self.causes[-1].message not in self.message:
            deepest = self.causes[-1]
            said = f"{said.rstrip('.')}. Cause: {deepest.code}: {deepest.message}"
        if self.recommended_actions:
            said = f"{said.rstrip('.')}. {self.recommended_actions[0]}"
        return _shortened(" ".join(said.split()))


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_SENTENCE:
        return text
    room = text[: LONGEST_SENTENCE - len(" ...")]
    return f"{room.rpartition(' ')[0] or room} ..."
