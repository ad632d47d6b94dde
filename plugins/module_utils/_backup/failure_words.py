# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""A failure told as what it means: what Azure has said stays there as its cause."""

from __future__ import annotations

from dataclasses import replace

from .._arm.errors import TaskError
from .._arm.problems import Cause, Problem


def told_as(kind: type[TaskError], words: str, failure: TaskError, activity_id: str | None) -> TaskError:
    """The failure that another one means, in these words."""
    said = failure.problem
    causes = (Cause(said.code, said.message), *said.causes) if said.code != failure.code else ()
    problem = Problem(kind.code, words, target=said.target, causes=causes, activity_id=activity_id)
    meaning = kind(words, problem=problem, trace=replace(failure.trace, client_request_id=activity_id))
    meaning.__cause__ = failure
    return meaning
