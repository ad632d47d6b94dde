# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Disks as Compute tells of them: each by itself, or all of a resource group at once where many are wanted."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import AbstractContextManager
from dataclasses import dataclass

from .._arm.errors import RequestRefused
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._azure.compute.disks import Disk, find_disk, list_disks

FEWEST_TO_LIST_DISKS = 3


@dataclass(frozen=True)
class GroupView:
    """The wanted disks of a group by their keys, as they were `at` that moment (monotonic)."""

    disks: dict[str, Disk]
    at: float


class DiskCache:
    """Shared by all disks of a run; safe to use from many threads."""

    def __init__(self, session: ArmSession) -> None:
        self._session = session
        self._lock = session.threads.lock()
        self._wanted: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._views: dict[str, GroupView] = {}
        self._closed: set[str] = set()
        self._reading: dict[str, AbstractContextManager[object]] = {}
        self._being_read: set[str] = set()

    def want(self, disk: ResourceId) -> None:
        """Say that this disk will be looked at."""
        with self._lock:
            self._wanted[_group(disk)][disk.key] += 1

    def forget(self, disk: ResourceId) -> None:
        """Say that who wanted this disk needs it no more: of thousands, only those are kept that somebody needs."""
        group = _group(disk)
        with self._lock:
            wanted = self._wanted[group]
            wanted[disk.key] -= 1
            if wanted[disk.key] > 0:
                return
            del wanted[disk.key]
            if view := self._views.get(group):
                view.disks.pop(disk.key, None)

    def is_being_read(self, disk: ResourceId) -> bool:
        """Whether a thread lists the group of this disk now. All others that want disks of it would wait for it."""
        return _group(disk) in self._being_read

    def find(self, disk: ResourceId, *, not_before: float) -> Disk | None:
        """The disk as it was at that moment (monotonic) or later, None where there is none.

        Raises `RequestRefused` where its group does not exist or it may not be read.
        """
        group = _group(disk)
        with self._lock:
            wanted = self._wanted[group]
            is_wanted, many = disk.key in wanted, len(wanted) >= FEWEST_TO_LIST_DISKS
            reading = self._reading.setdefault(group, self._session.threads.lock())
        # Each group by itself: one that takes long holds up no other.
        with reading:
            if is_wanted and group not in self._closed:
                view = self._views.get(group)
                if many and (view is None or view.at < not_before):
                    view = self._views[group] = self._read(disk, group)
                if view and view.at >= not_before and group not in self._closed:
                    return view.disks.get(disk.key)
        return find_disk(self._session, disk)

    def _read(self, one: ResourceId, group: str) -> GroupView:
        """A view of a group; where only its disks may be read, and not listed, they are read one by one from now on."""
        at = self._session.clock.monotonic()
        with self._lock:
            wanted = set(self._wanted[group])
        self._being_read.add(group)
        try:
            found = list_disks(self._session, one.subscription_id, one.resource_group)
            return GroupView({key: disk for disk in found if (key := disk.id.lower()) in wanted}, at)
        except RequestRefused as refusal:
            if refusal.status != 403:
                raise
            self._closed.add(group)
            return GroupView({}, at)
        finally:
            self._being_read.discard(group)


def _group(disk: ResourceId) -> str:
    return f"{disk.subscription_id}/{disk.resource_group}".lower()
