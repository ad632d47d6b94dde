# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What went wrong, and what is known about mending it."""

from __future__ import annotations

from dataclasses import dataclass

from .._arm.errors import Advice, read_message
from .._arm.problems import Problem
from .._arm.resource_ids import ResourceId
from .._restore.explaining import Circumstances, explain
from .reading import as_list, as_mapping, as_text, as_texts, as_whole_number


@dataclass(frozen=True)
class Explained:
    """What is behind an error, who can mend it, and what mends it, as far as each is known."""

    cause: str | None
    who: str | None
    remedy: str | None


@dataclass(frozen=True)
class ErrorFacts:
    """An error, of a disk or of the whole run. `words` are its message without the advice."""

    code: str | None
    words: str | None
    target: str | None = None
    recommended_actions: tuple[str, ...] = ()
    causes: tuple[tuple[str | None, str | None], ...] = ()
    http_status: int | None = None
    url: str | None = None
    request_id: str | None = None
    correlation_id: str | None = None
    activity_id: str | None = None
    explanation: Explained | None = None


def read_disk_error(value: object, target: str) -> ErrorFacts | None:
    """The error in the result of one disk: its code, its message, and its ids."""
    error = as_mapping(value)
    code, message = as_text(error.get("code")), as_text(error.get("message"))
    if code is None and message is None:
        return None
    words, remedy, who = read_message(message or "")
    known = _explain(code or "", words, target)
    explanation = None
    if remedy:
        # The message was written by those who knew more: its advice may be that of a nested cause.
        explanation = Explained(known.cause if known and known.who == who else None, who, remedy)
    elif known:
        explanation = Explained(known.cause, known.who, known.remedy)
    return ErrorFacts(
        code,
        words or None,
        request_id=as_text(error.get("request_id")),
        activity_id=as_text(error.get("activity_id")),
        explanation=explanation,
    )


def read_run_error(value: object) -> ErrorFacts | None:
    """The error in the result of a failed task."""
    error = as_mapping(value)
    if not error:
        return None
    explanation = as_mapping(error.get("explanation"))
    return ErrorFacts(
        code=as_text(error.get("code")),
        words=as_text(error.get("message")),
        target=as_text(error.get("target")),
        recommended_actions=as_texts(error.get("recommended_actions")),
        causes=tuple(
            (as_text(cause.get("code")), as_text(cause.get("message")))
            for cause in map(as_mapping, as_list(error.get("causes")))
        ),
        http_status=as_whole_number(error.get("http_status")),
        url=as_text(error.get("url")),
        request_id=as_text(error.get("request_id")),
        correlation_id=as_text(error.get("correlation_id")),
        activity_id=as_text(error.get("activity_id")),
        explanation=Explained(
            as_text(explanation.get("cause")), as_text(explanation.get("who")), as_text(explanation.get("remedy"))
        )
        if explanation
        else None,
    )


def _explain(code: str, words: str, target: str) -> Advice | None:
    disk = ResourceId.parse_if_one(target)
    return explain(Problem(code, words), Circumstances(disk, principal_id=None)) if disk else None
