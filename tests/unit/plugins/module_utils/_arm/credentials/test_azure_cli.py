# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in as whoever is logged in to the Azure CLI."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials import azure_cli
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import LoginFailed
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.tokens import Tokens
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.logins import AzureCli

LogIn = Callable[..., Tokens]
TRY = "Try 'az account get-access-token' on this machine."


def test_az_gives_the_token(cloud: Emulator, log_in: LogIn, az: AzureCli) -> None:
    token = cloud.token()
    az.gives(token)
    tokens = log_in()

    assert tokens.bearer() == tokens.bearer() == token

    (call,) = az.calls
    assert call.startswith(f"account get-access-token --output json --resource {cloud.url}")


def test_az_is_asked_for_the_subscription_or_for_the_tenant(log_in: LogIn, az: AzureCli) -> None:
    az.gives("token")

    log_in().bearer()
    log_in(auth_source="cli", tenant=names.TENANT_ID).bearer()

    assert [call.split("--")[-1] for call in az.calls] == [
        f"subscription {names.SUBSCRIPTION_ID}",
        f"tenant {names.TENANT_ID}",
    ]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("ERROR: Please run 'az login' to setup account.\n", "Please run 'az login' to set up an account."),
        (
            "\x1b[33mWARNING: Old.\x1b[0m\n\x1b[31mERROR: AADSTS50173: Stale.\x1b[0m\n",
            f"ERROR: AADSTS50173: Stale. {TRY}",
        ),
        (
            "Traceback (most recent call last):\n  File 'x'\nModuleNotFoundError: No module named 'azure.cli'\n",
            f"ModuleNotFoundError: No module named 'azure.cli'. {TRY}",
        ),
        ("WARNING: Old.\nERROR: AADSTS50173: Stale. Trace ID: x\n", f"ERROR: AADSTS50173: Stale. {TRY}"),
    ],
)
def test_az_cannot(log_in: LogIn, az: AzureCli, error: str, told: str) -> None:
    az.prints("", error=error, status=1)
    with pytest.raises(LoginFailed) as raised:
        log_in().bearer()
    assert raised.value.message == f"Logging in to Azure failed: {told}"


def test_what_az_prints_is_not_repeated_with_its_token(cloud: Emulator, log_in: LogIn, az: AzureCli) -> None:
    token = cloud.token()
    az.prints(f'{{"accessToken":"{token}","expires":"never"}}')

    with pytest.raises(LoginFailed, match="Unexpected output") as raised:
        log_in().bearer()

    assert not set(token.split(".")) & set(raised.value.message.replace('"', ".").split("."))


def test_az_hangs(log_in: LogIn, az: AzureCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """azure-identity ends it, and says only that it failed."""
    monkeypatch.setattr(azure_cli, "PROCESS_SECONDS", 0.2)
    az.prints("", error="", status=0, seconds=5)

    with pytest.raises(LoginFailed) as raised:
        log_in().bearer()

    assert raised.value.message == f"Logging in to Azure failed: the command az did not answer within 0 seconds. {TRY}"
