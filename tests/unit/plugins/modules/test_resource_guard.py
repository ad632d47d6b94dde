# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Vaults whose restores a Resource Guard watches."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer, changed_body
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk as restore


@pytest.fixture
def guarded(azure: Emulator) -> Emulator:
    azure.estate.add_guard(azure.estate.vault(), azure.estate.group("backup"))
    return azure


def test_a_guard_of_this_tenant_is_passed_as_azures_own_clients_do(guarded: Emulator) -> None:
    assert restore()["action"] == "restored"

    guard = guarded.estate.vault().guard
    (request,) = guarded.requests_to("POST", "/restore")
    assert guard
    assert request.body["resourceGuardOperationRequests"] == [guard.restore_request]


def test_an_unguarded_vault_is_not_asked_for_its_guard(azure: Emulator) -> None:
    restore()

    assert "resourceGuardOperationRequests" not in azure.requests_to("POST", "/restore")[0].body
    assert azure.requests_to("GET", "/DppResourceGuardProxy") == []


def test_a_guard_that_does_not_watch_restores(guarded: Emulator) -> None:
    def without_restores(body: dict[str, Any]) -> dict[str, Any]:
        body["properties"]["resourceGuardOperationDetails"] = []
        return body

    guarded.faults.add(Fault(changed_body(without_restores), "GET", r"/DppResourceGuardProxy$"))

    restore(check_mode=True)

    (request,) = guarded.requests_to("POST", "/validateRestore")
    assert "resourceGuardOperationRequests" not in request.body["restoreRequestObject"]


def test_a_guard_of_another_tenant_is_in_the_way_before_anything_is_sent(guarded: Emulator) -> None:
    code = "InvalidAuthenticationTokenTenant"
    foreign = answer(401, {"error": {"code": code, "message": "The access token is from the wrong issuer."}})
    guarded.faults.add(Fault(foreign, "GET", r"^/subscriptions/[^/]+$", times=None))

    result = restore()

    assert result["error"]["code"] == "ResourceGuardInTheWay"
    assert "another tenant" in result["msg"]
    assert guarded.requests_to("POST", "/validateRestore") == []


def test_a_guard_whose_subscription_may_not_be_read_is_left_to_azure(guarded: Emulator) -> None:
    guarded.estate.access.deny("Microsoft.Resources/subscriptions/read")

    assert restore()["action"] == "restored"


def test_a_guard_needs_an_api_version_that_knows_it(guarded: Emulator) -> None:
    result = restore(api_version="2023-11-01")

    assert result["error"]["code"] == "ResourceGuardInTheWay"
    assert "2024-04-01" in result["msg"]
