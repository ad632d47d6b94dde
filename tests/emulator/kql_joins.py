# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``join`` of the Kusto query language: the kinds that Resource Graph has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .kql_expressions import Expression, Row, Shape

KINDS = {"innerunique", "inner", "leftouter", "fullouter"}


def right_names(left: Shape, right: Shape) -> dict[str, str]:
    """What the columns of the right side are called after the join: with a 1 behind it if the left has such a one."""
    taken, names = {*left}, {}
    for name in right:
        free = name
        while free in taken:
            free += "1"
        taken.add(free)
        names[name] = free
    return names


def joined(
    kind: str,
    left: Iterable[Row],
    right: Iterable[Row],
    keys: list[tuple[Expression, Expression]],
    left_columns: list[str],
    names: dict[str, str],
) -> Iterator[Row]:
    """Each row of the left with each that fits of the right; the right is read once."""
    index: dict[tuple[Any, ...], list[Row]] = {}
    for row in right:
        index.setdefault(tuple(theirs(row) for _mine, theirs in keys), []).append(row)
    met: set[tuple[Any, ...]] = set()
    nothing = dict.fromkeys(names.values())
    for row in left:
        key = tuple(mine(row) for mine, _theirs in keys)
        if kind == "innerunique" and key in met:
            continue
        met.add(key)
        found = index.get(key, [])
        for other in found:
            yield {**row, **{names[name]: other[name] for name in names}}
        if not found and kind in ("leftouter", "fullouter"):
            yield {**row, **nothing}
    if kind == "fullouter":
        alone: Row = dict.fromkeys(left_columns)
        for key in index.keys() - met:
            yield from ({**alone, **{names[name]: other[name] for name in names}} for other in index[key])
