# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What can go wrong in a swap of disks."""

from __future__ import annotations

from .._arm.errors import TaskError


class SwapRefused(TaskError):
    """A check says no. Nothing was sent."""

    code = "SwapRefused"
    says_what_to_do = True


class SwapImpossible(TaskError):
    """The machine and its disks are in a state from which nothing can be done safely."""

    code = "SwapImpossible"


class SwapUndone(TaskError):
    """The swap failed, and the machine is as it was before."""

    code = "SwapUndone"


class SwapHalfDone(TaskError):
    """It ended half-way, and what was noted tells how to go on or back."""

    code = "SwapHalfDone"


class AgentNotReady(TaskError):
    """The machine runs, and its agent does not report that it is ready."""

    code = "AgentNotReady"


class NothingNoted(TaskError):
    """No disk says that a swap of this machine can be undone."""

    code = "NothingNoted"


class NotesUnreadable(TaskError):
    """A disk that a machine uses has tags of a swap that do not say which."""

    code = "NotesUnreadable"
    says_what_to_do = True


class AttachmentRefused(TaskError):
    """A disk can't be attached or detached as it was asked for. Nothing was sent."""

    code = "AttachmentRefused"
    says_what_to_do = True


class MachineUnsettled(TaskError):
    """What was changed does not last."""

    code = "MachineUnsettled"


class MachineRefused(TaskError):
    """A check says that the machine can't be made or deleted. Nothing was sent for what it says."""

    code = "MachineRefused"
    says_what_to_do = True


class MachineDiffers(TaskError):
    """The machine is there, and is not the one that was asked for."""

    code = "MachineDiffers"
    says_what_to_do = True


class NameTaken(TaskError):
    """Something of that name was there before, and is somebody else's."""

    code = "NameTaken"
    says_what_to_do = True


class RecoveryRefused(TaskError):
    """Something stands against the recovery of a machine. Nothing was sent."""

    code = "RecoveryRefused"
    says_what_to_do = True
