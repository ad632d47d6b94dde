# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How the disks of a recovery drill are known: by the mark on each, and by the activity id of the restore that made it.

A mark is tags. Anybody can write tags, so a mark alone proves nothing. The activity id of a restore is made of the
drill, the disk, the backup instance and the recovery point, and comes back in the job: so the jobs of the vault tell
which disks a drill has restored, without a file, also if the drill was killed before it wrote the mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from .._arm.resource_ids import ResourceId, resource_group_id, same_id
from .._arm.session import ArmSession
from .._arm.times import format_moment, parse_moment
from .._azure.dataprotection.jobs import Job
from .._azure.resources.groups import ResourceGroup, get_group
from .errors import DrillGroupNotMarked
from .send_once import activity_id_of

GROUP_TAG, ALLOWED = "azure-dr-drill", "allowed"
DRILL_TAG = "azure-dr-drill-id"
DISK_TAG = "azure-dr-drill-disk"
JOB_TAG = "azure-dr-drill-job"
EXPIRES_TAG = "azure-dr-drill-expires"
TAGS = (DRILL_TAG, DISK_TAG, JOB_TAG, EXPIRES_TAG)
DRILL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.ASCII)
A_DRILL = "drill"


@dataclass(frozen=True)
class Drill:
    """A drill that restores disks. They are kept for `seconds_to_live`.

    With `window`, the recovery points are of a moment that `seed` chooses in that time.
    """

    id: str
    seconds_to_live: float
    window: timedelta | None = None
    seed: str = ""


@dataclass(frozen=True)
class Mark:
    """What is written on a disk of a drill: which drill, which disk, the job that made it, and how long it is kept."""

    drill_id: str
    unique_id: str
    job_name: str
    expires: datetime

    def as_tags(self) -> dict[str, str]:
        """The tags."""
        expires = format_moment(self.expires) or ""
        values = (self.drill_id, self.unique_id, self.job_name, expires)
        return dict(zip(TAGS, values, strict=True))


def drill_id_on(tags: Mapping[str, str]) -> str | None:
    """The drill that the tags of a disk name, None if they name none."""
    return _by_name(tags).get(DRILL_TAG) or None


def read_mark(tags: Mapping[str, str]) -> Mark | None:
    """The mark on a disk; None if there is none, or a part of it is missing."""
    told = _by_name(tags)
    drill_id, unique_id, job_name = (told.get(name) for name in TAGS[:3])
    expires = parse_moment(told.get(EXPIRES_TAG))
    if not (drill_id and unique_id and job_name and expires):
        return None
    return Mark(drill_id, unique_id, job_name, expires)


def drill_activity_id(drill_id: str, target: ResourceId, instance_id: str, point_id: str) -> str:
    """The activity id of a restore by a drill.

    Its first half is the same for all drills, so that a job is known as that of a drill if nobody knows of which. The
    second half is that of this drill.
    """
    restore = (target.key, instance_id.lower(), point_id)
    shared, own = activity_id_of(A_DRILL, *restore), activity_id_of(A_DRILL, drill_id, *restore)
    return str(UUID(bytes=UUID(shared).bytes[:8] + UUID(own).bytes[8:]))


def is_by_drill(job: Job, drill_id: str | None) -> bool:
    """Whether this drill, or any drill if None is given, sent the restore of a job whose details are known."""
    target = ResourceId.parse_if_one(job.target_id)
    if not (target and job.instance_id and job.recovery_point_id and job.activity_id):
        return False
    expected = drill_activity_id(drill_id or "", target, job.instance_id, job.recovery_point_id)
    if drill_id:
        return same_id(job.activity_id, expected)
    return job.activity_id.lower()[:18] == expected[:18]


def is_marked(group: ResourceGroup) -> bool:
    """Whether drills may restore into a group, and delete there what they have restored."""
    return group.tags.get(GROUP_TAG, "").lower() == ALLOWED


def check_marked(session: ArmSession, subscription_id: str, resource_group: str) -> None:
    """Raise `DrillGroupNotMarked` if drills may not use a resource group."""
    if not is_marked(get_group(session, subscription_id, resource_group)):
        scope = resource_group_id(subscription_id, resource_group)
        raise DrillGroupNotMarked(
            f"The resource group {resource_group!r} does not have the tag {GROUP_TAG}: {ALLOWED}, so no drill may use "
            f"it. If it is for drills only, set the tag: az tag update --resource-id {scope} --operation Merge "
            f"--tags {GROUP_TAG}={ALLOWED}"
        )


def why_not_a_drill_id(text: str) -> str | None:
    """Why this can't be the id of a drill, None if it can."""
    if DRILL_ID.fullmatch(text):
        return None
    return f"{text!r} is not an id of a drill: 1 to 64 letters, digits and any of _.- are, the first a letter or digit"


def _by_name(tags: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in tags.items()}
