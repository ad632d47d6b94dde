# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Unexpected errors: a failure like any other, with the traceback that is needed to fix the defect."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

from .errors import TaskError, UnexpectedError
from .plain_text import words_of


def failure_of(error: Exception) -> TaskError:
    """The failure for an exception."""
    return error if isinstance(error, TaskError) else UnexpectedError(error)


def unexpected_behind(failure: TaskError) -> UnexpectedError | None:
    """The unexpected error that a failure is, or that led to it."""
    return next((each for each in _chain(failure) if isinstance(each, UnexpectedError)), None)


def format_traceback(error: BaseException) -> str:
    """Where an exception came from, and those that led to it, each with its words on a line of its own."""
    parts = []
    for each in reversed(list(_chain(error))):
        parts += [
            "Traceback (most recent call last):\n",
            *traceback.format_tb(each.__traceback__),
            f"{words_of(each)}\n",
        ]
    return "".join(parts)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception, what it was raised from, and so on."""
    seen: set[int] = set()
    inner: BaseException | None = error
    while inner and id(inner) not in seen:
        seen.add(id(inner))
        yield inner
        inner = inner.__cause__ or (None if inner.__suppress_context__ else inner.__context__)
