# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Managed identities, from the endpoint of a virtual machine and from that of an App Service."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import LoginFailed
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.tokens import Tokens
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.model import Principal
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.logins import claims

LogIn = Callable[..., Tokens]
CLIENT, OBJECT = "6f0d3b52-1f4e-4a0c-9c55-6f2c0f7c0a11", "0c9b8a77-3c1d-4a6e-8f1b-2f9a5d7e4b22"
RESOURCE = f"/subscriptions/{names.SUBSCRIPTION_ID}/resourceGroups/backup/providers/\
Microsoft.ManagedIdentity/userAssignedIdentities/dr"


@pytest.fixture(params=["imds_environment", "app_service_environment"], autouse=True)
def machine(request: pytest.FixtureRequest, cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine in Azure with a system-assigned and a user-assigned identity."""
    for name, value in getattr(cloud, request.param)().items():
        monkeypatch.setenv(name, value)
    cloud.estate.access.add_principal(Principal(OBJECT, CLIENT, resource_id=RESOURCE))


@pytest.mark.parametrize(
    ("options", "who"),
    [
        ({}, names.CONTROLLER_CLIENT_ID),
        ({"client_id": CLIENT}, CLIENT),
        ({"managed_identity_object_id": OBJECT}, CLIENT),
        ({"managed_identity_resource_id": RESOURCE}, CLIENT),
    ],
)
def test_an_identity_logs_in(log_in: LogIn, options: dict[str, str], who: str) -> None:
    assert claims(log_in(auth_source="msi", **options).bearer())["appid"] == who


def test_the_environment_can_name_the_identity(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_AZURE_AUTH_SOURCE", "msi")
    monkeypatch.setenv("AZURE_CLIENT_ID", CLIENT)
    assert claims(log_in().bearer())["appid"] == CLIENT


def test_no_proxy_is_asked_for_the_machines_own_endpoint(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert log_in(auth_source="msi").bearer()


def test_an_identity_that_the_machine_does_not_have(log_in: LogIn) -> None:
    tokens = log_in(auth_source="msi", client_id="9d3f7f0e-0000-4000-8000-000000000000")
    with pytest.raises(LoginFailed, match=r"^Logging in to Azure failed: .*invalid_"):
        tokens.bearer()
