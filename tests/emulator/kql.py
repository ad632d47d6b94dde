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

Stage = Callable[[Iterable[Row]], Iterable[Row]]


@dataclass(frozen=True)
class Query:
    """A table, and what is done with its rows."""

    table: str
    stages: list[Stage]

    def run(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that come out."""
        for stage in self.stages:
            rows = stage(rows)
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
        return lambda rows: (row for row in rows if condition(row) is True)
    if word == "extend":
        columns = _columns(parser)
        return lambda rows: (_extended(row, columns) for row in rows)
    if word == "project":
        columns = _columns(parser)
        return lambda rows: ({name: value(row) for name, value in columns} for row in rows)
    if word in ("take", "limit"):
        count = parser.integer()
        return lambda rows: itertools.islice(rows, count)
    if word in ("order", "sort"):
        return _sort(parser)
    if word == "count":
        return lambda rows: iter([{"Count": sum(1 for _row in rows)}])
    raise KqlError(f"'{word}' is not supported")


def _columns(parser: Parser) -> list[tuple[str, Expression]]:
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


def _extended(row: Row, columns: list[tuple[str, Expression]]) -> Row:
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

    def sort(rows: Iterable[Row]) -> Iterable[Row]:
        found = list(rows)
        for expression, ascending in reversed(keys):
            _sort_by(found, expression, ascending=ascending)
        return found

    return sort


def _sort_by(rows: list[Row], expression: Expression, *, ascending: bool) -> None:
    rows.sort(key=lambda row: order_key(expression(row)), reverse=not ascending)


def as_document(row: Row) -> dict[str, Any]:
    """A row that can be written as JSON."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
