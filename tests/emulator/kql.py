# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of the Kusto query language that tools use on Resource Graph's tables.

``where``, ``extend``, ``project``, ``project-away``, ``distinct``, ``mv-expand``, ``summarize``, ``join``, ``order``,
``top``, ``take`` and ``count``, with the operators and functions of ``kql_values``. What it does not know it refuses,
instead of guessing. It refuses what Resource Graph refuses, too: grouping, sorting and joining by dynamic values, and
more joins than it allows (learn.microsoft.com, "Understanding the Azure Resource Graph query language").
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .kql_expressions import Column, Expression, Parser, Row, Shape, is_dynamic, tokenize
from .kql_joins import KINDS, joined, right_names
from .kql_summaries import Grouping, read_aggregate
from .kql_values import KqlError, order_key
from .timestamps import wire_time

Rows = Iterable[Row]
Columns = list[tuple[str, Expression]]
_TEXTS = ("id", "name", "type", "tenantId", "kind", "location", "resourceGroup", "subscriptionId", "managedBy")
_DYNAMIC = ("sku", "plan", "properties", "tags", "identity", "zones", "extendedLocation")
COLUMNS: Shape = {**dict.fromkeys(_TEXTS, False), **dict.fromkeys(_DYNAMIC, True)}
"""Those of each table."""
_MOST_JOINS, _MOST_EXPANSIONS, _MOST_ELEMENTS = 3, 3, 128
_JOINED_AT_WILL = {"resources", "resourcecontainers"}


@dataclass(frozen=True)
class Stage:
    """What is done with the rows, and for a ``where`` or ``extend`` by what."""

    name: str
    run: Callable[[Rows, Read], Rows]
    condition: Expression | None = None
    columns: Columns | None = None
    right: Query | None = None
    """What a ``join`` joins."""


@dataclass(frozen=True)
class Query:
    """A table, what is done with its rows, and the columns that come out."""

    table: str
    stages: list[Stage]
    columns: Shape

    def run(self, read: Read) -> Iterator[Row]:
        """The rows that come out; ``read`` gives the rows of a query's table."""
        rows: Rows = read(self)
        for stage in self.stages:
            rows = stage.run(rows, read)
        return iter(rows)

    def has(self, *names: str) -> bool:
        """Whether it has a stage of such a name."""
        return any(stage.name in names for stage in self.stages)

    @property
    def has_pages(self) -> bool:
        """Not if it takes some rows, or has dynamic columns only (learn.microsoft.com, "Paging results")."""
        return not self.has("take", "limit") and not all(self.columns.values())

    def stages_of_all(self) -> Iterator[tuple[Query, Stage]]:
        """Its stages and those of what it joins."""
        for stage in self.stages:
            yield self, stage
            if stage.right:
                yield from stage.right.stages_of_all()


Read = Callable[[Query], Rows]


def parse(text: str) -> Query:
    """Raises KqlError for what it can't read."""
    parser = Parser(tokenize(text))
    query = _query(parser)
    parser.end()
    stages = list(query.stages_of_all())
    joins = [(left.table, stage.right.table) for left, stage in stages if stage.right]
    crossing = [tables for tables in joins if len({*tables}) > 1]
    if len(joins) > _MOST_JOINS or (len(crossing) > 1 and not {*itertools.chain(*crossing)} <= _JOINED_AT_WILL):
        raise KqlError("it has more joins than are allowed, or more than one of them with another table")
    if sum(1 for _left, stage in stages if stage.name in ("mv-expand", "mvexpand")) > _MOST_EXPANSIONS:
        raise KqlError("it has more mv-expand operators than are allowed")
    return query


def _query(parser: Parser) -> Query:
    reading = _Reading(parser, parser.name().lower())
    while parser.accept("|"):
        reading.stages.append(reading.stage())
    return Query(reading.table, reading.stages, reading.columns)


