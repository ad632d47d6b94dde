# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chance that a seed decides, drawn by name: what else is drawn, and in which order, changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")
WHOLE = 2.0**64


class Chance:
    """Draws under one seed. The same words draw the same, always."""

    def __init__(self, *seed: object) -> None:
        self._seed = "/".join(map(str, seed))

    def part(self, *words: object) -> float:
        """A number from 0 to below 1."""
        text = "/".join((self._seed, *map(str, words)))
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") / WHOLE

    def between(self, low: float, high: float, *words: object) -> float:
        """A number from `low` to `high`, rounded to a hundredth."""
        return round(low + (high - low) * self.part(*words), 2)

    def number(self, low: int, high: int, *words: object) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int((high - low + 1) * self.part(*words))

    def happens(self, probability: float, *words: object) -> bool:
        """Whether something happens."""
        return self.part(*words) < probability

    def one_of(self, choices: Sequence[T], *words: object) -> T:
        """One of several; what stands there more than once comes more often."""
        return choices[int(len(choices) * self.part(*words))]

    def name(self, length: int, *words: object) -> str:
        """A name of hexadecimal digits."""
        text = "/".join((self._seed, *map(str, words)))
        return blake2b(text.encode(), digest_size=32).hexdigest()[:length]

    def guid(self, *words: object) -> str:
        """A GUID."""
        digits = self.name(32, *words)
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
