# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logins that nobody answers, by the real azure-identity: they end at the deadline, and say who did not answer."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import LoginFailed, TaskError
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.tokens import Tokens
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, slow
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.logins import AzureCli

LogIn = Callable[..., Tokens]
APP = {"client_id": names.CLIENT_ID, "tenant": names.TENANT_ID, "secret": names.CLIENT_SECRET}
MSI = {"auth_source": "msi"}
SHORT = 0.1


@pytest.fixture
def silent() -> Iterator[str]:
    """Where somebody listens and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_silent_login_endpoint(cloud: Emulator, log_in: LogIn) -> None:
    cloud.faults.add(Fault(slow(5), "*", "", times=None))

    with pytest.raises(LoginFailed, match=r"the login endpoint of the cloud did not answer within .* HTTPS_PROXY"):
        log_in(seconds=SHORT, **APP).bearer()


@pytest.mark.parametrize("variable", ["AZURE_POD_IDENTITY_AUTHORITY_HOST", "IDENTITY_ENDPOINT"])
def test_a_silent_identity_endpoint(
    cloud: Emulator, log_in: LogIn, silent: str, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, silent)
    monkeypatch.setenv("IDENTITY_HEADER", "x")

    with pytest.raises(LoginFailed, match=r"the identity endpoint of this machine did not answer .*IDENTITY_ENDPOINT"):
        log_in(seconds=SHORT, **MSI).bearer()


def test_a_silent_az(cloud: Emulator, log_in: LogIn, az: AzureCli) -> None:
    az.prints("", error="", status=0, seconds=5)

    with pytest.raises(LoginFailed, match=r"the command az did not answer within .*az account get-access-token"):
        log_in(seconds=SHORT).bearer()


def test_no_identity(cloud: Emulator, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("IDENTITY_HEADER", "x")

    with pytest.raises(
        LoginFailed, match=r"identity endpoint of this machine could not be reached \(Connection refused\)"
    ):
        log_in(seconds=30, **MSI).bearer()


def test_a_wrong_secret_names_its_source(cloud: Emulator, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "wrong~secret")
    monkeypatch.setenv("AZURE_TENANT", names.TENANT_ID)

    with pytest.raises(LoginFailed, match="AADSTS7000215") as raised:
        log_in(client_id=names.CLIENT_ID).bearer()

    assert raised.value.message.endswith(
        "Used were client_id (the option), tenant (AZURE_TENANT), secret (AZURE_CLIENT_SECRET)."
    )
    assert "wrong~secret" not in raised.value.message


@pytest.mark.parametrize(
    "proxy",
    ["socks5://someone:hidden@127.0.0.1:9", "http://someone:hid/den@127.0.0.1:9", "http://someone:hidden@[::1:9"],
)
def test_a_proxy_that_is_none_is_told_without_its_password(
    cloud: Emulator, log_in: LogIn, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", "")

    with pytest.raises(TaskError, match=r"^HTTPS_PROXY: it ") as raised:
        log_in(**APP).bearer()
    assert "hid" not in raised.value.message
