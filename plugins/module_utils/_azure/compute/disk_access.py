# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Access to the bytes of a disk by a signed URL, for some time."""

from __future__ import annotations

from ..._arm.errors import NoAnswer
from ..._arm.operations import follow_operation
from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from ..._arm.transport import Answer
from ..._arm.waiter import Steps
from .. import wire
from .disks import COMPUTE_API_VERSION

QUERY = {"api-version": COMPUTE_API_VERSION}


def begin_access(session: ArmSession, disk: ResourceId, seconds: int) -> Answer:
    """Ask for access to read (Disks_GrantAccess). Sent again, it gives the same access."""
    return session.post(
        f"{disk.path}/beginGetAccess",
        query=QUERY,
        body={"access": "Read", "durationInSeconds": seconds},
        doing=_opening(disk),
    )


def follow_access(session: ArmSession, disk: ResourceId, accepted: Answer, *, poll_interval: float) -> Steps[str]:
    """The signed URL, once Azure has made it. It is a secret."""
    operation = yield from follow_operation(session, accepted, doing=_opening(disk), poll_interval=poll_interval)
    url = wire.text(operation.body, "properties", "output", "accessSAS") or wire.text(operation.body, "accessSAS")
    if not url:
        raise NoAnswer(f"Azure ended {_opening(disk)} without an address to read from.")
    return url


def end_access(session: ArmSession, disk: ResourceId, *, poll_interval: float) -> Steps[None]:
    """End all access to read a disk, whoever has it (Disks_RevokeAccess)."""
    doing = f"ending the access to the disk {disk.name!r}"
    accepted = session.post(f"{disk.path}/endGetAccess", query=QUERY, body=None, doing=doing)
    yield from follow_operation(session, accepted, doing=doing, poll_interval=poll_interval)


def _opening(disk: ResourceId) -> str:
    return f"opening the disk {disk.name!r} for reading"
