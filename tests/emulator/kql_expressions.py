# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Expressions of the Kusto query language: read once, then asked for each row."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from .timestamps import parse_time

Row = dict[str, Any]
Expression = Callable[[Row], Any]
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<span>\d+(?:\.\d+)?[dhms]\b)
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<sign>==|!=|=~|!~|>=|<=|!in~?|!contains|!has|!startswith|[-|()\[\],.=<>])
    | (?P<word>[A-Za-z_][A-Za-z_0-9]*~?)
    )""",
    re.VERBOSE,
)
_SPANS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


class KqlError(Exception):
    """A query that can't be read, or not here."""


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


def element(value: Any, step: str | int) -> Any:
    """A member of an object or list; null if there is none."""
    if isinstance(step, str):
        return value.get(step) if isinstance(value, dict) else None
    return value[step] if isinstance(value, list) and -len(value) <= step < len(value) else None


def text(value: Any) -> str:
    """A value as a string; null is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime) else str(value)


def order_key(value: Any) -> tuple[bool, float, str]:
    """Sorts numbers and moments as such, the rest as text; null first."""
    if isinstance(value, (int, float)):
        return True, float(value), ""
    return (value is not None), 0.0, text(value)


def _compare(left: Any, right: Any) -> int:
    if isinstance(left, datetime) or isinstance(right, datetime):
        left, right = _moment(left), _moment(right)
        if left is None or right is None:
            raise KqlError("a moment is compared with what is none")
    elif isinstance(left, str) or isinstance(right, str):
        left, right = text(left), text(right)
    return int(left > right) - int(left < right) if left is not None and right is not None else -2


def _moment(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else parse_time(text(value))


def _word_in(word: str, sentence: str) -> bool:
    return bool(re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", sentence, re.IGNORECASE))


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: _compare(left, right) == 0,
    "!=": lambda left, right: _compare(left, right) != 0,
    ">": lambda left, right: _compare(left, right) == 1,
    ">=": lambda left, right: _compare(left, right) in (0, 1),
    "<": lambda left, right: _compare(left, right) == -1,
    "<=": lambda left, right: _compare(left, right) in (0, -1),
    "=~": lambda left, right: text(left).lower() == text(right).lower(),
    "!~": lambda left, right: text(left).lower() != text(right).lower(),
    "contains": lambda left, right: text(right).lower() in text(left).lower(),
    "!contains": lambda left, right: text(right).lower() not in text(left).lower(),
    "has": lambda left, right: _word_in(text(right), text(left)),
    "!has": lambda left, right: not _word_in(text(right), text(left)),
    "startswith": lambda left, right: text(left).lower().startswith(text(right).lower()),
    "!startswith": lambda left, right: not text(left).lower().startswith(text(right).lower()),
    "endswith": lambda left, right: text(left).lower().endswith(text(right).lower()),
    "in": lambda left, right: text(left) in map(text, right),
    "!in": lambda left, right: text(left) not in map(text, right),
    "in~": lambda left, right: text(left).lower() in [text(one).lower() for one in right],
    "!in~": lambda left, right: text(left).lower() not in [text(one).lower() for one in right],
}


def _case(*values: Any) -> Any:
    pairs = zip(values[:-1:2], values[1:-1:2], strict=True)
    return next((value for condition, value in pairs if condition is True), values[-1])


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "tolower": lambda value: text(value).lower(),
    "toupper": lambda value: text(value).upper(),
    "tostring": text,
    "isempty": lambda value: text(value) == "",
    "isnotempty": lambda value: text(value) != "",
    "isnull": lambda value: value is None,
    "isnotnull": lambda value: value is not None,
    "strcat": lambda *values: "".join(map(text, values)),
    "split": lambda value, separator: text(value).split(separator),
    "case": _case,
    "iff": _case,
    "not": lambda value: value is not True,
    "tobool": lambda value: text(value).lower() == "true",
    "todatetime": _moment,
    "datetime": _moment,
    "now": lambda: datetime.now(timezone.utc),
    "ago": lambda span: datetime.now(timezone.utc) - span,
}


def tokenize(query: str) -> list[tuple[str, str]]:
    """Kinds and texts."""
    tokens, position = [], 0
    while query[position:].strip():
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
        values = self._list()
        constants = [value.value for value in values if isinstance(value, Constant)]
        if sign in ("in", "in~") and len(constants) == len(values):
            return Membership(left, constants, caseless=sign == "in~")
        return lambda row: compare(left(row), [value(row) for value in values])

    def _list(self) -> list[Expression]:
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
            if self.accept("."):
                value = _inside(value, self.name())
            elif self.accept("["):
                kind, token = self._take()
                value = _inside(value, int(token) if kind == "number" else token[1:-1])
                self.expect("]")
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
        elif token == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        elif kind == "word" and token.lower() in ("true", "false"):
            constant = token.lower() == "true"
        elif kind == "word":
            return self._call(token) if self.accept("(") else Column(token)
        else:
            raise KqlError(f"'{token}' is not expected")
        return Constant(constant)

    def _call(self, name: str) -> Expression:
        function = FUNCTIONS.get(name.lower())
        if function is None:
            raise KqlError(f"the function '{name}' is not supported")
        if name.lower() == "datetime" and self._next()[0] == "number":
            return self._datetime_literal()
        arguments = self._list()
        return lambda row: function(*(argument(row) for argument in arguments))

    def _datetime_literal(self) -> Expression:
        """``datetime(2026-11-22T19:00:00Z)``, without quotes."""
        parts = []
        while not self.accept(")"):
            parts.append(self._take()[1])
        moment = parse_time("".join(parts))
        return lambda row: moment


def _inside(value: Expression, step: str | int) -> Expression:
    if isinstance(value, Column):
        value.inside(step)
        return value
    return lambda row: element(value(row), step)
