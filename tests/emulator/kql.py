# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of the Kusto query language that tools use on Resource Graph's backup tables.

``where``, ``extend``, ``project``, ``order by``, ``take`` and ``count``, with the operators and functions listed below.
What it does not know it refuses, instead of guessing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .kql_expressions import Column, Expression, KqlError, Parser, Row, order_key, tokenize

Rows = Iterable[Row]
Columns = list[tuple[str, Expression]]


@dataclass(frozen=True)
class Stage:
    """What is done with the rows, and for a ``where`` or ``extend`` by what."""

    run: Callable[[Rows], Rows]
    condition: Expression | None = None
    columns: Columns | None = None


@dataclass(frozen=True)
class Query:
    """A table, and what is done with its rows."""

    table: str
    stages: list[Stage]

    def run(self, rows: Rows) -> Iterator[Row]:
        """The rows that come out."""
        for stage in self.stages:
            rows = stage.run(rows)
        return iter(rows)


def parse(text: str) -> Query:
    """Raises KqlError for what it can't read."""
    parser = Parser(tokenize(text))
    table = parser.name()
    stages = []
    while parser.accept("|"):
        stages.append(_stage(parser))
    parser.end()
    return Query(table.lower(), stages)


def _stage(parser: Parser) -> Stage:
    word = parser.name().lower()
    if word in ("where", "filter"):
        condition = parser.expression()
        return Stage(lambda rows: (row for row in rows if condition(row) is True), condition=condition)
    if word == "extend":
        columns = _columns(parser)
        return Stage(lambda rows: (_extended(row, columns) for row in rows), columns=columns)
    if word == "project":
        columns = _columns(parser)
        return Stage(lambda rows: ({name: value(row) for name, value in columns} for row in rows))
    if word in ("take", "limit"):
        count = parser.integer()
        return Stage(lambda rows: itertools.islice(rows, count))
    if word in ("order", "sort"):
        return _sort(parser)
    if word == "count":
        return Stage(lambda rows: iter([{"Count": sum(1 for _row in rows)}]))
    raise KqlError(f"'{word}' is not supported")


def _columns(parser: Parser) -> Columns:
    columns = [_column(parser)]
    while parser.accept(","):
        columns.append(_column(parser))
    return columns


def _column(parser: Parser) -> tuple[str, Expression]:
    if parser.assigns():
        name = parser.name()
        parser.expect("=")
        return name, parser.expression()
    expression = parser.expression()
    return (expression.name if isinstance(expression, Column) else "Column1"), expression


def _extended(row: Row, columns: Columns) -> Row:
    for name, value in columns:
        row = {**row, name: value(row)}
    return row


def _sort(parser: Parser) -> Stage:
    parser.expect("by")
    keys: list[tuple[Expression, bool]] = []
    while not keys or parser.accept(","):
        expression = parser.expression()
        ascending = parser.accept("asc")
        if not ascending:
            parser.accept("desc")
        keys.append((expression, ascending))

    def sort(rows: Rows) -> Rows:
        found = list(rows)
        for expression, ascending in reversed(keys):
            _sort_by(found, expression, ascending=ascending)
        return found

    return Stage(sort)


def _sort_by(rows: list[Row], expression: Expression, *, ascending: bool) -> None:
    rows.sort(key=lambda row: order_key(expression(row)), reverse=not ascending)


def as_document(row: Row) -> dict[str, Any]:
    """A row that can be written as JSON."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
