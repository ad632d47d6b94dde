# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Proxies and private certificate authorities come from the environment, for logins and requests alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.proxy import Proxy

APP = {"client_id": names.CLIENT_ID, "tenant": names.TENANT_ID, "secret": names.CLIENT_SECRET}


@pytest.fixture
def between(cloud: Emulator) -> Iterator[Proxy]:
    with Proxy() as one:
        yield one


def look(**options: Any) -> dict[str, Any]:
    return run_module("recovery_point_info", source_disk="erp-data", **APP, **options)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_logins_and_requests_go_through_the_proxy(
    cloud: Emulator, between: Proxy, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, between.url)

    assert look()["recovery_points"]

    assert set(between.tunnels) == {f"CONNECT {cloud.url.removeprefix('https://')}"}
    assert len(between.tunnels) >= 2  # a connection of azure-identity, and one of ours


def test_no_proxy_means_none(between: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", between.url)
    monkeypatch.setenv("NO_PROXY", "localhost")

    assert look()["recovery_points"]

    assert not between.tunnels


@pytest.mark.parametrize(
    ("told", "options"),
    [
        ("Logging in to Azure failed: the proxy of HTTPS_PROXY could not", {"cloud_environment": "AzureCloud"}),
        ("No answer to reading the endpoints of the cloud", {}),
    ],
)
def test_nothing_goes_around_a_proxy_that_is_not_there(
    cloud: Emulator, monkeypatch: pytest.MonkeyPatch, told: str, options: dict[str, str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://someone:hidden@127.0.0.1:9")

    result = look(**options)

    assert result["msg"].startswith(told)
    assert "hidden" not in str(result)
    assert not cloud.requests


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_private_authority_is_trusted(cloud: Emulator, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert "certificate" in look()["msg"]

    monkeypatch.setenv(variable, cloud.ca_file)

    assert look()["recovery_points"]


def test_another_authority_is_not(home: Path, cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    other = home / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))

    assert f"REQUESTS_CA_BUNDLE names {other}, in which its authority is not" in look()["msg"]
    assert not cloud.requests


def test_validation_can_be_switched_off_with_a_warning(
    home: Path, cloud: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = home / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))

    result = look(cert_validation_mode="ignore")

    assert result["recovery_points"]
    assert result["warnings"] == ["TLS certificates are not verified (cert_validation_mode: ignore)."]
