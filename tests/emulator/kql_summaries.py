# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``summarize`` of the Kusto query language: what is kept of the rows of a group, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from .kql_expressions import Column, Constant, Expression, Parser, Row, Shape, is_dynamic
from .kql_values import KqlError, order_key, text


class Fold(Protocol):
    """What is known of a group so far."""

    def add(self, row: Row) -> None:
        """Takes one more row into account."""

    def columns(self) -> Row:
        """The columns that come of it."""


Folding = Callable[[], Fold]


class Grouping:
    """Rows with the same keys, and what is made of each group."""

    def __init__(self, keys: list[tuple[str, Expression]], foldings: list[Folding]) -> None:
        self._keys, self._foldings = keys, foldings

    def run(self, rows: Iterable[Row]) -> Iterator[Row]:
        """A row for each group; without keys one, also of no rows."""
        groups: dict[tuple[Any, ...], list[Fold]] = {}
        if not self._keys:
            groups[()] = [folding() for folding in self._foldings]
        for row in rows:
            key = tuple(value(row) for _name, value in self._keys)
            if key not in groups:
                groups[key] = [folding() for folding in self._foldings]
            for fold in groups[key]:
                fold.add(row)
        for key, folds in groups.items():
            found = {name: value for (name, _value), value in zip(self._keys, key, strict=True)}
            for fold in folds:
                found |= fold.columns()
            yield found


class Count:
    """``count()`` and ``countif(condition)``."""

    def __init__(self, name: str, condition: Expression | None) -> None:
        self._name, self._condition, self._count = name, condition, 0

    def add(self, row: Row) -> None:
        """Counts it if the condition holds."""
        self._count += self._condition is None or self._condition(row) is True

    def columns(self) -> Row:
        """How many."""
        return {self._name: self._count}


class Listing:
    """``make_list``, ``make_set`` and ``dcount``; nulls don't count."""

    def __init__(self, name: str, value: Expression, *, once: bool, counted: bool = False) -> None:
        self._name, self._value, self._once, self._counted = name, value, once, counted
        self._found: list[Any] = []
        self._seen: set[str] = set()

    def add(self, row: Row) -> None:
        """Keeps its value."""
        value = self._value(row)
        if value is None or (self._once and text(value) in self._seen):
            return
        self._seen.add(text(value))
        self._found.append(value)

    def columns(self) -> Row:
        """All values, or their number."""
        return {self._name: len(self._found) if self._counted else self._found}


class Extreme:
    """``max``, ``min``, and ``arg_max``, ``arg_min``, which keep other columns of that row; nulls don't count."""

    def __init__(
        self, name: str, value: Expression, *, largest: bool, kept: list[tuple[str, Expression]] | None = None
    ) -> None:
        self._name, self._value, self._sign, self._kept = name, value, largest, kept or []
        self._best: Any = None
        self._row: Row | None = None

    def add(self, row: Row) -> None:
        """Keeps it if it goes beyond all before it."""
        value = self._value(row)
        if value is None or text(value) == "":
            return
        beyond = self._row is None or (
            order_key(value) > order_key(self._best) if self._sign else order_key(value) < order_key(self._best)
        )
        if beyond:
            self._best, self._row = value, row

    def columns(self) -> Row:
        """The value, and what else is kept."""
        row = self._row
        kept = {name: None if row is None else value(row) for name, value in self._kept}
        return {self._name: self._best, **{name: value for name, value in kept.items() if name != self._name}}


class Sum:
    """``sum``."""

    def __init__(self, name: str, value: Expression) -> None:
        self._name, self._value, self._sum = name, value, 0.0

    def add(self, row: Row) -> None:
        """Adds its number."""
        value = self._value(row)
        self._sum += value if isinstance(value, (int, float)) else 0

    def columns(self) -> Row:
        """The sum; a whole number if it is one."""
        return {self._name: int(self._sum) if self._sum.is_integer() else self._sum}


def read_aggregate(parser: Parser, columns: Shape) -> tuple[Folding, Shape]:
    """``name = function(..)``, or without the name; and the columns that it makes."""
    given = None
    if parser.assigns():
        given = parser.name()
        parser.expect("=")
    function = parser.name().lower()
    parser.expect("(")
    if function in ("arg_max", "arg_min"):
        return _arg(parser, columns, given, largest=function == "arg_max")
    arguments = parser.arguments()
    if function == "count" and not arguments:
        return _count(given or "count_", None)
    if len(arguments) != 1:
        raise KqlError(f"'{function}' is not supported with these arguments")
    (value,) = arguments
    of = value.name if isinstance(value, Column) else ""
    dynamic = is_dynamic(value, columns)
    if function == "countif":
        return _count(given or "countif_", value)
    if function in ("max", "min"):
        name = given or f"{function}_{of}"
        return (lambda: Extreme(name, value, largest=function == "max")), {name: dynamic}
    if function == "sum":
        name = given or f"sum_{of}"
        return (lambda: Sum(name, value)), {name: False}
    if function in ("make_list", "make_set"):
        name = given or f"{function[5:]}_{of}"
        return (lambda: Listing(name, value, once=function == "make_set")), {name: True}
    if function == "dcount":
        name = given or f"dcount_{of}"
        return (lambda: Listing(name, value, once=True, counted=True)), {name: False}
    raise KqlError(f"the aggregate '{function}' is not supported")


def _count(name: str, condition: Expression | None) -> tuple[Folding, Shape]:
    return (lambda: Count(name, condition)), {name: False}


def _arg(parser: Parser, columns: Shape, given: str | None, *, largest: bool) -> tuple[Folding, Shape]:
    """``arg_max(column, *)`` keeps all columns, ``arg_max(column, one, other)`` these."""
    value = parser.expression()
    kept: list[tuple[str, Expression]] = []
    while parser.accept(","):
        if parser.accept("*"):
            kept += [(name, Column(name)) for name in columns]
            continue
        one = parser.expression()
        if not isinstance(one, Column):
            raise KqlError("of the row that an extreme is in, only columns can be kept")
        kept.append((one.name, one))
    parser.expect(")")
    if given is None and not isinstance(value, Column):
        raise KqlError("the extreme of an expression needs a name: extend a column by it, and take that one's")
    if isinstance(value, Constant) or is_dynamic(value, columns):
        raise KqlError("the extreme of a constant or 'dynamic' value: cast it, say with todatetime()")
    name = given or (value.name if isinstance(value, Column) else "")
    shape = {one: is_dynamic(expression, columns) for one, expression in kept}
    return (lambda: Extreme(name, value, largest=largest, kept=kept)), {**shape, name: False}
