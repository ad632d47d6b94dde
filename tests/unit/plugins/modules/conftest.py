# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every behaviour of a module is looked at through both doors."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator


@pytest.fixture(autouse=True)
def through_both(door: str) -> None:
    """Each test runs once for each door."""


@pytest.fixture
def shop(azure: Emulator) -> Emulator:
    """The application shop instead of the small estate: three machines."""
    azure.estate.__dict__.update(Estate.application().__dict__)
    return azure
