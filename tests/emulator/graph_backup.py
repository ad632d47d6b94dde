# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table ``recoveryservicesresources``: backup instances and backup jobs.

Rows: azure-cli-extensions recordings of 2024-05, 2025-03 and 2025-11, which differ: ``Settings.graph_rows_of``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from .graph_rows import LATEST, Reach, row
from .graph_wanted import INSTANCE_COLUMNS, JOB_COLUMNS, may_match, of_type
from .model import BackupInstance, Job, RecoveryPoint, Vault, Wanted
from .protection import STOPPED, allowed_operations
from .timestamps import NEVER, net_timespan, trimmed_time, wire_time
from .views import Document, extended_info, instance_document, job_document

_RIGHT = "Microsoft.DataProtection/backupVaults"
_INSTANCES, _JOBS = f"{_RIGHT}/backupInstances", f"{_RIGHT}/backupJobs"
_LONG_NEVER = "0001-01-01T00:00:00.0000000Z"
_UNSET = "-10675199.02:48:05.4775808"
"""The smallest TimeSpan of .NET."""
_KEPT_WHEN_STOPPED = timedelta(days=36600)
_NULLS_OF_AN_INSTANCE = (
    "datasourceAuthCredentials",
    "dataSourceProperties",
    "protectionErrorDetails",
    "resourceGuardOperationRequests",
    "validationType",
)
_FRESH = timedelta(hours=1.5)
"""So long a user's job has a location: with 68 minutes it had one, with 141 it had none (2025-11)."""


def rows(reach: Reach, wanted: list[Wanted]) -> Iterator[Document]:
    """Those that the query may be about, vault by vault."""
    of_instances, of_jobs = of_type(wanted, _INSTANCES), of_type(wanted, _JOBS)
    estate = reach.estate
    for vault in reach.kept(estate.vaults.values()):
        if not reach.shows(vault.id, f"{_RIGHT}/read"):
            continue
        for instance in reach.kept(vault.instances.values()) if of_instances else []:
            seen = may_match(instance, INSTANCE_COLUMNS, of_instances)
            if seen and reach.shows(instance.id, f"{_INSTANCES}/read"):
                yield row(_instance_document(instance, reach), vault.tenant_id, location=instance.location)
        for job in _jobs(vault, of_jobs, reach) if of_jobs else ():
            begun = job.visible or job.start
            if reach.oldest_job <= job.start and reach.shows(job.arm_id, f"{_JOBS}/read", begun):
                yield _job_row(job, reach)


def _jobs(vault: Vault, found: list[Wanted], reach: Reach) -> Iterator[Job]:
    """Those of long ago are made one by one while they are looked at."""
    past = [vault.history.matching(wanted) for wanted in found] if vault.history else []
    now = [job for job in reach.kept(vault.jobs.values()) if may_match(job, JOB_COLUMNS, found)]
    return itertools.chain(_each_once(past), now)


def _each_once(lists: list[Iterable[Job]]) -> Iterator[Job]:
    """One list as it is, several without what they share."""
    if len(lists) == 1:
        return iter(lists[0])
    return iter({job.id: job for jobs in lists for job in jobs}.values())


def _job_row(job: Job, reach: Reach) -> Document:
    vault, padded = job.instance.vault, _is_padded(reach)
    located = job.user_triggered and (padded or job.start > reach.now - _FRESH)
    document = _job_document(job, reach.seen, padded=padded)
    return row(document, vault.tenant_id, location=vault.location if located else "")


def _job_document(job: Job, seen: datetime, *, padded: bool) -> Document:
    """Like the one of a list, but with ``extendedInfo``; padded, a user's has times cut to milliseconds."""
    document = job_document(job, LATEST, seen, in_list=True)
    properties = document["properties"]
    extended = properties["extendedInfo"] = extended_info(job, LATEST, seen)
    if not padded:
        return document
    if extended["targetRecoverPoint"]:
        extended["targetRecoverPoint"]["recoveryPointTime"] = _LONG_NEVER
    if not job.user_triggered:
        return document
    for name, moment in (("startTime", job.start), ("endTime", job.end)):
        if properties[name] and moment:
            properties[name] = _cut(moment)
    if job.source_point:
        extended["sourceRecoverPoint"]["recoveryPointTime"] = _cut(job.source_point.time)
    return document


