# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator held against recordings of Azure: the same requests to the same estate get the same answers.

Where an answer here differs on purpose, MEANT says where and why; nothing else may differ, and no row may be idle.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded import exchanges, provoked
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded.comparison import Difference
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded.replay import Replay

pytestmark = pytest.mark.skipif(exchanges.folder() is None, reason="no folder shared/azure/recordings above this file")

COMPARED = [
    "disk-backup/backup_instance_create_backup_delete_disk-2024-04-01-20250311-e6927d.json",
    "disk-restore/disk-restore-2023-05-01-20230801-6927e4.json",
    "disk-restore/disk-restore-2023-11-01-20240422-5fb1a5.json",
    "disk-restore/disk-restore-2024-04-01-20250311-bd4dbc.json",
    "jobs/job_list_and_show-2024-04-01-20250311-f74858.json",
    "jobs/job_list_and_show-2025-07-01-20251104-ac8b03.json",
    "later/dataprotection/resource-graph-disk-instance-latest-point-known.json",
    "later/dataprotection/resource-graph-disk-instance-latest-point-unknown.json",
    "powershell/ps-disk-adhoc-backup-2023-01-01-20230512.json",
    "powershell/ps-disk-restore-2021-07-01-20210828.json",
    "powershell/ps-disk-restore-2026-06-01-20260830.json",
    "recovery-points/recovery_point_list-2024-04-01-20250311-407a72.json",
    "recovery-points/recovery_point_show-2024-04-01-20250311-10b1d9.json",
    "resource-graph/backup_instance_list_from_resource_graph-na-20251104-5d53b2.json",
    "resource-guard/resource_guard_mapping-2024-04-01-20250403-578b63.json",
    "role-assignments/update_msi_permissions_disk-2023-05-01-20230926-a5a39a.json",
    "role-assignments/update_msi_permissions_disk-2024-04-01-20250311-01869e.json",
    "scenario/disk-and-roles-excerpt-2023-01-01.json",
    "scenario/disk-part-of-scenario-2021-01-01-20210604-d0f2e1.json",
    "scenario/disk-part-of-scenario-2022-04-01-20220621-a559fa.json",
    "scenario/disk-part-of-scenario-2022-05-01-20230208-c28e20.json",
    "vault/backup_vault_update-2024-04-01-20250311-b69b28.json",
]
LATER = ["later/disk-protection-stop-resume-suspend-20251104.json"]
"""Of the files that are kept for later work, those that are replayed."""
FAILURES = [*provoked.FAILURES, provoked.FAILED_JOBS]
_VAULT_PUT = "an error of changing a vault, which is not emulated; its shape is that of the other 400s"
NOT_COMPARED = {
    "failures/http-400-UserErrorCrossRegionRestoreStateChangeNotAllowed.json": _VAULT_PUT,
    "failures/http-400-UserErrorDisableSoftDeleteNotAllowed.json": _VAULT_PUT,
    "failures/http-400-UserErrorUnsupportedVaultImmutabilityStateChange.json": _VAULT_PUT,
    "failures/http-400-UserErrorInvalidRestorableTimeRange.json": (
        "an error of findRestorableTimeRanges, which disks have not; its shape is that of the other 400s"
    ),
    "failures/http-404-NotFound.json": "Microsoft.ContainerService answered, which is not emulated",
    "failures/http-429-FailedIdentityOperation.json": "an error of making a vault's identity, which is not emulated",
}