@dataclass
class _Reading:
    """A query of which so much has been read; ``columns`` are those that there are by then."""

    parser: Parser
    table: str
    columns: Shape = field(default_factory=lambda: dict(COLUMNS))
    stages: list[Stage] = field(default_factory=list)

    def stage(self) -> Stage:
        """Reads the next one."""
        name = self.parser.operator()
        read = _STAGES.get(name)
        if read is None:
            raise KqlError(f"'{name}' is not supported")
        return read(self, name)

    def expression(self) -> Expression:
        """Reads one, and fails if it names what is no column by now."""
        self.parser.mentioned.clear()
        expression = self.parser.expression()
        self._check()
        return expression

    def _check(self) -> None:
        for name in sorted(self.parser.mentioned - {*self.columns}):
            raise KqlError(f"there is no column '{name}'")

    def key(self, use: str) -> Expression:
        """An expression of which the value must not be dynamic."""
        return self._cast(self.expression(), use)

    def _cast(self, expression: Expression, use: str) -> Expression:
        if is_dynamic(expression, self.columns):
            name = expression.name if isinstance(expression, Column) else "expression"
            raise KqlError(f"{use} '{name}' is of a 'dynamic' type: cast it, say with tostring()")
        return expression

    def column(self) -> tuple[str, Expression]:
        """``name = expression``, or an expression that has a name of its own."""
        if self.parser.assigns():
            name = self.parser.name()
            self.parser.expect("=")
            return name, self.expression()
        expression = self.expression()
        return (expression.name if isinstance(expression, Column) else "Column1"), expression

    def listed(self, *, extending: bool = False) -> tuple[Columns, Shape]:
        """Columns with commas between them; each may use those that are extended before it."""
        columns: Columns = []
        shape: Shape = {}
        while not columns or self.parser.accept(","):
            name, value = self.column()
            columns.append((name, value))
            shape[name] = is_dynamic(value, self.columns)
            if extending:
                self.columns[name] = shape[name]
        return columns, shape

    def where(self, name: str) -> Stage:
        condition = self.expression()
        return Stage(name, lambda rows, read: (row for row in rows if condition(row) is True), condition)

    def extend(self, name: str) -> Stage:
        columns, _shape = self.listed(extending=True)
        return Stage(name, lambda rows, read: (_extended(row, columns) for row in rows), columns=columns)

    def project(self, name: str) -> Stage:
        columns, self.columns = self.listed()
        return Stage(name, lambda rows, read: ({name: value(row) for name, value in columns} for row in rows))

    def project_away(self, name: str) -> Stage:
        gone, _shape = self.listed()
        names = {one for one, _value in gone}
        self.columns = {one: dynamic for one, dynamic in self.columns.items() if one not in names}
        kept = list(self.columns)
        return Stage(name, lambda rows, read: ({one: row[one] for one in kept} for row in rows))

    def distinct(self, name: str) -> Stage:
        keys, self.columns = self.listed()
        if any(self.columns.values()):
            raise KqlError("distinct of a 'dynamic' type: cast it, say with tostring()")
        grouping = Grouping(keys, [])
        return Stage(name, lambda rows, read: grouping.run(rows))

    def summarize(self, name: str) -> Stage:
        folds, keys, made = [], Columns(), Shape()
        by = self.parser.accept("by")
        while not by:
            self.parser.mentioned.clear()
            fold, shape = read_aggregate(self.parser, self.columns)
            self._check()
            folds.append(fold)
            made |= shape
            by = self.parser.accept("by")
            if not by and not self.parser.accept(","):
                break
        if by:
            while not keys or self.parser.accept(","):
                key, value = self.column()
                keys.append((key, self._cast(value, "group key")))
        self.columns = {**{key: False for key, _value in keys}, **made}
        grouping = Grouping(keys, folds)
        return Stage(name, lambda rows, read: grouping.run(rows))

    def expand(self, name: str) -> Stage:
        column, value = self.column()
        self.columns[column] = True
        most = self.parser.integer() if self.parser.accept("limit") else _MOST_ELEMENTS
        return Stage(
            name,
            lambda rows, read: ({**row, column: one} for row in rows for one in _elements(value(row))[:most]),
        )

    def join(self, name: str) -> Stage:
        kind = "innerunique"
        if self.parser.accept("kind"):
            self.parser.expect("=")
            kind = self.parser.name().lower()
        if kind not in KINDS:
            raise KqlError(f"the kind of join '{kind}' is not supported")
        inside = self.parser.accept("(")
        right = _query(self.parser) if inside else Query(self.parser.name().lower(), [], dict(COLUMNS))
        if inside:
            self.parser.expect(")")
        self.parser.expect("on")
        keys: list[tuple[Expression, Expression]] = []
        while not keys or self.parser.accept(","):
            mine, theirs = self._pair()
            keys.append((self._side(mine, self.columns), self._side(theirs, right.columns)))
        there, names = list(self.columns), right_names(self.columns, right.columns)
        self.columns = {**self.columns, **{names[one]: dynamic for one, dynamic in right.columns.items()}}
        return Stage(name, lambda rows, read: joined(kind, rows, right.run(read), keys, there, names), right=right)

    def _pair(self) -> tuple[str, str]:
        """``key``, or ``$left.one == $right.other``."""
        first = self.parser.name()
        if first.lower() != "$left":
            return first, first
        self.parser.expect(".")
        mine = self.parser.name()
        self.parser.expect("==")
        self.parser.expect("$right")
        self.parser.expect(".")
        return mine, self.parser.name()

    def _side(self, name: str, columns: Shape) -> Expression:
        if name not in columns:
            raise KqlError(f"there is no column '{name}'")
        if columns[name]:
            raise KqlError(f"join key '{name}' is of a 'dynamic' type: cast it, say with tostring()")
        return Column(name)

    def take(self, name: str) -> Stage:
        count = self.parser.integer()
        return Stage(name, lambda rows, read: itertools.islice(rows, count))

    def sort(self, name: str) -> Stage:
        keys = self._order()
        return Stage(name, lambda rows, read: _sorted(rows, keys))

    def top(self, name: str) -> Stage:
        count = self.parser.integer()
        keys = self._order()
        return Stage(name, lambda rows, read: _sorted(rows, keys)[:count])

    def _order(self) -> list[tuple[Expression, bool]]:
        self.parser.expect("by")
        keys: list[tuple[Expression, bool]] = []
        while not keys or self.parser.accept(","):
            expression = self.key("sort key")
            ascending = self.parser.accept("asc")
            if not ascending:
                self.parser.accept("desc")
            keys.append((expression, ascending))
        return keys

    def count(self, name: str) -> Stage:
        self.columns = {"Count": False}
        return Stage(name, lambda rows, read: iter([{"Count": sum(1 for _row in rows)}]))


