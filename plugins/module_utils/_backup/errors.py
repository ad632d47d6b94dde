# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What can go wrong for every capability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .._arm.errors import Advice, RequestRefused, TaskError, WrongInput
from .._arm.problems import Problem

if TYPE_CHECKING:
    from .._azure.authorization.locks import Lock


class JobNotFound(TaskError):
    """The vault knows no such job."""

    code = "JobNotFound"


class JobsFailed(TaskError):
    """A job that was waited for failed, was cancelled, or ended in a way that isn't known."""

    code = "JobsFailed"


class ResourceGuardInTheWay(TaskError):
    """A Resource Guard is in the way."""

    code = "ResourceGuardInTheWay"


class VaultNotFound(WrongInput):
    """There is no such vault. The message has the words of Azure, which says what of it does not exist."""

    code = "ResourceNotFound"


class BackupInstanceNotFound(WrongInput):
    """The vault protects no such disk, or has no such backup instance."""

    code = "BackupInstanceNotFound"


class RecoveryPointNotFound(WrongInput):
    """A recovery point that was named does not exist."""

    code = "RecoveryPointNotFound"


class NoUsableRecoveryPoint(TaskError):
    """None of the recovery points can be used for what was asked."""

    code = "NoUsableRecoveryPoint"


class RecoveryPointTooOld(TaskError):
    """The recovery point is older than max_point_age allows."""

    code = "RecoveryPointTooOld"


class RecoveryPointInOtherTier(TaskError):
    """The recovery point lies in a tier that disks are not restored from."""

    code = "RecoveryPointInOtherTier"


class TargetNotFound(WrongInput):
    """The subscription or the resource group of the target does not exist, or the login cannot see it."""

    code = "TargetNotFound"


class NothingSelected(WrongInput):
    """A criterion of a selection finds nothing. `option` is its name."""

    code = "NothingSelected"

    def __init__(self, option: str, why: str) -> None:
        super().__init__(f"{option}: {why}", problem=Problem(self.code, why, target=option))


class DiskNotProtected(WrongInput):
    """Nothing protects a disk that was selected."""

    code = "DiskNotProtected"


class DrillGroupNotMarked(WrongInput):
    """A resource group that is not for drills was given to one."""

    code = "DrillGroupNotMarked"
    says_what_to_do = True


class AmbiguousName(WrongInput):
    """More than one thing is what was asked for."""

    code = "AmbiguousName"


class VaultIdentityUnknown(TaskError):
    """The identity that backs a disk up is none of its vault."""

    code = "VaultIdentityUnknown"


class ScopeLocked(TaskError):
    """A lock keeps a role assignment as it is. `locks` are those that hold there, as far as they can be read."""

    code = "ScopeLocked"

    def __init__(self, message: str, refusal: RequestRefused, locks: Sequence[Lock], advice: Advice) -> None:
        super().__init__(message, problem=refusal.problem, trace=refusal.trace)
        self.locks = tuple(locks)
        self.advice = advice


class OutcomeUnknown(TaskError):
    """Something was sent, and what became of it can't be told."""

    code = "OutcomeUnknown"


class Postponed(Exception):
    """Nothing was accepted. What is there is to be judged again after so many seconds, before it is sent again."""

    def __init__(self, seconds: float, because: TaskError) -> None:
        super().__init__(str(because))
        self.seconds = seconds


class JobListOutdated(TaskError):
    """Too much time has passed since the jobs were looked at."""

    code = "JobListOutdated"


class JobFailed(TaskError):
    """A job that was followed ended, and not well."""

    code = "JobFailed"


class StillRunning(TaskError):
    """What was accepted goes on in Azure, or its result is not verified yet, and the task does not wait any longer."""

    code = "StillRunning"


class PlanChanged(WrongInput):
    """What is to be done is not what was approved."""

    code = "PlanChanged"


class SkewTooLarge(TaskError):
    """The points of a set lie further apart than is allowed."""

    code = "SkewTooLarge"
