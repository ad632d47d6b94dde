# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes wrong at 3 a.m.: one sentence that says what and where, and nothing left half done."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import (
    Fault,
    answer,
    changed_body,
    cut,
    html,
    truncated_json,
)
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk as restore

A_VAULT = "/subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"


def writes(azure: Emulator) -> int:
    return sum(one.method == "POST" and "/oauth2/" not in one.path for one in azure.requests)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"secret": "wrong"}, "AADSTS7000215"),
        (
            {"tenant": "8f0a3c5b-0000-4a6b-8c1d-9e7f5a3b1c20"},
            "no such tenant. Used were client_id (AZURE_CLIENT_ID), tenant",
        ),
        ({"client_id": "8f0a3c5b-0000-4a6b-8c1d-9e7f5a3b1c20"}, "AADSTS700016"),
    ],
)
def test_a_wrong_login(azure: Emulator, options: dict[str, str], told: str) -> None:
    result = restore(**options)

    assert result["error"]["code"] == "LoginFailed"
    assert result["msg"].startswith("Logging in to Azure failed")
    assert told in result["msg"]
    assert "\n" not in result["msg"]
    assert "let~the.emulator_in" not in str(result)


def test_a_login_without_its_secret(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_SECRET")

    result = restore()

    assert result["msg"].startswith("Missing to log in as an application: one of ")
    assert azure.requests == []


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        ({"vault_name": "no-vault"}, "ResourceNotFound", "'no-vault'"),
        ({"vault_resource_group": "no-group"}, "ResourceGroupNotFound", "'no-group'"),
        ({"subscription_id": "8f0a3c5b-0000-4a6b-8c1d-9e7f5a3b1c20"}, "SubscriptionNotFound", "8f0a3c5b"),
        ({"source_disk": "no-disk"}, "BackupInstanceNotFound", "'no-disk'"),
        ({"source_disk": None, "backup_instance": "no-instance"}, None, "'no-instance'"),
        ({"as_of": None, "recovery_point_id": "0" * 32}, None, "0" * 32),
        ({"as_of": "2020-01-01T00:00:00Z"}, "NoUsableRecoveryPoint", "2020-01-01T00:00:00Z"),
        ({"as_of": "2999-01-01T00:00:00Z"}, "OptionRefused", "is in the future: Azure's clock says"),
        ({"target_resource_group": "no-group"}, "ResourceGroupNotFound", "'no-group'"),
    ],
)
def test_something_is_not_there(azure: Emulator, options: dict[str, str], code: str | None, told: str) -> None:
    result = restore(**options)

    assert result["failed"]
    assert result["changed"] is False
    assert told in result["msg"]
    if code:
        assert result["error"]["code"] == code
    assert writes(azure) == 0


@pytest.mark.parametrize(
    "action",
    [
        "Microsoft.DataProtection/backupVaults/read",
        "Microsoft.DataProtection/backupVaults/backupInstances/read",
        "Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/read",
        "Microsoft.DataProtection/backupVaults/backupJobs/read",
        "Microsoft.DataProtection/backupVaults/backupInstances/ValidateRestore/action",
        "Microsoft.DataProtection/backupVaults/backupInstances/restore/action",
    ],
)
def test_no_rights(azure: Emulator, action: str) -> None:
    azure.estate.access.deny(action)

    result = restore()

    assert result["failed"]
    assert result["changed"] is False
    assert result["error"]["code"] == "AuthorizationFailed"
    assert result["error"]["http_status"] == 403
    assert result["error"]["request_id"]
    assert action.lower() in result["msg"].lower()
    assert azure.estate.disk("erp-data-restored", "erp-restored") is None


@pytest.mark.parametrize("name", ["a/b", "it's", "50%", 'a"b', "a b", "a?b", "a#b", "", ".", ".."])
@pytest.mark.parametrize("option", ["target_disk", "target_resource_group", "source_disk", "vault_name"])
def test_a_name_that_can_not_be_one(azure: Emulator, option: str, name: str) -> None:
    result = restore(**{option: name})

    assert result["error"]["code"] == "OptionRefused"
    assert result["error"]["target"] == option
    assert result["msg"].startswith(f"{option}: ")
    assert azure.requests == []


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"as_of": "2026-11-22T03:00:00"}, "as_of"),
        ({"as_of": "2026-11-22"}, "as_of"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"as_of": "2026-13-22T03:00:00Z"}, "as_of"),
        ({"as_of": None}, "as_of"),
        ({"recovery_point_id": "0" * 32}, "recovery_point_id"),
        ({"as_of": None, "recovery_point_id": "a/b"}, "recovery_point_id"),
        ({"backup_instance": "x"}, "backup_instance"),
        ({"source_disk": None}, "source_disk"),
        ({"source_disk": None, "backup_instance": "a/../b"}, "backup_instance"),
        ({"target_disk": A_VAULT}, "target_disk"),
        ({"source_disk": A_VAULT}, "source_disk"),
        ({"vault_identity": A_VAULT}, "vault_identity"),
        ({"target_disk": "/subscriptions/x"}, "target_disk"),
        ({"target_resource_group": None}, "target_resource_group"),
        ({"target_subscription_id": "mine"}, "target_subscription_id"),
        ({"subscription_id": "mine"}, "subscription_id"),
        ({"vault_resource_group": "ends."}, "vault_resource_group"),
        ({"api_version": "2019-01-01"}, "api_version"),
        ({"api_version": "2025-07-01-preview"}, "api_version"),
        ({"cloud_environment": "http://localhost"}, "cloud_environment"),
        ({"cloud_environment": "AzureMoon"}, "cloud_environment"),
        ({"wait_timeout": 0}, "wait_timeout"),
        ({"poll_interval": 0}, "poll_interval"),
        ({"max_point_age": -1}, "max_point_age"),
    ],
)
def test_an_option_that_can_not_be_right(azure: Emulator, options: dict[str, Any], option: str) -> None:
    result = restore(**options)

    assert result["error"]["code"] == "OptionRefused"
    assert result["error"]["target"] == option
    assert azure.requests == []