LEFT_OUT = [
    # Making, changing and deleting vaults, instances, policies and guards: not emulated. Their results are taken over.
    ("PUT", r"/backupVaults/[^/?]+\?"),
    ("DELETE", r"/backupVaults/[^/?]+\?"),
    ("PUT", r"/backupPolicies/"),
    ("PUT", r"/backupInstances/"),
    ("DELETE", r"/backupInstances/"),
    ("POST", r"/validateForBackup\?"),
    ("PUT", r"/resourceGuards/"),
    ("PUT", r"/backupResourceGuardProxies/"),
    ("POST", r"/unlockDelete\?"),
    ("DELETE", r"/backupResourceGuardProxies/"),
    # Cross-region restore, and data sources that are no disks: not emulated.
    ("POST", r"/fetch(CrossRegionRestoreJobs|SecondaryRecoveryPoints)\?"),
    ("POST", r"clitestcrr-ecy-postgres"),
    # Microsoft Graph: of its answers only the members by which clients go are emulated.
    ("GET", r"^https://graph\.microsoft\.com/"),
    ("POST", r"^https://graph\.microsoft\.com/"),
]


@dataclass(frozen=True)
class Meant:
    """A difference that is meant: its kinds, a regular expression for its place, in which files, and why."""

    kinds: str
    place: str
    why: str
    files: str = ""

    def covers(self, name: str, difference: Difference) -> bool:
        """Whether this row explains that difference."""
        return bool(
            difference.kind in self.kinds.split()
            and re.fullmatch(self.place, difference.place)
            and re.search(self.files, name)
        )


# fmt: off
MEANT = [
    # Moments and names that are made up in each run
    Meant("digit", r"body\..*", "Python counts microseconds; the seventh digit is made up"),
    Meant("value", r"body\.(value\.|data\.)?(properties\.)?duration", "the seventh digit again, carried"),
    Meant("value", r"body\.(properties\.)?(startTime|endTime)", "the replay goes by Date headers, to the second"),
    Meant("value", r"body\.properties\.(createdOn|updatedOn|timeCreated)", "as before: when this run wrote it"),
    Meant("value", r"body\.(value\.|data\.)?properties\.etag", "some 0.3 s after the times that it goes with"),
    Meant("value", r"body\.properties\.uniqueId|.*\.recoveryPointDataStoresDetails\.id", "GUIDs of no use"),
    Meant("digit value", r".*\.metaData\.json\.snapshotName", "GUIDs of no use, and a time some milliseconds off"),
    Meant("value", r"body\.value\.properties\.friendlyName", "the GUID of a snapshot", r"^scenario/.*-202[12]-0[14]"),
    Meant("value", r"body\.value\.properties\.retentionTagVersion", "which revision of somebody's policy"),
    Meant("value", r"headers\.(azure-asyncoperation|location)", "signatures, moments, GUIDs of Compute's operations"),
    # Resource Graph
    Meant("order", r"body\.data\..*", "members of dynamic values come in no order"),
    # Figures
    Meant("value", r"headers\.x-ms-ratelimit-remaining-.*", "how many requests remained in somebody else's day"),
    Meant("value", r"headers\.x-ms-(user-quota|resource-graph)-.*", "likewise, and how long a query took"),
    Meant("value", r"headers\.content-length", "follows from all else, and counts what was not compressed"),
    # What is in the way between the service and the client, and changed with the years
    Meant("absent extra", r"headers\.(transfer-encoding|vary|connection|content-length)", "how the body was carried"),
    Meant("absent form", r"headers\.(server|x-powered-by)", "servers that took part"),
    Meant("absent", r"headers\.set-cookie", "cookies of the gateway, which no client of Resource Manager keeps"),
    Meant("extra form value", r"headers\.(x-cache|x-msedge-ref)", "Azure Front Door, since 2024-05; its node"),
    Meant("absent", r"headers\.x-ms-(operation-identifier|throttling-version)", "diagnostics, in some months only"),
    Meant("absent", r"headers\.x-ms-ratelimit-remaining-subscription-global-.*", "in 2025 only"),
    # What recorders leave out
    Meant("extra", r"headers\.(retry-after|x-ms-(request|correlation-request|routing-request)-id)",
          "left out by azure-cli's recorder", r"^(?!powershell)"),
    Meant("extra", r"headers\.x-ms-ratelimit-remaining-subscription-reads", "left out by azure-cli's recorder",
          r"^(?!powershell)"),
    Meant("extra", r"headers\.(strict-transport-security|x-powered-by|x-ms-(correlation|routing)-request-id)",
          "copied by hand, in part", r"^powershell/ps-disk-adhoc"),
    Meant("value", r"headers\.x-ms-(correlation|routing)-request-id", "GUIDs of requests, and the nearest region"),
    Meant("extra", r"headers\.(cache-control|expires|pragma|strict-transport-security|x-content-type-options|"
          r"x-ms-request-id|x-ms-ratelimit-remaining-subscription-resource-requests)",
          "the headers of one answer were not read", r"^powershell/ps-disk-restore-2026"),
    Meant("extra", r"headers\.x-ms-(correlation|routing)-request-id",
          "the headers of one answer were not read", r"^powershell/ps-disk-restore-2026"),
    Meant("value", r"headers\.x-ms-request-id", "GUIDs of requests", r"^powershell/ps-disk-restore-2026"),
    Meant("length", r"body\.value", "the recorded list has been cut", r"^(jobs/|powershell/ps-disk-restore-2026)"),
    Meant("extra", r"headers\..*", "of these answers some headers were copied", r"^later/"),
    # Failures of other operations
    Meant("value form", r"body\..*", "another operation on another resource failed", r"^failures/"),
    Meant("extra", r"body\.error\.additionalInfo\.info\.target", "null of a cluster, an empty text of a disk",
          r"^failures/opstatus"),
    Meant("type absent", r"body\..*\.innerError", "whether another service said something", r"^failures/"),
    Meant("type", r"body\.value\.properties\.dataSourceSetName", "a container of blobs", r"^failures/"),
    Meant("length", r"body\.(value\.properties\.errorDetails\.details|error\.additionalInfo\.info\.recommendedAction)",
          "a cause for each of several permissions; advice", r"^failures/"),
    Meant("value", r"headers\.date", "not replayed at its moment", r"^failures/"),
    Meant("absent extra", r"headers\.x-ms-ratelimit-remaining-subscription-(reads|resource-requests)",
          "the old shape of a 404 is kept for the versions of 2021, here", r"^failures/http-404-UserErrorGeneric"),
    Meant("form", r"headers\.content-type", "the old shape of a 404 again", r"^failures/http-404-UserErrorGeneric"),
]
# fmt: on


