# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Errors of a run, and how to fix them."""

from __future__ import annotations

from dataclasses import dataclass

from .._arm.errors import TaskError
from .._arm.problems import Problem
from .._arm.resource_ids import ResourceId
from .._backup.error_guide import Circumstances, explain
from .plain_values import as_list, as_mapping, as_text, as_texts, as_whole_number


@dataclass(frozen=True)
class Explained:
    """The cause of an error, who can fix it, and how, if they are known.

    `passing`: the same task can succeed a little later.
    """

    cause: str | None
    who: str | None
    remedy: str | None
    passing: bool = False

    @property
    def told(self) -> str:
        """The fix and who can do it, as in the message of a failure."""
        parts = [f"Fix: {self.remedy}." if self.remedy else "", f"Who: {self.who}." if self.who else ""]
        return " ".join(part for part in parts if part)


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

    @property
    def is_passing(self) -> bool:
        """Whether the same task can succeed a little later."""
        return self.explanation is not None and self.explanation.passing


def read_disk_error(value: object, target: str, explanation: object) -> ErrorFacts | None:
    """The error in the result of one disk: its code, its message, and its ids, with the explanation of its cause."""
    error = as_mapping(value)
    code, words = as_text(error.get("code")), as_text(error.get("message"))
    if code is None and words is None:
        return None
    return ErrorFacts(
        code,
        words,
        request_id=as_text(error.get("request_id")),
        activity_id=as_text(error.get("activity_id")),
        explanation=read_explanation(explanation) or _explain(code or "", words or "", target),
    )


def read_explanation(value: object) -> Explained | None:
    """An explanation in a result; None if there is none."""
    told = as_mapping(value)
    if not told:
        return None
    return Explained(
        as_text(told.get("cause")), as_text(told.get("who")), as_text(told.get("remedy")), told.get("passing") is True
    )


def read_run_error(value: object) -> ErrorFacts | None:
    """The error in the result of a failed task."""
    error = as_mapping(value)
    if not error:
        return None
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
        explanation=read_explanation(error.get("explanation")),
    )


def _explain(code: str, words: str, target: str) -> Explained | None:
    """The explanation of the code, if the result has none."""
    circumstances = Circumstances(target=ResourceId.parse_if_one(target))
    advice = explain(TaskError(words, problem=Problem(code, words)), circumstances)
    return Explained(advice.cause, advice.who, advice.remedy, advice.passing) if advice else None
