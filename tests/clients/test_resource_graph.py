# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""azure-mgmt-resourcegraph finds on the emulator what it finds in Azure, by the queries of azure-cli."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

INSTANCES = (
    "RecoveryServicesResources | where type =~ 'microsoft.dataprotection/backupvaults/backupinstances'"
    "| extend vaultName = split(split(id, '/Microsoft.DataProtection/backupVaults/')[1],'/')[0]"
    "| extend protectionState = properties.currentProtectionState"
    "| extend datasourceId = properties.dataSourceInfo.resourceID"
    " | where properties.dataSourceInfo.datasourceType in~ ('Microsoft.Compute/disks')"
    " | where datasourceId in~ ('{}')"
)
JOBS = (
    "RecoveryServicesResources | where type =~ 'microsoft.dataprotection/backupvaults/backupjobs'"
    "| extend vaultName = properties.vaultName| extend status = properties.status"
    "| extend operation = case( tolower(properties.operationCategory) startswith 'backup' and"
    " properties.isUserTriggered == 'true', strcat('OnDemand',properties.operationCategory),"
    " tolower(properties.operationCategory) startswith 'backup' and properties.isUserTriggered == 'false',"
    " strcat('Scheduled', properties.operationCategory),"
    " type =~ 'microsoft.dataprotection/backupVaults/backupJobs', properties.operationCategory, 'Invalid')"
    "| extend datasourceId = properties.dataSourceId"
    " | where properties.dataSourceType in~ ('Microsoft.Compute/disks') | where datasourceId in~ ('{}')"
)


@pytest.fixture
def client(azure: Emulator, credential: Any, here: dict[str, Any]) -> Any:
    return ResourceGraphClient(credential, **here)


def ask(azure: Emulator, client: Any, query: str, **options: Any) -> Any:
    wish = QueryRequestOptions(result_format="objectArray", **options)
    return client.resources(QueryRequest(subscriptions=[azure.estate.subscription_id], query=query, options=wish))


def test_an_instance_by_its_disk(azure: Emulator, client: Any) -> None:
    instance = azure.estate.instance("erp-data")
    (row,) = ask(azure, client, INSTANCES.format(instance.disk_id.upper())).data
    assert (row["name"], row["vaultName"]) == (instance.name, "dr-vault")
    assert row["protectionState"] == "ProtectionConfigured"


def test_jobs_by_their_disk_in_pages(azure: Emulator, client: Any) -> None:
    query = JOBS.format(azure.estate.instance("erp-log").disk_id)
    first = ask(azure, client, query, top=10)
    rest = ask(azure, client, query, top=10, skip_token=first.skip_token)
    assert (first.total_records, first.count, rest.count, rest.skip_token) == (14, 10, 4, None)
    assert {row["operation"] for row in [*first.data, *rest.data]} == {"ScheduledBackup"}


def test_an_audit_of_all_subscriptions(azure: Emulator, client: Any) -> None:
    """Without a subscription, over several tables."""
    other = azure.estate.add_subscription("f3a1c2d4-0000-4000-8000-000000000001")
    lone = azure.estate.add_disk("lone", azure.estate.add_group("elsewhere", subscription_id=other))
    query = (
        "resources | where type =~ 'microsoft.compute/disks' | extend disk = tolower(id) | join kind=leftouter ("
        "recoveryservicesresources | where type =~ 'microsoft.dataprotection/backupvaults/backupinstances'"
        "| project instance = id, disk = tolower(tostring(properties.dataSourceInfo.resourceID))) on disk"
        "| where isempty(instance) | project id, subscriptionId"
    )
    wish = QueryRequestOptions(result_format="objectArray")
    assert client.resources(QueryRequest(query=query, options=wish)).data == [{"id": lone.id, "subscriptionId": other}]


@pytest.mark.parametrize(
    ("table", "type_", "count"),
    [
        ("resources", "microsoft.compute/snapshots", 42),
        ("resources", "microsoft.dataprotection/backupvaults", 1),
        ("resourcecontainers", "microsoft.resources/subscriptions/resourcegroups", 5),
        ("authorizationresources", "microsoft.authorization/roleassignments", 2),
    ],
)
def test_each_table(azure: Emulator, client: Any, table: str, type_: str, count: int) -> None:
    found = ask(azure, client, f"{table} | where type =~ '{type_}' | order by id asc")
    assert (found.total_records, len(found.data), found.result_truncated) == (count, count, "false")


def test_the_newest_backup_of_each_disk(azure: Emulator, client: Any) -> None:
    found = ask(
        azure,
        client,
        f"{JOBS.partition(' | where properties.dataSourceType')[0]} | extend ended = todatetime(properties.endTime)"
        "| extend disk = tostring(properties.dataSourceName) | summarize arg_max(ended, properties) by disk"
        "| project disk, point = properties.extendedInfo.targetRecoverPoint.recoveryPointID",
    )
    assert {row["disk"]: row["point"] for row in found.data} == {
        name: azure.estate.instance(name).points[0].id for name in ("erp-os", "erp-data", "erp-log")
    }


def test_a_wrong_query(azure: Emulator, client: Any) -> None:
    with pytest.raises(HttpResponseError) as wrong:
        ask(azure, client, "VirtualMachines | where true")
    assert wrong.value.status_code == 400
