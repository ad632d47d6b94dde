# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a failed change of a machine means for a swap.

Only what is known is tried again or done in another way. Whatever else Azure says ends the way to the new disks, and
the machine goes back to the former ones.
"""

from __future__ import annotations

import re
from typing import Literal

from .._arm.errors import (
    DeadlinePassed,
    LoginFailed,
    OperationFailed,
    RequestRefused,
    RunEnded,
    TaskError,
    UnexpectedHost,
)

Meaning = Literal["over", "again", "changed", "in_one_put", "unknown"]

PRECONDITION_FAILED = 412
# Another change of the same machine or disk is under way.
UNDER_WAY = frozenset({"conflict", "attachdiskwhilebeingdetached", "operationpreempted"})
# Azure does not take both lists of attachDetachDataDisks together, or not this call at all.
_NOT_TOGETHER = (
    re.compile(r"a disk at lun \d+ already exists", re.IGNORECASE),
    re.compile(r"attach detach data disks api", re.IGNORECASE),
    re.compile(
        r"dataDisksToAttach\b.*dataDisksToDetach|dataDisksToDetach\b.*dataDisksToAttach", re.IGNORECASE | re.DOTALL
    ),
)


def meaning_of(failure: TaskError, *, exchanging: bool) -> Meaning:
    """What is to be done after a failure; `exchanging`: of data disks, by attachDetachDataDisks.

    `over`: nothing more can be sent. `again`: look again, a little later. `changed`: the machine is not what it was:
    read and judge it again. `in_one_put`: the disks are exchanged by a PUT of the machine instead.
    """
    if isinstance(failure, (DeadlinePassed, RunEnded, LoginFailed, UnexpectedHost)):
        return "over"
    status = failure.trace.http_status if isinstance(failure, RequestRefused) else None
    if status == PRECONDITION_FAILED:
        return "changed"
    if exchanging and isinstance(failure, (RequestRefused, OperationFailed)) and _refuses_both(failure):
        return "in_one_put"
    if failure.passing or failure.in_doubt or failure.problem.code.lower() in UNDER_WAY:
        return "again"
    return "unknown"


def _refuses_both(failure: TaskError) -> bool:
    problem = failure.problem
    said = " ".join([problem.target or "", problem.message, *(cause.message for cause in problem.causes)])
    return any(pattern.search(said) for pattern in _NOT_TOGETHER)
