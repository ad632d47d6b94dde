# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated Azure, and azure-identity logged in there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from azure.identity import ClientSecretCredential

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings


@pytest.fixture
def azure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    with Emulator(Estate.small(), speed=1000.0, settings=Settings(retry_after="none")) as emulator:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", emulator.ca_file)
        yield emulator


@pytest.fixture
def credential(azure: Emulator) -> ClientSecretCredential:
    exports = azure.environment()
    return ClientSecretCredential(
        exports["AZURE_TENANT"],
        exports["AZURE_CLIENT_ID"],
        exports["AZURE_SECRET"],
        authority=azure.url,
        disable_instance_discovery=True,
    )


@pytest.fixture
def here(azure: Emulator) -> dict[str, Any]:
    """What tells a management client where Azure is."""
    return {"base_url": azure.url, "credential_scopes": [f"{azure.url}/.default"], "polling_interval": 0.05}
