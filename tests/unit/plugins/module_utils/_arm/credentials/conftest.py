# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A machine on which nobody has set up anything about Azure yet."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clock import Deadline, SystemClock
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.choose import (
    choose_credential,
    describe,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.login import merge_login
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.tokens import Tokens
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.logins import AzureCli

FAMILIES = ("AZURE_", "ANSIBLE_AZURE_", "IDENTITY_", "IMDS_", "MSI_")
CLOUD = ("AZURE_CLOUD_ENVIRONMENT", "AZURE_SUBSCRIPTION_ID", "AZURE_DISABLE_INSTANCE_DISCOVERY")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home, and a PATH on which there is nothing, in an environment that names nothing of Azure."""
    for name in os.environ:
        if name.startswith(FAMILIES) or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


@pytest.fixture
def cloud(azure: Emulator, home: Path, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """An emulated Azure; the environment says where it is, and nothing about who logs in."""
    for name, value in azure.environment().items():
        if name in CLOUD:
            monkeypatch.setenv(name, value)
        elif name.startswith("AZURE_"):
            monkeypatch.delenv(name, raising=False)
    return azure


@pytest.fixture
def az(home: Path) -> AzureCli:
    """The Azure CLI on the PATH, once it has been told what to say."""
    return AzureCli(home / "bin")


@pytest.fixture
def profiles(home: Path) -> Callable[[str], None]:
    """Writes ~/.azure/credentials."""

    def write(text: str) -> None:
        (home / ".azure").mkdir(exist_ok=True)
        (home / ".azure" / "credentials").write_text(text)

    return write


@pytest.fixture
def log_in(cloud: Emulator) -> Callable[..., Tokens]:
    """Logs in with options and environment, by the real azure-identity; nothing is sent before a token is asked for."""

    def tokens(seconds: float = 60.0, **options: object) -> Tokens:
        login, clock = merge_login(options, os.environ), SystemClock()
        make = choose_credential(login)
        scope, deadline = f"{cloud.url}/.default", Deadline(clock, seconds)
        return Tokens(lambda: make(cloud.url), scope, clock, deadline, way=describe(login))

    return tokens
