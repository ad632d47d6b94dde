# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Protection of a disk, stopped, suspended and resumed."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.protection import allowed_operations
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

STATES = {"stopProtection": "ProtectionStopped", "suspendBackups": "BackupsSuspended"}


def state(azure: Emulator, client: Any) -> Any:
    told = client.get(azure.estate.instance("erp-data").id)["properties"]
    assert told["protectionStatus"]["status"] == told["currentProtectionState"]
    return told["currentProtectionState"]


def changed(azure: Emulator, client: Any, action: str, body: Any = None) -> Any:
    """The state after an accepted change has ended."""
    accepted = client.post(action, body)
    assert (accepted.status_code, accepted.content) == (202, b""), accepted.text
    assert client.get(accepted.headers["Azure-AsyncOperation"])["status"] == "Inprogress"
    azure.clock.advance(60)
    operation = client.get(accepted.headers["Azure-AsyncOperation"])
    assert (operation["status"], "properties" in operation) == ("Succeeded", False)
    return state(azure, client)


@pytest.mark.parametrize("action", STATES)
def test_it_is_stopped_or_suspended_and_resumed(azure: Emulator, client: Any, action: str) -> None:
    assert "BackupNow" in allowed_operations(state(azure, client))
    there = changed(azure, client, action)
    assert there == STATES[action]
    assert {"Restore", "ResumeBackup"} <= set(allowed_operations(there))
    assert "BackupNow" not in allowed_operations(there)
    assert client.validated(client.restore_request("new"))["status"] == "Succeeded"
    assert changed(azure, client, "resumeProtection") == "ProtectionConfigured"


def test_what_is_protected_elsewhere_meanwhile_is_not_resumed(azure: Emulator, client: Any) -> None:
    changed(azure, client, "stopProtection")
    estate, disk = azure.estate, azure.estate.disk("erp-data", "erp-prod")
    assert disk
    estate.protect(disk, estate.add_vault("other-vault", estate.group("backup")), estate.group("erp-snapshots"))

    answer = client.post("resumeProtection", None)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "UserErrorDppDatasourceAlreadyHasBackupInstance"
    assert state(azure, client) == "ProtectionStopped"


def test_what_is_not_stopped_is_not_resumed(client: Any) -> None:
    assert client.post("resumeProtection", None).status_code == 400


@pytest.mark.parametrize(
    ("action", "kind"),
    [("stopProtection", "dppDisableStopProtectionRequests"), ("suspendBackups", "dppDisableSuspendBackupsRequests")],
)
def test_a_resource_guard_guards_it(azure: Emulator, client: Any, action: str, kind: str) -> None:
    guard = azure.estate.add_guard(azure.estate.vault(), azure.estate.group("backup"))

    assert client.post(action, None).json()["error"]["code"] == "LinkedAuthorizationFailed"
    body = {"resourceGuardOperationRequests": [guard.request(kind)]}
    assert changed(azure, client, action, body) == STATES[action]
