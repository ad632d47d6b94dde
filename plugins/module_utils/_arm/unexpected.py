# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""An error that nobody had thought of: a failure as any other, with the traceback that its mending needs."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

from .errors import Failure
from .plain_text import printable

LONGEST_WORDS = 300


class UnexpectedError(Failure):
    """An error that is a defect of this collection."""

    code = "UnexpectedError"
    says_what_to_do = True

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"An unexpected error ended this, which is a defect of azure_dr.backup: {_words(error)}. Look for what is "
            f"under way (backup_job_info shows jobs) before you run it again, and report the defect with the traceback."
        )
        self.error = error
        self.__cause__ = error


def failure_of(error: Exception) -> Failure:
    """The failure that an exception is, or means."""
    return error if isinstance(error, Failure) else UnexpectedError(error)


def unexpected_behind(failure: Failure) -> UnexpectedError | None:
    """The unexpected error that a failure is, or that led to it."""
    return next((each for each in _chain(failure) if isinstance(each, UnexpectedError)), None)


def format_traceback(error: BaseException) -> str:
    """Where an exception came from, and those that led to it, each with its words on a line of its own."""
    parts = []
    for each in reversed(list(_chain(error))):
        parts += ["Traceback (most recent call last):\n", *traceback.format_tb(each.__traceback__), f"{_words(each)}\n"]
    return "".join(parts)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception, what it was raised from, and so on."""
    seen: set[int] = set()
    inner: BaseException | None = error
    while inner and id(inner) not in seen:
        seen.add(id(inner))
        yield inner
        inner = inner.__cause__ or (None if inner.__suppress_context__ else inner.__context__)


def _words(error: BaseException) -> str:
    """The kind of the exception and what it says, on one line."""
    try:
        said = printable(str(error))
    except Exception:  # what it says is made when it is asked for, and that can fail
        said = ""
    kind = type(error).__name__
    cut = f"{said[:LONGEST_WORDS]} ..." if len(said) > LONGEST_WORDS else said
    return f"{kind}: {cut}" if cut else kind
