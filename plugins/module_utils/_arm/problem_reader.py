# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads what Azure says went wrong, in every shape in which it says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .problems import Cause, Problem

LONGEST_TEXT = 4000
MOST_CAUSES = 20
MOST_ACTIONS = 20
MOST_DETAILS = 100
MOST_LOOKED_AT = 1000
DEEPEST_CAUSE = 12
NO_ERROR = frozenset({"success", "succeeded", "ok"})


def read_problem(body: object) -> Problem | None:
    """The error in an answer's body, or None if there is none that can be read.

    Known shapes, all seen in traffic of Microsoft.DataProtection and of ARM: an `error` object with or without
    `additionalInfo` of type UserFacingError; a bare `code` and `message`; the older `ErrorCode` and
    `Message.Value`; and the array of UserFacingErrors that a failed job carries as `errorDetails`.
    """
    if isinstance(body, list):
        errors = [error for error in body[:MOST_CAUSES] if isinstance(error, dict)]
        problems = [
            problem for problem in map(read_problem, errors) if problem and problem.code.lower() not in NO_ERROR
        ]
        if not problems:
            return None
        first, *others = problems
        more = tuple(cause for other in others for cause in (Cause(other.code, other.message), *other.causes))
        return _with_causes(first, (*first.causes, *more))
    if not isinstance(body, dict):
        return None
    error = _dict(body.get("error")) or body
    if "ErrorCode" in error:
        message = error.get("Message")
        words = message.get("Value") if isinstance(message, dict) else message
        return Problem(_text(error["ErrorCode"]) or "Unknown", _text(words) or "")
    code = _text(error.get("code"))
    if not code:
        return None
    facing = _user_facing(error)
    problem = Problem(
        code=code,
        message=_text(error.get("message")) or _text(facing.get("message")) or "",
        target=_text(error.get("target")) or _text(facing.get("target")),
        recommended_actions=_texts(facing.get("recommendedAction")),
        activity_id=_text(_dict(facing.get("properties")).get("ActivityId")),
    )
    return _with_causes(problem, tuple(_causes(error)))


def _user_facing(error: dict[str, object]) -> dict[str, object]:
    """Where the service keeps its advice: inside `additionalInfo`, or in the error itself (failed jobs)."""
    for extra in _list(error.get("additionalInfo")):
        if _dict(extra).get("type") == "UserFacingError":
            return _dict(_dict(extra).get("info"))
    return error


def _causes(error: dict[str, object]) -> Iterator[Cause]:
    """Every error nested below this one, outermost first, each with what is below it.

    The cause of a failed job can stand three levels down, under `details`, `innerError` and
    `embeddedInnerError` (recorded jobs, azure-cli-extensions). A code of success, which failed jobs carry too, is no
    cause.
    """
    facing = _user_facing(error)
    below = _below(error) if facing is error else [*_below(error), *_below(facing)]
    waiting = [(inner, 1) for inner in reversed(below)]
    for _number in range(MOST_LOOKED_AT):
        if not waiting:
            return
        inner, depth = waiting.pop()
        code, message = _text(inner.get("code")), _text(inner.get("message"))
        told = _text(_dict(inner.get("additionalInfo")).get("DetailedNonLocalisedMessage"))
        if code and code.lower() not in NO_ERROR and (message or told):
            yield Cause(code, message or told or "")
        if depth <= DEEPEST_CAUSE:
            waiting += [(deeper, depth + 1) for deeper in reversed(_below(inner))]


def _below(error: dict[str, object]) -> list[dict[str, object]]:
    inner = [*_list(error.get("details"))[:MOST_DETAILS], error.get("innerError"), error.get("embeddedInnerError")]
    return [each for each in map(_dict, inner) if each]


def _with_causes(problem: Problem, causes: tuple[Cause, ...]) -> Problem:
    """The problem with these causes, each once, without those that only repeat it."""
    own = Cause(problem.code, problem.message)
    each_once = tuple(cause for cause in dict.fromkeys(causes) if cause != own)
    return replace(problem, causes=each_once[:MOST_CAUSES])


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value[:LONGEST_TEXT].strip() or None if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text for text in map(_text, _list(value)[:MOST_ACTIONS]) if text)
