# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tool that replays recordings understands what recordings leave open, here with some that are made up."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.timestamps import http_date
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded.comparison import compare
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded.exchanges import ARM, Exchange, Recording
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded.replay import Replay

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
GROUP = f"{SUBSCRIPTION}/resourceGroups/dr"
VAULT = f"{GROUP}/providers/Microsoft.DataProtection/backupVaults/vault"
INSTANCE = f"{VAULT}/backupInstances/erp-erp-11111111-2222-3333-4444-555555555555"
TARGET = f"{GROUP}/providers/Microsoft.Compute/disks/restored"
POINT = "0123456789abcdef0123456789abcdef"
QUERY = "api-version=2022-05-01"
START = datetime(2023, 2, 8, 7, tzinfo=timezone.utc)


def exchange(after: float, method: str, path: str, body: Any, status: int, answer: Any, **headers: str) -> Exchange:
    date = http_date(START + timedelta(seconds=after))
    return Exchange(method, f"{ARM}{path}?{QUERY}", body, status, {"date": date, **headers}, answer)


def restore(after: float, number: int, *, ended: dict[str, str]) -> list[Exchange]:
    """A restore of which it is told: its operation, which took two seconds, and its job, which took two minutes."""
    operation = base64.b64encode(f"{1:036};{number:036}".encode()).decode()
    status, results = f"{VAULT}/operationStatus/{operation}", f"{SUBSCRIPTION}/operationResults/{operation}"
    job_id = f"{VAULT}/backupJobs/00000000-0000-0000-0000-00000000000{number}"
    data_source = {"resourceID": TARGET, "resourceName": "restored", "datasourceType": "Microsoft.Compute/disks"}
    body = {
        "objectType": "AzureBackupRecoveryPointBasedRestoreRequest",
        "recoveryPointId": POINT,
        "sourceDataStoreType": "OperationalStore",
        "restoreTargetInfo": {
            "objectType": "RestoreTargetInfo",
            "recoveryOption": "FailIfExists",
            "restoreLocation": "centraluseuap",
            "datasourceInfo": data_source,
        },
    }
    job = {
        "activityID": f"00000000-0000-0000-0000-10000000000{number}",
        "backupInstanceId": INSTANCE,
        "dataSourceId": f"{GROUP}/providers/Microsoft.Compute/disks/erp",
        "dataSourceName": "erp",
        "dataSourceType": "Microsoft.Compute/disks",
        "operation": "Restore",
        "status": "Completed",
        "startTime": (START + timedelta(seconds=after + 2)).isoformat(),
        "endTime": (START + timedelta(seconds=after + 122)).isoformat(),
        "isUserTriggered": True,
        "extendedInfo": {
            "sourceRecoverPoint": {"recoveryPointID": POINT, "recoveryPointTime": "2023-02-08T05:00:00Z"},
            "recoveryDestination": TARGET,
        },
    }
    urls = {"azure-asyncoperation": f"{ARM}{status}?{QUERY}", "location": f"{ARM}{results}?{QUERY}"}
    succeeded = {"id": status, "name": operation, "status": "Succeeded", "properties": {"jobId": job_id}, **ended}
    named = {"id": job_id, "name": job_id.rpartition("/")[2], "type": "x/backupJobs"}
    return [
        exchange(after, "POST", f"{INSTANCE}/restore", body, 202, None, **urls),
        exchange(after + 3, "GET", status, None, 200, {**succeeded, "startTime": START.isoformat()}),
        exchange(after + 122, "GET", job_id, None, 200, {**named, "properties": job}),
    ]


def important(exchanges: list[Exchange]) -> list[tuple[str, Any, Any]]:
    """In what of note Azure's emulation differs from a made-up recording, which tells next to nothing."""
    found = Replay(Recording(exchanges, keeps_headers=False), []).differences()
    places = ("status", "body.status", "body.properties.status", "body.properties.activityID")
    return [(one.place, one.recorded, one.emulated) for one in found if one.place in places]


@pytest.mark.parametrize(
    "ended",
    [
        pytest.param({"endTime": "2023-02-08T07:00:02Z"}, id="whole seconds"),
        pytest.param({"endTime": "2023-02-08T06:59:59Z"}, id="before its start"),
        pytest.param({"endTime": "0001-01-01T00:00:00Z"}, id="never, by its words"),
        pytest.param({}, id="no end"),
    ],
)
def test_whatever_an_operation_says_of_its_end(ended: dict[str, str]) -> None:
    assert important(restore(0, 1, ended=ended)) == []


def test_a_target_that_had_been_restored_before_and_was_gone() -> None:
    ended = {"endTime": "2023-02-08T07:00:02Z"}
    assert important([*restore(0, 1, ended=ended), *restore(600, 2, ended={})]) == []


@pytest.mark.parametrize("more", [{}, {"securitySettings": {}}, {"securitySettings": {"softDeleteSettings": {}}}])
def test_a_vault_that_says_next_to_nothing(more: dict[str, Any]) -> None:
    properties = {"provisioningState": "Succeeded", "storageSettings": [{"type": "GeoRedundant"}], **more}
    named = {"id": VAULT, "name": "vault", "type": "x/backupVaults", "location": "centraluseuap"}
    assert important([exchange(0, "GET", VAULT, None, 200, {**named, "properties": properties})]) == []


@pytest.mark.parametrize(
    ("recorded", "emulated", "kind"),
    [
        ("2025-11-02T12:03:27.29575Z", "2025-11-02T12:03:27.2957503Z", "digit"),
        ("2025-11-02T12:03:27Z", "2025-11-02T12:03:27.2957503Z", "value"),
        ("2025-11-02T12:03:27Z", "2025-11-02T12:03:28Z", "value"),
        ("2025-11-02T12:03:27.29575Z", "2025-11-02T12:03:27.2957500Z", "form"),
        ("2025-11-02T12:03:27Z", "2025-11-02T12:03:27.2957500Z", "form"),
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "form"),
        ("PT3M35S", "PT3M34.7241812S", "value"),
    ],
)
def test_two_writings_of_a_moment(recorded: str, emulated: str, kind: str) -> None:
    (difference,) = compare(recorded, emulated, "body.endTime")
    assert difference.kind == kind
