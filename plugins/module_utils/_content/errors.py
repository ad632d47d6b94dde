# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What can go wrong when the content of a disk is checked."""

from __future__ import annotations

from .._arm.errors import TaskError


class DiskInUse(TaskError):
    """A virtual machine has the disk, or something else uses it."""

    code = "DiskInUse"


class DiskAccessTaken(TaskError):
    """Somebody else has access to the disk."""

    code = "DiskAccessTaken"


class DiskExportDenied(TaskError):
    """The network settings of the disk allow nobody to read it."""

    code = "DiskExportDenied"


class DiskIsPrivate(TaskError):
    """The disk can be read through a private endpoint only."""

    code = "DiskIsPrivate"


class DiskNeedsEntraLogin(TaskError):
    """The disk can be read only with a token beside the signed URL."""

    code = "DiskNeedsEntraLogin"


class DiskAccessLost(TaskError):
    """The access ended while the disk was read."""

    code = "DiskAccessLost"


class DiskAccessNotEnded(TaskError):
    """Azure did not end the access to the disk."""

    code = "DiskAccessNotEnded"


class DiskEmpty(TaskError):
    """There are only zeros where every used disk has something else."""

    code = "DiskEmpty"


class DiskContentDamaged(TaskError):
    """What is on the disk contradicts itself."""

    code = "DiskContentDamaged"
