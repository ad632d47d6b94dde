# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What Azure Resource Graph adds up: backups and restores of each instance, snapshots of each disk, and roles.

An answer of a summary may have no second page. What it leaves out is asked for again, a few items at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..._arm.json_stream import Json
from ..._arm.session import ArmSession
from .queries import AnswerIncomplete, each_row, quoted
from .tables import IDS_A_QUERY

JOBS = "RecoveryServicesResources | where type =~ 'microsoft.dataprotection/backupvaults/backupjobs'"
SNAPSHOTS = "Resources | where type =~ 'microsoft.compute/snapshots'"
ASSIGNMENTS = "AuthorizationResources | where type =~ 'microsoft.authorization/roleassignments'"


def newest_backup_rows(session: ArmSession, subscriptions: Sequence[str], instances: Sequence[str]) -> list[Json]:
    """The newest backup job of each instance with each outcome, about 16 days back.

    `instance` is the key of its id, `outcome` the status in lower case, `errors` the JSON of what went wrong.
    """

    def query(some: str | None) -> str:
        return (
            f"{JOBS} | where properties.operationCategory =~ 'Backup'"
            " | where isnotempty(tostring(properties.endTime))"
            f"{f' | where properties.backupInstanceId in~ ({some})' if some else ''}"
            " | extend instance = tolower(tostring(properties.backupInstanceId)),"
            " outcome = tolower(tostring(properties.status)), started = todatetime(properties.startTime),"
            " errors = tostring(properties.errorDetails)"
            " | summarize arg_max(started, errors) by instance, outcome | order by instance asc, outcome asc"
        )

    return _summary(session, subscriptions, query, instances, "asking Resource Graph for the newest backups")


def restore_count_rows(session: ArmSession, subscriptions: Sequence[str], instances: Sequence[str]) -> list[Json]:
    """How many `restores` of each `instance` have begun in the last 24 hours."""

    def query(some: str | None) -> str:
        return (
            f"{JOBS} | where properties.operationCategory =~ 'Restore'"
            " | where todatetime(properties.startTime) > ago(1d)"
            f"{f' | where properties.backupInstanceId in~ ({some})' if some else ''}"
            " | extend instance = tolower(tostring(properties.backupInstanceId))"
            " | summarize restores = count() by instance | order by instance asc"
        )

    return _summary(session, subscriptions, query, instances, "asking Resource Graph for the restores of the last day")


def newest_snapshot_rows(session: ArmSession, subscriptions: Sequence[str], disks: Sequence[str]) -> list[Json]:
    """The moment of the `newest` snapshot of each `disk` in each resource group."""

    def query(some: str | None) -> str:
        return (
            f"{SNAPSHOTS}{f' | where properties.creationData.sourceResourceId in~ ({some})' if some else ''}"
            " | extend disk = tolower(tostring(properties.creationData.sourceResourceId)),"
            " made = todatetime(properties.timeCreated)"
            " | summarize newest = max(made) by disk, subscriptionId, resourceGroup"
            " | order by disk asc, subscriptionId asc, resourceGroup asc"
        )

    return _summary(session, subscriptions, query, disks, "asking Resource Graph for snapshots")


def assignment_rows(session: ArmSession, principals: Sequence[str]) -> list[Json]:
    """The roles that these identities were given themselves, wherever the login sees: `principal`, `role`, `scope`."""
    query = (
        f"{ASSIGNMENTS} | where properties.principalId in~ ({', '.join(map(quoted, principals))})"
        " | project id, principal = tostring(properties.principalId), role = tostring(properties.roleDefinitionId),"
        " scope = tostring(properties.scope) | order by id asc"
    )
    return list(each_row(session, None, query, doing="asking Resource Graph for role assignments"))


def _summary(
    session: ArmSession,
    subscriptions: Sequence[str],
    query: Callable[[str | None], str],
    ids: Sequence[str],
    doing: str,
) -> list[Json]:
    """The rows of a summary about these ids; of many, those of others can be among them."""
    if len(ids) > IDS_A_QUERY:
        try:
            return list(each_row(session, subscriptions, query(None), doing=doing))
        except AnswerIncomplete:
            pass
    return [row for some in _chunks(ids) for row in each_row(session, subscriptions, query(some), doing=doing)]


def _chunks(ids: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(ids), IDS_A_QUERY):
        yield ", ".join(map(quoted, ids[start : start + IDS_A_QUERY]))
