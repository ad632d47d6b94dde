# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Checks the content of one disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .._arm.errors import RequestRefused, RunEnded, TaskError
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._arm.signed_reads import Piece, SignedUrl
from .._azure.compute.disks import Disk, get_disk
from .access import DiskAccess
from .errors import DiskAccessLost, DiskContentDamaged, DiskEmpty, DiskIsPrivate, DiskNeedsEntraLogin
from .findings import ERROR, Finding
from .inspection import DAMAGED, EMPTY, Content, inspect
from .partition_tables import SECTOR, SECTORS
from .readability import is_left_over, is_private, why_not_readable

NOT_ALLOWED, NOT_LOGGED_IN = 403, 401
# Azure Storage says so if the signature is none of this moment.
SIGNATURE_REFUSED = "AuthenticationFailed"


@dataclass
class ContentRecord:
    """What is known of a disk so far, whatever ends the check."""

    disk: ResourceId
    changed: bool = False
    content: Content | None = None
    bytes_read: int = 0
    findings: list[Finding] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ContentRequest:
    """What is asked for. `access_seconds`: how long Azure lets the disk be read, if nobody ends it."""

    disk: ResourceId
    access_seconds: int
    poll_interval: float
    check_mode: bool


def check_content(
    session: ArmSession,
    request: ContentRequest,
    record: ContentRecord,
    keep_secret: Callable[[str], None],
    tell: Callable[[str], None],
) -> None:
    """Read the disk and judge it. `record` has what is known, also if this raises."""
    disk = get_disk(session, request.disk)
    now = session.service_now
    if why := why_not_readable(disk, now):
        raise why
    if request.check_mode:
        record.changed = True
        return
    access = DiskAccess(session, request.disk, request.access_seconds, request.poll_interval, keep_secret)
    try:
        if is_left_over(disk, now):
            tell(f"{disk.name}: ending the access that an earlier check has left")
            access.end_left_over()
            record.findings.append(Finding("access_left_over", "An earlier check had left the disk open for reading."))
        tell(f"{disk.name}: opening for reading")
        with access.opened() as url:
            tell(f"{disk.name}: reading")
            record.content = _inspect(session, url, disk, record)
    finally:
        record.changed = access.changed
        if access.not_ended:
            record.warnings.append(str(access.not_ended))
    if failure := _failure(disk, record.content) or access.not_ended:
        raise failure


def _inspect(session: ArmSession, url: SignedUrl, disk: Disk, record: ContentRecord) -> Content:
    def read(start: int, length: int) -> Piece:
        if not session.wanted():
            raise RunEnded("The run has ended: the disk is not read any further.")
        try:
            piece = url.read(start, length, doing=f"reading the disk {disk.name!r}")
        except RequestRefused as refusal:
            raise _why_refused(disk, refusal) from refusal
        record.bytes_read += len(piece.data)
        return piece

    sector = disk.settings.get("creationData.logicalSectorSize")
    return inspect(read, sector if isinstance(sector, int) and sector in SECTORS else SECTOR)


def _why_refused(disk: Disk, refusal: RequestRefused) -> TaskError:
    """What the answer of Azure Storage means."""
    told = f"({refusal.problem.code})"
    if refusal.status == NOT_LOGGED_IN:
        words = f"The disk {disk.name!r} is not opened by a signed URL alone {told}."
        return DiskNeedsEntraLogin(words, trace=refusal.trace)
    if refusal.status != NOT_ALLOWED:
        return refusal
    if refusal.problem.code == SIGNATURE_REFUSED and not is_private(disk):
        words = f"The access to the disk {disk.name!r} ended while it was read {told}."
        return DiskAccessLost(words, trace=refusal.trace)
    words = f"The disk {disk.name!r} can't be read from this machine {told}."
    return DiskIsPrivate(words, trace=refusal.trace)


def _failure(disk: Disk, content: Content) -> TaskError | None:
    """The failure that the content is; None if it is none."""
    words = " ".join(finding.message for finding in content.findings if finding.severity == ERROR)
    if content.verdict == EMPTY:
        return DiskEmpty(f"The disk {disk.name!r} is empty. {words}")
    if content.verdict == DAMAGED:
        return DiskContentDamaged(f"The content of the disk {disk.name!r} is damaged. {words}")
    return None
