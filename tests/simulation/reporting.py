# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is told of a seed whose world does not hold what must hold."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from .drawing import draw
from .invariants import what_is_wrong
from .playing import play
from .shrinking import fails_alike, shrink

MOST_LINES = 150


def report(seed: int) -> str | None:
    """What is wrong with a seed, in the smallest world found, and how to see it again; None if nothing is."""
    wrong = what_is_wrong(play(draw(seed)))
    if not wrong:
        return None
    world = shrink(draw(seed), fails_alike(wrong))
    smallest = play(world)
    lines = smallest.history.lines
    cut = [f"           ... {len(lines) - MOST_LINES} lines more"] if len(lines) > MOST_LINES else []
    parts = (
        f"Seed {seed}:",
        *(f"  {words}" for words in wrong),
        "The smallest world found in which the first of that is so:",
        described(world, "  "),
        *(f"  {words}" for words in what_is_wrong(smallest)),
        "What happens in it:",
        *(f"  {line}" for line in [*lines[:MOST_LINES], *cut]),
        f"To repeat it: make simulate SEED={seed}",
    )
    return "\n".join(parts)


def described(value: Any, indent: str) -> str:
    """A world in lines: what is as usual is left out."""
    told = [(field.name, getattr(value, field.name)) for field in fields(value) if _is_told(value, field)]
    return "\n".join(f"{indent}{name}: {_text(part, indent)}" for name, part in told)


def _text(value: Any, indent: str) -> str:
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return "".join(f"\n{indent}  - {_inline(each)}" for each in value)
    return _inline(value)


def _inline(value: Any) -> str:
    if is_dataclass(value):
        told = [field.name for field in fields(value) if _is_told(value, field)]
        inner = ", ".join(f"{name}={_inline(getattr(value, name))}" for name in told)
        return f"{type(value).__name__}({inner})"
    if isinstance(value, tuple):
        return f"({', '.join(map(_inline, value))})"
    return repr(value)


def _is_told(value: Any, field: Field[Any]) -> bool:
    usual = field.default
    if usual is MISSING and field.default_factory is not MISSING:
        usual = field.default_factory()
    return bool(getattr(value, field.name) != usual)
