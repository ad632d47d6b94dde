# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The errors of requests to Azure. Each has a sentence for people and facts for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TypeVar

from .plain_text import words_of
from .problems import Problem

E = TypeVar("E", bound="TaskError")


@dataclass(frozen=True)
class Trace:
    """Where an answer came from: what Azure's support asks for. `url` is without its query."""

    http_status: int | None = None
    url: str | None = None
    request_id: str | None = None
    correlation_id: str | None = None
    client_request_id: str | None = None


@dataclass(frozen=True)
class Advice:
    """The cause of an error, who can fix it, and how. `passing`: the same request can succeed a little later."""

    cause: str
    who: str
    remedy: str
    passing: bool = False

    def __str__(self) -> str:
        return f"Fix: {self.remedy}. Who: {self.who}."


class TaskError(Exception):
    """An error that ends a task. `code` names the kind if Azure gave no code.

    `advice` is added by code that knows the circumstances. These are set by code that knows about another try:
    `passing`: the same request can succeed a little later. `in_doubt`: what was sent may have taken effect.
    `retry_after`: seconds that Azure asks to wait.
    """

    code = "TaskError"
    says_what_to_do = False
    """Whether its message already says what the advice would say."""
    cause_says_it_all = False
    """Whether the cause in its advice says all that Azure's words say, so that its message leaves these out."""

    def __init__(self, message: str, *, problem: Problem | None = None, trace: Trace | None = None) -> None:
        super().__init__(message)
        self.problem = problem or Problem(self.code, message)
        self.trace = trace or Trace()
        self.advice: Advice | None = None
        self.passing = False
        self.in_doubt = False
        self.retry_after: float | None = None

    @property
    def message(self) -> str:
        """The message for a person: what failed, why, and what to do. The cause is added if Azure gave only a code."""
        words = str(self)
        if self.advice is None or self.says_what_to_do:
            return words
        cause = [] if self.problem.code == self.code else [self.advice.cause]
        if cause and self.cause_says_it_all:
            words = words.replace(str(self.problem), self.problem.code)
        return " ".join([words if words.endswith((".", "!", "?")) else f"{words}.", *cause, str(self.advice)])

    def again(self: E) -> E:
        """The same error, to be raised once more: advice that is added to it then is for that disk alone."""
        twin = type(self).__new__(type(self), *self.args)
        twin.__dict__.update(self.__dict__)
        twin.__cause__ = self.__cause__
        return twin

    def as_error(self) -> dict[str, object]:
        """The facts in plain JSON types. Every key is always present."""
        return {
            "code": self.problem.code,
            "message": self.problem.message,
            "target": self.problem.target,
            "recommended_actions": list(self.problem.recommended_actions),
            "causes": [{"code": cause.code, "message": cause.message} for cause in self.problem.causes],
            "http_status": self.trace.http_status,
            "url": self.trace.url,
            "request_id": self.trace.request_id,
            "correlation_id": self.trace.correlation_id,
            "activity_id": self.problem.activity_id or self.trace.client_request_id,
            "explanation": asdict(self.advice) if self.advice else None,
        }


class WrongInput(TaskError):
    """The task is wrong as it is written. Nothing was sent."""


class OptionRefused(WrongInput):
    """An option has a value that can't be used. Nothing was sent."""

    code = "OptionRefused"
    says_what_to_do = True

    def __init__(self, option: str, why: str) -> None:
        super().__init__(f"{option}: {why}", problem=Problem(self.code, why, target=option))


class LoginFailed(TaskError):
    """Azure gave no token."""

    code = "LoginFailed"


class DeadlinePassed(TaskError):
    """The time allowed is over."""

    code = "DeadlinePassed"


class RequestRefused(TaskError):
    """Azure answered a request with an error."""

    code = "RequestRefused"

    def __init__(self, doing: str, body: object, trace: Trace) -> None:
        from .problem_reader import read_problem

        problem = read_problem(body) or Problem(
            self.code,
            f"HTTP {trace.http_status} without an error in Azure's format: a proxy may have answered",
        )
        super().__init__(f"Azure refused {doing}: {problem}", problem=problem, trace=trace)

    @property
    def status(self) -> int:
        """The HTTP status, 0 if there was none."""
        return self.trace.http_status or 0


class NoAnswer(TaskError):
    """No answer came, or one that is not from Azure. A write may or may not have taken effect."""

    code = "NoAnswer"


class RunEnded(TaskError):
    """The run that asked for it has ended, so nothing was sent."""

    code = "RunEnded"


class OperationFailed(TaskError):
    """An operation that Azure had accepted failed."""

    code = "OperationFailed"


class UnexpectedHost(TaskError):
    """An answer names a host outside of the chosen cloud. No token is sent there."""

    code = "UnexpectedHost"


class ConnectionNotMade(TaskError):
    """The request never left: nothing took effect."""

    code = NoAnswer.code


class ConnectionLost(TaskError):
    """The request went out and no whole answer came back. It may have taken effect."""

    code = NoAnswer.code


class UnexpectedError(TaskError):
    """An error that is a defect of this collection."""

    code = "UnexpectedError"
    says_what_to_do = True

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"An unexpected error ended the task: {words_of(error)}. This is a defect of azure_dr.backup. "
            "Before you run the task again, check for running jobs with backup_job_info. Report the defect with its "
            "traceback."
        )
        self.error = error
        self.__cause__ = error


class RequestWithheld(Exception):
    """A request was not sent, because the check right before it refused it."""


class BodyNotReadable(Exception):
    """The body can't be decompressed."""


def capitalised(phrase: str) -> str:
    """The phrase with a capital first letter, and nothing else changed."""
    return phrase[:1].upper() + phrase[1:]
