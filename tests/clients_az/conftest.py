# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated Azure, and the Azure CLI logged in there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ansible_collections.azure_dr.backup.tests.clients_az.cli import CLOUD, Cli
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings


@pytest.fixture(scope="module")
def azure() -> Iterator[Emulator]:
    with Emulator(Estate.small(), speed=1000.0, settings=Settings(retry_after="none")) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def az(azure: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(azure, tmp_path_factory.mktemp("home"))
    cli("cloud", "register", "--name", CLOUD, "--endpoint-resource-manager", azure.url)
    cli("cloud", "set", "--name", CLOUD)
    cli.login()
    return cli