def test_a_target_id_that_contradicts_another_option(azure: Emulator) -> None:
    target = f"{azure.estate.group('erp-restored').id}/providers/Microsoft.Compute/disks/d"

    result = restore(target_disk=target, target_resource_group="erp-drill")

    assert result["error"]["target"] == "target_resource_group"
    assert azure.requests == []


def test_a_target_in_another_region(azure: Emulator) -> None:
    result = restore(location="northeurope")

    assert result["error"]["target"] == "location"
    assert "westeurope" in result["msg"]
    assert writes(azure) == 0


def test_the_region_in_another_spelling(azure: Emulator) -> None:
    assert restore(location="West Europe")["action"] == "restored"


def test_another_subscription_where_the_vault_allows_none(azure: Emulator) -> None:
    other = azure.estate.add_subscription("8f0a3c5b-1111-4a6b-8c1d-9e7f5a3b1c20")
    azure.estate.add_group("elsewhere", subscription_id=other)
    azure.estate.vault().cross_subscription_restore = "Disabled"

    result = restore(target_resource_group="elsewhere", target_subscription_id=other)

    assert result["error"]["code"] == "CrossSubscriptionRestoreOff"
    assert other in result["msg"]
    assert writes(azure) == 0


def test_a_disk_that_two_instances_protect(azure: Emulator) -> None:
    disk = azure.estate.disk("erp-data", "erp-prod")
    assert disk
    second = azure.estate.protect(disk, azure.estate.vault(), azure.estate.group("erp-snapshots"))

    result = restore()

    assert result["error"]["code"] == "AmbiguousName"
    assert second.name in result["msg"]
    assert restore(source_disk=None, backup_instance=azure.estate.instance("erp-data").name)["action"] == "restored"


def test_two_disks_of_one_name(azure: Emulator) -> None:
    namesake = azure.estate.add_disk("erp-data", azure.estate.add_group("erp-test"))
    azure.estate.protect(namesake, azure.estate.vault(), azure.estate.group("erp-snapshots"))
    meant = azure.estate.disk("erp-data", "erp-prod")
    assert meant

    result = restore()

    assert result["error"]["code"] == "AmbiguousName"
    assert namesake.id in result["msg"]
    assert restore(source_disk=meant.id.upper().replace("/SUBSCRIPTIONS", "/subscriptions"))["action"] == "restored"


def test_a_page_of_results_that_ends_early(azure: Emulator) -> None:
    azure.faults.add(Fault(cut(), "GET", r"/recoveryPoints$"))

    assert restore()["action"] == "restored"
    assert len(azure.requests_to("GET", "/recoveryPoints")) == 2


def test_a_list_that_leads_back_to_itself(azure: Emulator) -> None:
    path = f"{azure.url}{azure.estate.instance('erp-data').id}/recoveryPoints?api-version=2025-07-01"
    azure.faults.add(
        Fault(changed_body(lambda body: {**body, "nextLink": path}), "GET", r"/recoveryPoints$", times=None)
    )

    result = restore()

    assert result["failed"]
    assert "does not end" in result["msg"]


def test_a_list_that_is_none(azure: Emulator) -> None:
    azure.faults.add(Fault(answer(200, {"answer": 42}), "GET", r"/recoveryPoints$", times=None))

    assert "there is no list" in restore()["msg"]


@pytest.mark.parametrize("fault", [html(200), truncated_json()])
def test_json_where_there_is_none(azure: Emulator, fault: Any) -> None:
    azure.faults.add(Fault(fault, "GET", r"/backupVaults/dr-vault$", times=None))

    result = restore()

    assert "not JSON" in result["msg"]
    assert "dr-vault" in result["msg"]
    assert writes(azure) == 0


def test_a_proxy_that_refuses_in_html(azure: Emulator) -> None:
    azure.faults.add(Fault(html(403), "GET", r"/backupVaults/dr-vault$", times=None))

    result = restore()

    assert "HTTP 403" in result["msg"]
    assert "proxy" in result["msg"]


def test_a_host_that_does_not_answer(azure: Emulator) -> None:
    result = restore(cloud_environment="https://localhost:9")

    assert result["failed"]
    assert "localhost:9" in result["msg"]


def test_a_certificate_that_nobody_vouches_for(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    result = restore()

    assert result["failed"]
    assert "certificate" in result["msg"]


def test_certificates_can_be_left_unverified_with_a_warning(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    result = restore(cert_validation_mode="ignore")

    assert result["action"] == "restored"
    assert "not verified" in result["warnings"][0]
