# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Opens a disk for reading, and ends this again, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .._arm.errors import RequestRefused, TaskError
from .._arm.resource_ids import ResourceId
from .._arm.session import PASSING_STATUSES, ArmSession, backoff
from .._arm.signed_reads import SignedUrl
from .._arm.transport import Answer
from .._arm.unexpected import failure_of
from .._arm.waiter import Steps, T
from .._azure.compute.disk_access import begin_access, end_access, follow_access
from .._azure.compute.disks import get_disk
from .._azure.resources.tags import delete_tags, merge_tags
from .._run.interruptions import Interruptions
from .errors import DiskAccessNotEnded
from .readability import ACCESS_TAG, access_note, has_other_note

ENDING_SECONDS = 120.0
CONFLICT = 409


class DiskAccess:
    """The access to one disk. `keep_secret` is told the signed URL before anything else is done with it."""

    def __init__(
        self,
        session: ArmSession,
        disk: ResourceId,
        seconds: int,
        poll_interval: float,
        keep_secret: Callable[[str], None],
    ) -> None:
        self.changed = False
        """Whether Azure has accepted anything that changes the disk."""
        self.not_ended: TaskError | None = None
        """Why the access is not ended, if it is not."""
        self._may_be_open = False
        self._session = session
        self._disk = disk
        self._seconds = seconds
        self._poll_interval = poll_interval
        self._keep_secret = keep_secret

    def end_left_over(self) -> None:
        """End the access that an earlier run has left."""
        self._end(self._session)
        self.changed = True

    @contextmanager
    def opened(self) -> Iterator[SignedUrl]:
        """The URL to read from. At the end nobody can read from it any more."""
        session, note = self._session, access_note(self._session.service_now, self._seconds)
        with Interruptions() as interruptions:
            try:
                merge_tags(session, self._disk, {ACCESS_TAG: note})
                self.changed = True
                yield self._open()
            finally:
                interruptions.held = True
                self._take_back(note)

    def _open(self) -> SignedUrl:
        session, accepted = self._session, self._begin()
        url = _finish(session, follow_access(session, self._disk, accepted, poll_interval=self._poll_interval))
        self._keep_secret(url)
        return SignedUrl(session, url)

    def _begin(self) -> Answer:
        self._may_be_open = True
        try:
            return begin_access(self._session, self._disk, self._seconds)
        except RequestRefused as refusal:
            self._may_be_open = refusal.status in PASSING_STATUSES
            raise

    def _take_back(self, note: str) -> None:
        session = self._session.for_taking_back(ENDING_SECONDS)
        try:
            if self._may_be_open and not self._is_taken_over(session, note):
                self._end(session)
            delete_tags(session, self._disk, {ACCESS_TAG: note})
        except Exception as error:
            self.not_ended = self._failure(failure_of(error))

    def _is_taken_over(self, session: ArmSession, note: str) -> bool:
        """Whether a later check has ended this access and opened its own, which must not be ended."""
        try:
            return has_other_note(get_disk(session, self._disk), note)
        except TaskError:
            return False

    def _end(self, session: ArmSession) -> None:
        """End the access. While Azure still opens the disk, it can answer that the two contradict each other."""
        tries = 0
        while True:
            try:
                return _finish(session, end_access(session, self._disk, poll_interval=self._poll_interval))
            except RequestRefused as refusal:
                tries += 1
                pause = backoff(tries)
                if refusal.status != CONFLICT or pause >= session.deadline.left:
                    raise
                session.clock.sleep(pause)

    def _failure(self, failure: TaskError) -> TaskError:
        words = (
            f"The access to the disk {self._disk.name!r} could not be ended: {failure} It ends by itself, at the "
            f"latest {self._seconds} seconds after it began."
        )
        return DiskAccessNotEnded(words, problem=failure.problem, trace=failure.trace)


def _finish(session: ArmSession, steps: Steps[T]) -> T:
    """Take all steps in this thread, because signals arrive in the main one."""
    while True:
        try:
            pause = next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        session.clock.sleep(pause)