def _is_padded(reach: Reach) -> bool:
    return reach.settings.graph_rows_of < "2025-11"


def _cut(moment: datetime) -> str:
    return wire_time(moment)[:-5] + "0000Z"


def _instance_document(instance: BackupInstance, reach: Reach) -> Document:
    """Unlike the Backup service, Resource Graph spells out what is null."""
    document: dict[str, Any] = instance_document(instance, LATEST)
    properties = document["properties"]
    source = {**properties["dataSourceInfo"], "resourceProperties": None, "baseUri": None}
    policy = properties["policyInfo"]
    parameters = {"backupDatasourceParametersList": None, "tags": None, **policy["policyParameters"]}
    document["properties"] = {
        **dict.fromkeys(_NULLS_OF_AN_INSTANCE),
        **properties,
        "protectionStatus": {"errorDetails": None, **properties["protectionStatus"]},
        "dataSourceInfo": source,
        "dataSourceSetInfo": {**source, "objectType": "DatasourceSet"} if instance.names_set else None,
        "policyInfo": {**policy, "policyParameters": parameters, "policyVersion": None},
        "identityDetails": instance.identity_details,
        "backupInstanceExtendedProperties": _extended_properties(instance, reach),
    }
    return document


def _extended_properties(instance: BackupInstance, reach: Reach) -> Document:
    return {
        "allowedOperations": _allowed_operations(instance, reach),
        "protectionStateInSecondaryRegion": "NotProtected",
        "protectedPrimaryRegion": instance.location,
        "vaultId": instance.vault.id,
        "protectedSecondaryRegion": "",
        "dataSourceExtendedInfo": {"dataSourceId": instance.disk_name},
        "policyExtendedInfo": _policy_info(instance),
        "recoveryPointInfo": _point_info(instance, reach),
    }


def _allowed_operations(instance: BackupInstance, reach: Reach) -> list[str]:
    of_old = reach.settings.graph_rows_of < "2025-03"
    return [one for one in allowed_operations(instance.state) if not (of_old and one == "EditBackupInstance")]


def _policy_info(instance: BackupInstance) -> Document:
    policy, stopped = instance.vault.policy(instance.policy), instance.state == STOPPED
    return {
        "configuredRPGenerationFrequencyInSecondaryRegion": _UNSET,
        "configuredMaximumRetentionInSecondaryRegion": _UNSET,
        "rpoWarningThresholdInSecondaryRegion": _UNSET,
        "rpoWarningThresholdInPrimaryRegion": _UNSET if stopped else net_timespan(policy.interval * 1.5),
        "configuredRPGenerationFrequency": _UNSET if stopped else net_timespan(policy.interval),
        "configuredMaximumRetention": net_timespan(_KEPT_WHEN_STOPPED if stopped else policy.retention),
    }


def _point_info(instance: BackupInstance, reach: Reach) -> Document:
    padded = _is_padded(reach)
    never = _LONG_NEVER if padded else NEVER
    info = {"oldestRecoveryPointInSecondaryRegion": never, "latestRecoveryPointInSecondaryRegion": never}
    told = instance.points_in_graph or reach.settings.graph_points
    if told == "absent":
        return info
    points: list[RecoveryPoint] = []
    if told == "known" and instance.points:
        newest = next((one for one in instance.points if one.time <= reach.seen), None)
        points = [newest, instance.points[-1]] if newest else []
    latest, oldest = [_cut(one.time) if padded else trimmed_time(one.time) for one in points] or (never, never)
    return {**info, "latestRecoveryPointInPrimaryRegion": latest, "oldestRecoveryPointInPrimaryRegion": oldest}
