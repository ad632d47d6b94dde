# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows a query of Resource Graph can only be about, so that not all of them need be written out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .kql import Query
from .kql_expressions import All, Column, Either, Expression, Membership
from .model import BackupInstance, Job, Wanted

Item = TypeVar("Item")
_MOST_ALTERNATIVES = 16

JOB_COLUMNS: dict[str, Callable[[Job], str]] = {
    "id": lambda job: job.arm_id,
    "name": lambda job: job.id,
    "properties.activityID": lambda job: job.activity_id,
    "properties.dataSourceId": lambda job: job.instance.disk_id,
    "properties.extendedInfo.recoveryDestination": lambda job: job.destination or "",
    "properties.operation": lambda job: job.operation,
}
INSTANCE_COLUMNS: dict[str, Callable[[BackupInstance], str]] = {
    "id": lambda instance: instance.id,
    "name": lambda instance: instance.name,
    "properties.dataSourceInfo.resourceID": lambda instance: instance.disk_id,
}


def alternatives(query: Query) -> list[Wanted]:
    """Each row that a query is about meets one of these; an empty one is met by all rows."""
    found: list[Wanted] = [{}]
    aliases: dict[str, str | None] = {}
    for stage in query.stages:
        if stage.condition:
            found = _both(found, _of(stage.condition, aliases))
        elif stage.columns:
            for name, value in stage.columns:
                aliases[name] = _original(value.path, aliases) if isinstance(value, Column) else None
        else:
            break
    return found


def may_match(item: Item, columns: dict[str, Callable[[Item], str]], found: list[Wanted]) -> bool:
    """Whether the row of ``item`` meets one of the alternatives, by those of its columns that are listed."""
    return any(
        all(columns[name](item).lower() in values for name, values in wanted.items() if name in columns)
        for wanted in found
    )


def of_type(found: list[Wanted], type_: str) -> list[Wanted]:
    """The alternatives that rows of a type can meet."""
    return [wanted for wanted in found if type_.lower() in wanted.get("type", {type_.lower()})]


def _of(condition: Expression, aliases: dict[str, str | None]) -> list[Wanted]:
    if isinstance(condition, Membership):
        column = _original(condition.column, aliases) if condition.column else None
        return [{column: frozenset(value.lower() for value in condition.values)}] if column else [{}]
    if isinstance(condition, All):
        found: list[Wanted] = [{}]
        for one in condition.conditions:
            found = _both(found, _of(one, aliases))
        return found
    if isinstance(condition, Either):
        found = [wanted for one in condition.conditions for wanted in _of(one, aliases)]
        return [{}] if {} in found else found
    return [{}]


def _both(left: list[Wanted], right: list[Wanted]) -> list[Wanted]:
    if len(left) * len(right) > _MOST_ALTERNATIVES:
        return left
    return [_merged(one, other) for one in left for other in right]


def _merged(one: Wanted, other: Wanted) -> Wanted:
    return {
        name: one[name] & other[name] if name in one and name in other else one.get(name, other.get(name, frozenset()))
        for name in {*one, *other}
    }


def _original(path: str, aliases: dict[str, str | None]) -> str | None:
    """The path of a column that goes by another name; None for what is no column."""
    root, dot, rest = path.partition(".")
    base = aliases.get(root, root)
    return None if base is None else f"{base}{dot}{rest}"
