# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user of the Azure CLI finds and does on the emulator what they find and do in Azure.

The CLI's extension for Azure Backup is in no package index; what it sends is in the recordings. Here ``az rest`` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.clients_az.cli import CLOUD, Cli, Failed
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

VERSION = "api-version=2025-07-01"


@pytest.fixture(autouse=True)
def stays_here(azure: Emulator) -> Iterator[None]:
    """The proxy leads to the emulator only, and records whatever else was wanted of it."""
    yield
    assert [one.target for one in azure.requests if one.method == "CONNECT"] == []


@pytest.fixture
def disk_id(azure: Emulator) -> str:
    return azure.estate.instance("erp-data").disk_id


@pytest.fixture
def identity(azure: Emulator) -> str:
    return str(azure.estate.vault().principal_id)


def test_it_logs_in_and_sees_the_subscription(azure: Emulator, az: Cli) -> None:
    assert [one["id"] for one in az.login()] == [azure.estate.subscription_id]
    shown = az("account", "show")
    assert (shown["name"], shown["environmentName"]) == ("DR rehearsal", CLOUD)
    assert az("account", "get-access-token")["tokenType"] == "Bearer"
    assert [one["name"] for one in az("account", "list-locations")] == ["westeurope"]


def test_it_logs_in_as_a_managed_identity_and_out(azure: Emulator, az: Cli) -> None:
    (found,) = az("login", "--identity")
    assert (found["id"], found["user"]["name"]) == (azure.estate.subscription_id, "systemAssignedIdentity")
    az("logout")
    with pytest.raises(Failed, match="az login"):
        az("account", "show")
    az.login()


def test_it_reads_groups_disks_and_snapshots(azure: Emulator, az: Cli, disk_id: str) -> None:
    assert "erp-prod" in [one["name"] for one in az("group", "list")]
    assert [one["name"] for one in az("disk", "list", "-g", "erp-prod")] == ["erp-os", "erp-data", "erp-log"]
    assert az("disk", "show", "-g", "erp-prod", "-n", "erp-data")["id"] == disk_id
    snapshots = az("snapshot", "list")
    assert len(snapshots) == 42
    assert az("snapshot", "show", "--ids", snapshots[0]["id"])["incremental"] is True


def test_it_reads_resources(azure: Emulator, az: Cli, disk_id: str) -> None:
    assert len(az("resource", "list")) == 46
    (vault,) = az("resource", "list", "-g", "backup")
    assert vault["type"] == "Microsoft.DataProtection/backupVaults"
    assert len(az("resource", "list", "--resource-type", "Microsoft.Compute/disks")) == 3
    assert az("resource", "show", "--ids", vault["id"])["identity"]["principalId"] == vault["identity"]["principalId"]
    assert az("resource", "show", "--ids", disk_id)["name"] == "erp-data"
    assert az("provider", "show", "-n", "Microsoft.DataProtection")["registrationState"] == "Registered"


def test_it_makes_and_deletes_what_a_drill_needs(azure: Emulator, az: Cli, disk_id: str) -> None:
    az("group", "create", "-n", "trial", "-l", "westeurope")
    snapshot = az("snapshot", "create", "-g", "trial", "-n", "copy", "--source", disk_id)
    disk = az("disk", "create", "-g", "trial", "-n", "again", "--source", "copy")
    assert (disk["diskSizeGB"], disk["creationData"]["sourceResourceId"]) == (1024, snapshot["id"])
    changed = az("disk", "update", "-g", "trial", "-n", "again", "--set", "tags.owner=dr")
    assert (changed["tags"], changed["timeCreated"]) == ({"owner": "dr"}, disk["timeCreated"])
    az("lock", "create", "-g", "trial", "-n", "mine", "--lock-type", "CanNotDelete")
    with pytest.raises(Failed, match="ScopeLocked"):
        az("disk", "delete", "-g", "trial", "-n", "again", "--yes")
    assert [one["name"] for one in az("lock", "list", "-g", "trial")] == ["mine"]
    az("lock", "delete", "-g", "trial", "-n", "mine")
    az("disk", "delete", "-g", "trial", "-n", "again", "--yes")
    az("snapshot", "delete", "-g", "trial", "-n", "copy")
    az("group", "delete", "-n", "trial", "--yes")
    assert az("group", "exists", "-n", "trial") is False


def test_it_gives_and_takes_roles(azure: Emulator, az: Cli, identity: str) -> None:
    (found,) = az("ad", "sp", "list", "--display-name", "dr-vault")
    assert found["id"] == identity
    scope, role = azure.estate.group("erp-drill").id, "Disk Restore Operator"
    az("role", "assignment", "create", "--assignee", identity, "--role", role, "--scope", scope)
    (given,) = az("role", "assignment", "list", "--scope", scope)
    assert (given["principalId"], given["roleDefinitionName"]) == (identity, role)
    az("role", "assignment", "delete", "--assignee", identity, "--role", role, "--scope", scope)
    assert az("role", "assignment", "list", "--scope", scope) == []


def test_it_restores_a_disk(azure: Emulator, az: Cli) -> None:
    instance = azure.estate.instance("erp-data")
    vault, group = instance.vault.id, azure.estate.group("erp-restored").id
    target = f"{group}/providers/Microsoft.Compute/disks/by-az"

    def get(path: str) -> Any:
        return az("rest", "--method", "get", "--url", f"{path}?{VERSION}")

    (policy,) = get(f"{vault}/backupPolicies")["value"]
    assert policy["id"] == get(instance.id)["properties"]["policyInfo"]["policyId"]
    point = get(f"{instance.id}/recoveryPoints")["value"][0]["name"]
    source = {"objectType": "Datasource", "resourceID": target, "datasourceType": "Microsoft.Compute/disks"}
    request = {
        "objectType": "AzureBackupRecoveryPointBasedRestoreRequest",
        "recoveryPointId": point,
        "sourceDataStoreType": "OperationalStore",
        "restoreTargetInfo": {
            "objectType": "RestoreTargetInfo",
            "recoveryOption": "FailIfExists",
            "restoreLocation": "westeurope",
            "datasourceInfo": {**source, "resourceName": "by-az"},
        },
    }
    url = f"{instance.id}/restore?{VERSION}"
    az("rest", "--method", "post", "--url", url, "--body", json.dumps(request))
    azure.clock.advance(5)
    job = get(f"{vault}/backupJobs")["value"][-1]
    assert get(job["id"])["properties"]["extendedInfo"]["recoveryDestination"] == target
    assert az("disk", "show", "--ids", target)["creationData"]["createOption"] == "Copy"
