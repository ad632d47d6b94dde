# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Whether a disk can be read now: decided from what Compute says of it, before anything is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from .._arm.errors import TaskError
from .._arm.times import format_moment, parse_moment
from .._azure.compute.disks import Disk
from .errors import DiskAccessTaken, DiskExportDenied, DiskInUse, DiskNeedsEntraLogin

# The tag says until when an access is ours, so that the next run can end what a killed one has left.
ACCESS_TAG = "azure-dr-content-check"
UNATTACHED, READ_BY_URL = "unattached", "activesas"
# From the moment that the tag is written, Azure needs some time before the seconds of the access begin.
OPENING = timedelta(minutes=5)


def access_note(now: datetime, seconds: int) -> str:
    """The value of the tag of an access that begins now: until when it is ours, and what no other access has."""
    until = (now + timedelta(seconds=seconds) + OPENING).replace(microsecond=0)
    return f"{format_moment(until)} {uuid4().hex[:8]}"


def has_other_note(disk: Disk, note: str) -> bool:
    """Whether another check has opened the disk since this note was written."""
    return _note(disk) not in (None, note)


def is_left_over(disk: Disk, now: datetime) -> bool:
    """Whether the disk can be read by a URL that an earlier check has asked for."""
    until = parse_moment((_note(disk) or "").partition(" ")[0])
    return _state(disk) == READ_BY_URL and until is not None and now <= until


def why_not_readable(disk: Disk, now: datetime) -> TaskError | None:
    """Why the content of this disk can't be checked; None if it can be."""
    if disk.attached_to:
        return DiskInUse(f"The disk {disk.name!r} is attached to {disk.attached_to}. Its content is not checked.")
    if (disk.network_access_policy or "").lower() == "denyall":
        return DiskExportDenied(f"The disk {disk.name!r} has the network access policy DenyAll: it can't be read.")
    if str(disk.settings.get("dataAccessAuthMode", "")).lower() == "azureactivedirectory":
        return DiskNeedsEntraLogin(
            f"The disk {disk.name!r} has the data access authentication mode AzureActiveDirectory: a signed URL alone "
            "does not open it."
        )
    if _state(disk) == READ_BY_URL and not is_left_over(disk, now):
        return DiskAccessTaken(f"Somebody has access to the disk {disk.name!r} already (its state is ActiveSAS).")
    if not disk.is_ready or _state(disk) not in (UNATTACHED, READ_BY_URL, ""):
        state = ", ".join(filter(None, (disk.provisioning_state, disk.disk_state)))
        return DiskInUse(f"The disk {disk.name!r} is in use or not ready ({state}). Its content is not checked.")
    return None


def is_private(disk: Disk) -> bool:
    """Whether the disk can be read through a private endpoint only."""
    closed = (disk.public_network_access or "").lower() == "disabled"
    return closed or (disk.network_access_policy or "").lower() == "allowprivate"


def _state(disk: Disk) -> str:
    return (disk.disk_state or "").lower()


def _note(disk: Disk) -> str | None:
    return next((value for name, value in disk.tags.items() if name.lower() == ACCESS_TAG), None)
