# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Expressions of the Kusto query language: read once, then asked for each row."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .kql_values import DYNAMIC_FUNCTIONS, FUNCTIONS, OPERATORS, PASSING_FUNCTIONS, KqlError, element, text
from .timestamps import parse_time

Row = dict[str, Any]
Expression = Callable[[Row], Any]
Shape = dict[str, bool]
"""Columns, and whether they are dynamic, so that rows can't be grouped, sorted or joined by them."""
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | datetime\(\s*(?P<moment>\d{4}-[^)]*)\)
    | (?P<span>\d+(?:\.\d+)?[dhms]\b)
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<sign>==|!=|=~|!~|>=|<=|!in~?|!contains|!has|!startswith|[-|()\[\],.=<>*])
    | (?P<word>\$?[A-Za-z_][A-Za-z_0-9]*~?)
    )""",
    re.VERBOSE,
)
_SPANS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


class Column:
    """A column, or something inside of one."""

    def __init__(self, name: str) -> None:
        self.name = self._root = name
        self._steps: list[str | int] = []

    def inside(self, step: str | int) -> None:
        """Goes a step into the value: a member, or an element of a list."""
        self._steps.append(step)
        if isinstance(step, str):
            self.name = f"{self.name}_{step}"

    @property
    def path(self) -> str:
        """Such as ``properties.status``; unlike its name, which a projected column goes by."""
        return ".".join(map(str, (self._root, *self._steps)))

    def is_dynamic(self, columns: Shape) -> bool:
        """What is inside of a value is dynamic."""
        return bool(self._steps) or columns.get(self._root, False)

    def __call__(self, row: Row) -> Any:
        if self._root not in row:
            raise KqlError(f"there is no column '{self._root}'")
        value: Any = row[self._root]
        for step in self._steps:
            value = element(value, step)
        return value


class Constant:
    """The same value in each row."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, row: Row) -> Any:
        return self.value


class Element:
    """A member or element of what an expression returns."""

    def __init__(self, value: Expression, step: Expression) -> None:
        self._value, self._step = value, step

    def __call__(self, row: Row) -> Any:
        return element(self._value(row), self._step(row))


class Call:
    """A function of expressions."""

    def __init__(self, name: str, function: Callable[..., Any], arguments: list[Expression]) -> None:
        self.name, self.arguments = name, arguments
        self._function = function

    def __call__(self, row: Row) -> Any:
        return self._function(*(argument(row) for argument in self.arguments))


class Membership:
    """Whether a value, as text, is among constants."""

    def __init__(self, left: Expression, values: list[Any], *, caseless: bool) -> None:
        texts = map(text, values)
        self.column = left.path if isinstance(left, Column) else None
        self.values = frozenset(one.lower() for one in texts) if caseless else frozenset(texts)
        self._left, self._caseless = left, caseless

    def __call__(self, row: Row) -> Any:
        value = text(self._left(row))
        return (value.lower() if self._caseless else value) in self.values


class All:
    """True if all conditions are."""

    def __init__(self, conditions: list[Expression]) -> None:
        self.conditions = conditions

    def __call__(self, row: Row) -> Any:
        return all(one(row) is True for one in self.conditions)


class Either:
    """True if one condition is."""

    def __init__(self, conditions: list[Expression]) -> None:
        self.conditions = conditions

    def __call__(self, row: Row) -> Any:
        return any(one(row) is True for one in self.conditions)


def is_dynamic(expression: Expression, columns: Shape) -> bool:
    """Whether its value is dynamic, as that of a column with JSON and of all that is inside of one."""
    if isinstance(expression, Column):
        return expression.is_dynamic(columns)
    if isinstance(expression, Call) and expression.name in PASSING_FUNCTIONS:
        return any(is_dynamic(argument, columns) for argument in expression.arguments)
    return isinstance(expression, Element) or (isinstance(expression, Call) and expression.name in DYNAMIC_FUNCTIONS)


def tokenize(query: str) -> list[tuple[str, str]]:
    """Kinds and texts."""
    tokens, position, end = [], 0, len(query.rstrip())
    while position < end:
        match = _TOKEN.match(query, position)
        if not match or not match.lastgroup:
            raise KqlError(f"'{query[position : position + 20].strip()}' can't be read")
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    return tokens


