# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is read of an answer in which a member is absent, null, empty, or of another type: each member of each service.

`LOST` names what is not known then. What it does not name is found elsewhere in the answer, or in the request.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import NoAnswer, Trace
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.transport import Answer
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.authorization import roles
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute import disks, machine_profiles
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection import (
    instance_status,
    instances,
    jobs,
    recovery_points,
    resource_guards,
    vaults,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.network import interfaces
from ansible_collections.azure_dr.backup.plugins.module_utils._backup import job_rows
from ansible_collections.azure_dr.backup.tests.emulator import compute, views
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.interfaces import interface_document
from ansible_collections.azure_dr.backup.tests.emulator.machine_views import machine_document

Path = tuple[Any, ...]
VERSION = "2025-07-01"
ESTATE = Estate.small()
INSTANCE = ESTATE.instance("erp-data")
IDENTITY = f"{ESTATE.group('backup').id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/restorer"
INSTANCE.identity_details = {"useSystemAssignedIdentity": False, "userAssignedIdentityArmUrl": IDENTITY}
POINT = INSTANCE.points[0]
NOW = POINT.time + timedelta(hours=1)
DISK = ESTATE.disk("erp-data", "erp-prod")
assert DISK
JOB = ESTATE.add_job(
    INSTANCE,
    "Restore",
    NOW - timedelta(minutes=30),
    end=NOW - timedelta(minutes=26),
    source_point=POINT,
    destination=f"{ESTATE.group('erp-restored').id}/providers/Microsoft.Compute/disks/erp-data-restored",
)
REF = vaults.vault_ref(ESTATE.subscription_id, "backup", "dr-vault", VERSION)
GRANT = roles.Grant(
    roles.DISK_RESTORE_OPERATOR, ESTATE.subscription_id, "erp-restored", "1d8ab3c5-0000-4a6b-8c1d-9e7f5a3b1c20"
)
GUARD = f"{ESTATE.group('backup').id}/providers/Microsoft.DataProtection/resourceGuards/dr-guard"
SPARE = "another type"


class Answers:
    """A session whose every answer is the same body, by itself and as the only item of a list."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def get(self, *_path: Any, **_options: Any) -> Answer:
        return Answer(200, {}, self._body, True, Trace())

    def post(self, *_path: Any, **_options: Any) -> Answer:
        return Answer(200, {}, self._body if "data" in self._body else {"data": [self._body]}, True, Trace())

    def items(self, *_path: Any, **_options: Any) -> Iterator[Any]:
        yield self._body


def disk_body() -> dict[str, Any]:
    body = compute.disk_document(replace(DISK, zones=["1"], managed_by="/vm", source_resource_id="/snapshot"))
    body["properties"]["encryption"]["diskEncryptionSetId"] = "/set"
    return body


def assignment_body() -> dict[str, Any]:
    name = "7e4bfd4a-0803-5717-b9ef-92b843983341"
    identifier = f"{GRANT.scope}/providers/{roles.ASSIGNMENT}/{name}"
    properties = {"roleDefinitionId": GRANT.role_id, "principalId": GRANT.principal_id, "scope": GRANT.scope}
    return {"properties": properties, "id": identifier, "name": name}


def guard_body() -> dict[str, Any]:
    action = {
        "vaultCriticalOperation": "Microsoft.DataProtection/backupVaults/backupInstances/restore/action",
        "defaultResourceRequest": f"{GUARD}/dppTriggerRestoreRequests/default",
    }
    return {"properties": {"resourceGuardResourceId": GUARD, "resourceGuardOperationDetails": [action]}}


def vault_body() -> dict[str, Any]:
    body = views.vault_document(ESTATE.vault(), VERSION)
    body["identity"]["userAssignedIdentities"] = {IDENTITY: {"principalId": "p", "clientId": "c"}}
    body["properties"]["isVaultProtectedByResourceGuard"] = True
    body["properties"]["featureSettings"] = {"crossSubscriptionRestoreSettings": {"state": "Disabled"}}
    return body


def point_body() -> dict[str, Any]:
    return views.point_document(INSTANCE, POINT, VERSION, in_list=True)


def job_body() -> dict[str, Any]:
    body = views.job_document(JOB, VERSION, NOW, in_list=False)
    body["properties"]["extendedInfo"]["warningDetails"] = [{"warning": {"message": "Odd."}}]
    body["properties"]["errorDetails"] = [{"code": "Odd", "message": "Odd."}]
    return body


def machine_body() -> dict[str, Any]:
    machine = Estate.application().machine("shop-app")
    guarded = {"securityType": "TrustedLaunch", "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True}}
    profile = {**machine.profile, "securityProfile": {**guarded, "encryptionAtHost": True}, "licenseType": "RHEL_BYOS"}
    body = machine_document(replace(machine, profile=profile, disk_controller="NVMe"), NOW)
    body["properties"]["virtualMachineScaleSet"] = {"id": "/flexible"}
    return body


def interface_body() -> dict[str, Any]:
    (interface, *_others) = Estate.application().interfaces.values()
    return interface_document(replace(interface, security_group_id="/closed"))


def status_body() -> dict[str, Any]:
    """A row of Resource Graph, as far as it says more than an answer of the service."""
    return {
        "properties": {
            "protectionErrorDetails": {"code": "Odd", "message": "Odd."},
            "backupInstanceExtendedProperties": {
                "allowedOperations": ["Restore"],
                "policyExtendedInfo": {"configuredRPGenerationFrequency": "1.00:00:00"},
                "recoveryPointInfo": {
                    "latestRecoveryPointInPrimaryRegion": "2025-03-10T12:02:58.4730000Z",
                    "oldestRecoveryPointInPrimaryRegion": "2025-03-04T12:02:51.5770000Z",
                },
            },
        }
    }


def first(items: Any) -> Any:
    return next(iter(items), None)


Read = Callable[[Any], Any]
SERVICES: dict[str, tuple[dict[str, Any], Read]] = {
    "an instance": (
        views.instance_document(INSTANCE, VERSION),
        lambda session: instances.get_instance(session, REF, INSTANCE.name),
    ),
    "an instance of a list": (
        views.instance_document(INSTANCE, VERSION),
        lambda session: first(instances.list_instances(session, REF)),
    ),
    "a point": (
        point_body(),
        lambda session: recovery_points.get_recovery_point(session, REF, INSTANCE.name, POINT.id),
    ),
    "a point of a list": (
        point_body(),
        lambda session: first(recovery_points.list_recovery_points(session, REF, INSTANCE.name)),
    ),
    "a job": (job_body(), lambda session: jobs.get_job(session, REF, JOB.id)),
    "a job of a list": (job_body(), lambda session: first(jobs.list_jobs(session, REF))),
    "a row of Resource Graph": (job_body(), lambda session: first(job_rows.find_jobs(session, REF, "Restore", []))),
    "a vault": (vault_body(), lambda session: vaults.get_vault(session, REF)),
    "a disk": (disk_body(), lambda session: disks.get_disk(session, ResourceId.parse(DISK.id))),
    "a disk of a list": (
        disk_body(),
        lambda session: first(disks.list_disks(session, ESTATE.subscription_id, "erp-prod")),
    ),
    "a disk of a subscription": (
        disk_body(),
        lambda session: first(disks.list_all_disks(session, ESTATE.subscription_id)),
    ),
    "a machine": (
        machine_body(),
        lambda session: first(machine_profiles.list_machines(session, ESTATE.subscription_id)),
    ),
    "a network interface": (
        interface_body(),
        lambda session: first(interfaces.list_interfaces(session, ESTATE.subscription_id)),
    ),
    "the status of an instance": (status_body(), lambda session: instance_status.read_status(session.get().body)),
    "a role assignment": (assignment_body(), lambda session: first(roles.list_assignments(session, GRANT))),
    "a guard": (guard_body(), lambda session: resource_guards.get_guard(session, REF)),
}
NOTHING = {"it is skipped": True}
A_JOB: dict[str, dict[str, Any]] = {
    "properties.activityID": {"activity_id": None},
    "properties.status": {"status": ""},
    "properties.startTime": {"started": None},
    "properties.endTime": {"ended": None},
    "properties.backupInstanceId": {"instance_id": None},
    "properties.dataSourceId": {"source_id": None},
    "properties.extendedInfo.sourceRecoverPoint.recoveryPointID": {"recovery_point_id": None},
    "properties.extendedInfo.sourceRecoverPoint.recoveryPointTime": {"recovery_point_time": None},
    "properties.extendedInfo.recoveryDestination": {"target_id": None},
    "properties.extendedInfo.warningDetails.0.warning.message": {"warnings": ()},
    "properties.isUserTriggered": {"user_triggered": None},
    "properties.errorDetails.0.code": {"problem": SPARE},
    "properties.errorDetails.0.message": {"problem": SPARE},
}
AN_INSTANCE = {
    "properties.dataSourceInfo.resourceLocation": {"location": None},
    "properties.policyInfo.policyId": {"policy_id": None},
    "properties.policyInfo.policyParameters.dataStoreParametersList.0.resourceGroupId": {"snapshot_group_id": None},
    "properties.identityDetails.useSystemAssignedIdentity": {"uses_system_identity": None},
    "properties.identityDetails.userAssignedIdentityArmUrl": {"user_identity_id": None},
}
A_POINT = {
    "properties.recoveryPointTime": NOTHING,
    "properties.recoveryPointDataStoresDetails.0.creationTime": {"created": None},
    "properties.recoveryPointDataStoresDetails.0.type": {"store_type": None},
    "properties.recoveryPointDataStoresDetails.0.state": {"store_state": None},
    "properties.recoveryPointState": {"state": None},
    "properties.recoveryPointType": {"type": None},
    "properties.retentionTagName": {"retention_tag": None},
    "properties.policyName": {"policy": None},
}
A_DISK = {
    "properties.uniqueId": {"unique_id": None},
    "location": {"location": None},
    "zones.0": {"zones": SPARE},
    "sku.name": {"sku": None},
    "properties.encryption.type": {"encryption_type": None},
    "properties.encryption.diskEncryptionSetId": {"disk_encryption_set_id": None},
    "properties.networkAccessPolicy": {"network_access_policy": None},
    "properties.publicNetworkAccess": {"public_network_access": None},
    "properties.provisioningState": {"provisioning_state": None},
    "properties.diskState": {"disk_state": None},
    "properties.timeCreated": {"created": None},
    "properties.creationData.createOption": {"create_option": None},
    "properties.creationData.sourceResourceId": {"created_from": None},
    "managedBy": {"attached_to": None},
}
EXTENDED = "properties.backupInstanceExtendedProperties"
STORAGE = "properties.storageProfile"
A_MACHINE: dict[str, dict[str, Any]] = {
    "id": NOTHING,
    "location": {"location": None},
    "tags.application": {"tags": SPARE},
    "zones.0": {"zones": SPARE},
    "properties.hardwareProfile.vmSize": {"size": None},
    "properties.securityProfile.securityType": {"security": SPARE},
    "properties.securityProfile.uefiSettings.secureBootEnabled": {"security": SPARE},
    "properties.securityProfile.uefiSettings.vTpmEnabled": {"security": SPARE},
    "properties.securityProfile.encryptionAtHost": {"security": SPARE},
    "properties.licenseType": {"licence": None},
    "properties.virtualMachineScaleSet.id": {"scale_set_id": None},
    "properties.networkProfile.networkInterfaces.0.id": {"interface_ids": ()},
    f"{STORAGE}.diskControllerType": {"controller": None},
    f"{STORAGE}.osDisk.osType": {"os_type": None},
    **{
        f"{STORAGE}.{disk}.{member}": {"disks": SPARE}
        for disk in ("osDisk", "dataDisks.0")
        for member in ("managedDisk.id", "caching", "deleteOption")
    },
    f"{STORAGE}.dataDisks.0.lun": {"disks": SPARE},
}
LOST: dict[str, dict[str, dict[str, Any]]] = {
    "an instance": AN_INSTANCE,
    "an instance of a list": AN_INSTANCE,
    "a point": A_POINT,
    "a point of a list": A_POINT,
    "a job": A_JOB,
    "a job of a list": A_JOB,
    "a row of Resource Graph": A_JOB,
    "a vault": {
        "location": {"location": None},
        "identity.principalId": {"identity_principal_id": None},
        f"identity.userAssignedIdentities.{IDENTITY}.principalId": {"user_identities": {}},
        "properties.isVaultProtectedByResourceGuard": {"is_guarded": False},
        "properties.featureSettings.crossSubscriptionRestoreSettings.state": {"cross_subscription_restore": True},
    },
    "a disk": A_DISK,
    "a disk of a list": A_DISK,
    "a disk of a subscription": {**A_DISK, "id": NOTHING},
    "a machine": A_MACHINE,
    "a network interface": {
        "id": NOTHING,
        "properties.ipConfigurations.0.properties.subnet.id": {"subnet_ids": ()},
        "properties.networkSecurityGroup.id": {"security_group_id": None},
        "properties.provisioningState": {"provisioning_state": None},
        "properties.ipConfigurations.0.properties.privateIPAddress": {"private_address": None},
        "properties.virtualMachine.id": {"machine_id": None},
    },
    "the status of an instance": {
        "properties.protectionErrorDetails.code": {"protection_error": SPARE},
        "properties.protectionErrorDetails.message": {"protection_error": SPARE},
        f"{EXTENDED}.allowedOperations.0": {"allowed_operations": SPARE},
        f"{EXTENDED}.policyExtendedInfo.configuredRPGenerationFrequency": {"schedule_seconds": None},
        f"{EXTENDED}.recoveryPointInfo.latestRecoveryPointInPrimaryRegion": {"newest_point": None},
        f"{EXTENDED}.recoveryPointInfo.oldestRecoveryPointInPrimaryRegion": {"oldest_point": None},
    },
    "a role assignment": {
        "properties.roleDefinitionId": NOTHING,
        "properties.principalId": NOTHING,
    },
    "a guard": {"properties.resourceGuardOperationDetails.0.vaultCriticalOperation": {"restore_request": None}},
}


def leaves(body: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all values that hold no others."""
    pairs = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in pairs:
        yield from leaves(value, (*path, key)) if isinstance(value, (dict, list)) and value else [(*path, key)]


def without(body: Any, path: Path, *instead: Any) -> Any:
    """The body without that member, or with something else there."""
    changed = inside = copy.deepcopy(body)
    for key in path[:-1]:
        inside = inside[key]
    if instead:
        inside[path[-1]] = instead[0]
    else:
        del inside[path[-1]]
    return changed


def odd(value: Any) -> list[tuple[Any, ...]]:
    """What can stand there instead: nothing, null, nothing in it, and other types."""
    return [(), (None,), ("",), ([],), ({},), ("x",) if isinstance(value, (bool, int, float)) else (17,)]


def value_at(body: Any, path: Path) -> Any:
    for key in path:
        body = body[key]
    return body


def read(service: str, body: Any) -> dict[str, Any]:
    found = SERVICES[service][1](Answers(body))
    return asdict(found) if found is not None else NOTHING


EACH_LEAF = [(service, path) for service, (body, _read) in SERVICES.items() for path in leaves(body)]


@pytest.mark.parametrize(("service", "path"), EACH_LEAF, ids=str)
def test_each_member_missing_in_turn(service: str, path: Path) -> None:
    body = SERVICES[service][0]
    complete = read(service, body)
    lost = LOST[service].get(".".join(map(str, path)), {})

    for instead in odd(value_at(body, path)):
        found = read(service, without(body, path, *instead))

        if lost is NOTHING:
            assert found == NOTHING
            continue
        told = {name: value for name, value in found.items() if value != complete[name] and name != "settings"}
        expected = {name: value for name, value in lost.items() if value is not SPARE}
        assert {name: value for name, value in told.items() if lost.get(name) is not SPARE} == expected


def test_each_loss_is_of_a_member_that_is_there() -> None:
    there = {(service, ".".join(map(str, path))) for service, path in EACH_LEAF}

    assert {(service, path) for service, paths in LOST.items() for path in paths} <= there


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("instead", [(), (None,), ("",), ([],), ({},), (17,)], ids=str)
def test_whole_parts_missing(service: str, instead: tuple[Any, ...]) -> None:
    body = SERVICES[service][0]
    parts = {path[:length] for path in leaves(body) for length in range(1, len(path))}

    for part in parts:
        read(service, without(body, part, *instead))


def test_an_instance_that_a_template_made() -> None:
    """Of its source it says no more than the id."""
    body = {"properties": {"dataSourceInfo": {"resourceID": DISK.id, "objectType": "Datasource"}}, "name": "i"}

    instance = instances.get_instance(Answers(body), REF, "i")

    assert instance.is_a_disk
    assert (instance.source_id, instance.source_name, instance.location) == (DISK.id, "erp-data", None)
    assert instance.id == f"{REF.id}/backupInstances/i"


def test_a_source_without_its_id_has_it_in_its_address() -> None:
    body = {"properties": {"dataSourceInfo": {"resourceUri": DISK.id, "resourceType": "Microsoft.Compute/disks"}}}

    instance = instances.get_instance(Answers(body), REF, "i")

    assert (instance.source_id, instance.source_name, instance.is_a_disk) == (DISK.id, "erp-data", True)


@pytest.mark.parametrize(
    "source", [{}, {"resourceID": "disk"}, {"resourceID": "/subscriptions/s/resourceGroups/g"}, {"resourceID": 17}]
)
def test_a_source_that_is_no_disk(source: dict[str, Any]) -> None:
    instance = instances.get_instance(Answers({"properties": {"dataSourceInfo": source}}), REF, "i")

    assert (instance.is_a_disk, instance.source_name) == (False, None)


@pytest.mark.parametrize("service", [name for name in SERVICES if name.endswith(("list", "Graph"))])
def test_an_item_that_does_not_tell_which_it_is_is_skipped(service: str) -> None:
    body = {name: value for name, value in SERVICES[service][0].items() if name not in ("id", "name")}
    body["properties"] = {name: value for name, value in body["properties"].items() if name != "recoveryPointId"}

    assert read(service, body) == NOTHING


def test_no_rows_are_not_the_same_as_none() -> None:
    with pytest.raises(NoAnswer, match="has no rows"):
        job_rows.find_jobs(Answers({"data": None}), REF, "Restore", [])
    assert job_rows.find_jobs(Answers({"data": []}), REF, "Restore", []) == []


def test_a_guard_that_names_no_request_has_the_usual_one() -> None:
    body = without(guard_body(), ("properties", "resourceGuardOperationDetails", 0, "defaultResourceRequest"))

    assert resource_guards.get_guard(Answers(body), REF).restore_request == f"{GUARD}/dppTriggerRestoreRequests/default"


def test_a_guard_without_an_id_is_not_looked_for() -> None:
    guard = resource_guards.Guard(None, "request")

    assert resource_guards.is_of_another_tenant(Answers({}), guard) is False


def test_the_operational_store_is_read_wherever_it_stands() -> None:
    body = point_body()
    (operational,) = body["properties"]["recoveryPointDataStoresDetails"]
    vaulted = {**operational, "type": "VaultStore", "state": "DELETED", "expiryTime": None}
    body["properties"]["recoveryPointDataStoresDetails"] = [vaulted, operational]
    both = read("a point", body)
    body["properties"]["recoveryPointDataStoresDetails"] = [vaulted]
    one = read("a point", body)

    assert (both["store_type"], both["store_state"]) == ("OperationalStore", "COMMITTED")
    assert (one["store_type"], one["store_state"]) == ("VaultStore", "DELETED")


def test_a_point_expires_with_its_snapshot() -> None:
    body = point_body()
    body["properties"]["recoveryPointDataStoresDetails"][0]["expiryTime"] = "2026-01-01T00:00:00Z"

    assert read("a point", body)["expires"].year == 2026
    assert read("a point", body)["expires"].month == 1


@pytest.mark.parametrize(("member", "value"), [("visible", False), ("state", "DELETED"), ("type", "ArchiveStore")])
def test_what_a_store_says_counts(member: str, value: Any) -> None:
    body = point_body()
    body["properties"]["recoveryPointDataStoresDetails"][0][member] = value

    point = recovery_points.get_recovery_point(Answers(body), REF, INSTANCE.name, POINT.id)

    assert point
    assert not point.is_complete()


def test_a_partial_point_of_2023() -> None:
    body = point_body()
    body["properties"] |= {"isPartialRP": True, "recoveryPointState": None}

    assert read("a point", body)["state"] == "Partial"
