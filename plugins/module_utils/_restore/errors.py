# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What can go wrong in a restore."""

from __future__ import annotations

from .._arm.errors import Advice, TaskError, WrongInput
from .._backup.own_explanations import OWN_EXPLANATIONS


class NotVerified(TaskError):
    """The job ended well, and the disk is not what that promises."""

    code = "NotVerified"


class NotMarked(NotVerified):
    """The disk of a drill was restored, and the mark of the drill could not be written on it."""

    code = "NotMarked"


class ReserveTouched(TaskError):
    """A drill would use restores of today that are kept for a real recovery. Nothing was sent."""

    code = "ReserveTouched"


class TargetTaken(TaskError):
    """The target disk is there, or is being made, and not by what this request allows.

    Its remedy is that of this disk, in the message and in reports: what helps with one disk is a loss with another.
    """

    code = "TargetTaken"
    says_what_to_do = True

    def __init__(self, what_is_there: str, remedy: str) -> None:
        super().__init__(f"{what_is_there}: {remedy}.")
        known = OWN_EXPLANATIONS[self.code]
        self.advice = Advice(known.cause, known.who, remedy)


class PermissionInUse(TaskError):
    """A permission is not removed, because a restore may need it."""

    code = "PermissionInUse"

    def __init__(self, message: str, advice: Advice) -> None:
        super().__init__(message)
        self.advice = advice


class CrossSubscriptionRestoreOff(WrongInput):
    """The vault does not restore into other subscriptions, and the target is in one."""

    code = "CrossSubscriptionRestoreOff"


class SeveralFindings(TaskError):
    """Several things stand against a restore. The code and the facts are those of the first."""


class SeveralWrongInputs(SeveralFindings, WrongInput):
    """The same, and one of them is an input that cannot be right."""