class Parser:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._position = tokens, 0
        self.mentioned: set[str] = set()
        """Columns that expressions have named since somebody looked."""

    def _next(self) -> tuple[str, str]:
        return self._tokens[self._position] if self._position < len(self._tokens) else ("end", "the end")

    def _take(self) -> tuple[str, str]:
        token = self._next()
        self._position += 1
        return token

    def accept(self, value: str) -> bool:
        """Takes that token if it is the next."""
        kind, there = self._next()
        if kind == "text" or there.lower() != value:
            return False
        self._position += 1
        return True

    def expect(self, value: str) -> None:
        """Takes that token, or fails."""
        if not self.accept(value):
            raise KqlError(f"'{value}' is expected before '{self._next()[1]}'")

    def end(self) -> None:
        """Fails unless all has been read."""
        if self._next()[0] != "end":
            raise KqlError(f"'{self._next()[1]}' is not expected")

    def name(self) -> str:
        """Takes a name."""
        kind, value = self._take()
        if kind != "word":
            raise KqlError(f"a name is expected, not '{value}'")
        return value

    def operator(self) -> str:
        """Takes the name of a stage, such as ``mv-expand``."""
        word = self.name()
        while self.accept("-"):
            word += f"-{self.name()}"
        return word.lower()

    def integer(self) -> int:
        """Takes a whole number."""
        kind, value = self._take()
        if kind != "number":
            raise KqlError(f"a number is expected, not '{value}'")
        return int(value)

    def assigns(self) -> bool:
        """Whether ``name =`` comes next."""
        following = self._tokens[self._position + 1 : self._position + 2]
        return self._next()[0] == "word" and following == [("sign", "=")]

    def expression(self) -> Expression:
        """``and`` binds stronger than ``or``."""
        choices = [self._all()]
        while self.accept("or"):
            choices.append(self._all())
        return choices[0] if len(choices) == 1 else Either(choices)

    def _all(self) -> Expression:
        conditions = [self._comparison()]
        while self.accept("and"):
            conditions.append(self._comparison())
        return conditions[0] if len(conditions) == 1 else All(conditions)

    def _comparison(self) -> Expression:
        left = self._value()
        kind, sign = self._next()
        compare = OPERATORS.get(sign.lower()) if kind != "text" else None
        if compare is None:
            return left
        self._take()
        sign = sign.lower()
        if sign.strip("!~") != "in":
            right = self._value()
            if sign == "=~" and isinstance(right, Constant):
                return Membership(left, [right.value], caseless=True)
            return lambda row: compare(left(row), right(row))
        self.expect("(")
        values = self.arguments()
        constants = [value.value for value in values if isinstance(value, Constant)]
        if sign in ("in", "in~") and len(constants) == len(values):
            return Membership(left, constants, caseless=sign == "in~")
        return lambda row: compare(left(row), [value(row) for value in values])

    def arguments(self) -> list[Expression]:
        """What stands between parentheses, of which the first has been taken."""
        values: list[Expression] = []
        while not self.accept(")"):
            if values:
                self.expect(",")
            values.append(self.expression())
        return values

    def _value(self) -> Expression:
        value = self._primary()
        while True:
            dot = self.accept(".")
            if self.accept("["):
                value = _inside(value, self.expression())
                self.expect("]")
            elif dot:
                value = _inside(value, Constant(self.name()))
            else:
                return value

    def _primary(self) -> Expression:
        kind, token = self._take()
        if kind == "text":
            constant: Any = re.sub(r"\\(.)", r"\1", token[1:-1])
        elif kind == "number":
            constant = float(token) if "." in token else int(token)
        elif kind == "span":
            constant = timedelta(seconds=float(token[:-1]) * _SPANS[token[-1]])
        elif kind == "moment":
            constant = parse_time(token)
        elif token == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        elif kind == "word" and token.lower() in ("true", "false"):
            constant = token.lower() == "true"
        elif kind == "word":
            if self.accept("("):
                return self._call(token)
            self.mentioned.add(token)
            return Column(token)
        else:
            raise KqlError(f"'{token}' is not expected")
        return Constant(constant)

    def _call(self, name: str) -> Expression:
        function = FUNCTIONS.get(name.lower())
        if function is None:
            raise KqlError(f"the function '{name}' is not supported")
        return Call(name.lower(), function, self.arguments())


def _inside(value: Expression, step: Expression) -> Expression:
    if isinstance(value, Column) and isinstance(step, Constant):
        value.inside(step.value)
        return value
    return Element(value, step)