@functools.cache
def replayed(name: str) -> tuple[list[Difference], set[tuple[str, str]]]:
    """How the answers here differ from a recording, and by which patterns requests were left out."""
    replay = Replay(exchanges.load(name), LEFT_OUT)
    return list(replay.differences()), replay.used


def unexplained(name: str, found: list[Difference]) -> list[Difference]:
    return [one for one in found if not any(row.covers(name, one) for row in MEANT)]


@pytest.mark.parametrize("name", [*COMPARED, *LATER])
def test_what_azure_answered(name: str) -> None:
    assert unexplained(name, replayed(name)[0]) == []


@pytest.mark.parametrize("name", FAILURES)
def test_how_azure_fails(name: str, client: Any) -> None:
    assert unexplained(name, list(provoked.differences(name, client))) == []


def test_each_file_is_compared_or_it_is_said_why_not() -> None:
    assert sorted([*COMPARED, *FAILURES, *NOT_COMPARED]) == exchanges.names()


def test_no_explanation_is_idle(client: Any) -> None:
    differences = [(name, one) for name in [*COMPARED, *LATER] for one in replayed(name)[0]]
    for name in FAILURES:
        with Emulator() as azure:
            differences += [(name, one) for one in provoked.differences(name, type(client)(azure))]
    assert [row for row in MEANT if not any(row.covers(*one) for one in differences)] == []
    assert set(LEFT_OUT) == set().union(*(replayed(name)[1] for name in COMPARED))