_STAGES: dict[str, Callable[[_Reading, str], Stage]] = {
    "where": _Reading.where,
    "filter": _Reading.where,
    "extend": _Reading.extend,
    "project": _Reading.project,
    "project-away": _Reading.project_away,
    "distinct": _Reading.distinct,
    "summarize": _Reading.summarize,
    "mv-expand": _Reading.expand,
    "mvexpand": _Reading.expand,
    "join": _Reading.join,
    "take": _Reading.take,
    "limit": _Reading.take,
    "order": _Reading.sort,
    "sort": _Reading.sort,
    "top": _Reading.top,
    "count": _Reading.count,
}


def _extended(row: Row, columns: Columns) -> Row:
    for name, value in columns:
        row = {**row, name: value(row)}
    return row


def _elements(value: Any) -> list[Any]:
    """Of a list its elements, of an object its members, each an object; what is neither stays."""
    if isinstance(value, dict):
        return [{name: one} for name, one in value.items()]
    return value if isinstance(value, list) else [value]


def _sorted(rows: Rows, keys: list[tuple[Expression, bool]]) -> list[Row]:
    found = list(rows)
    for expression, ascending in reversed(keys):
        _sort_by(found, expression, ascending=ascending)
    return found


def _sort_by(rows: list[Row], expression: Expression, *, ascending: bool) -> None:
    rows.sort(key=lambda row: order_key(expression(row)), reverse=not ascending)


def as_document(value: Any) -> Any:
    """A row that can be written as JSON."""
    if isinstance(value, dict):
        return {name: as_document(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_document(one) for one in value]
    return wire_time(value) if isinstance(value, datetime) else value
