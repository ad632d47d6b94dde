# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode writes nothing, for every module there is."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.every_module import REPORTS, TASKS, furnished
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

READS = ("/oauth2/v2.0/token", "/validateRestore", "/Microsoft.ResourceGraph/resources")


@pytest.mark.parametrize("name", TASKS)
def test_check_mode_writes_nothing(azure: Emulator, name: str) -> None:
    furnished(azure.estate)
    before = (set(azure.estate.disks), set(azure.estate.vault().jobs), set(azure.estate.access.assignments))

    result = run_module(name, check_mode=True, **TASKS[name])

    assert "failed" not in result
    assert [one for one in azure.requests if one.method != "GET" and not one.path.endswith(READS)] == []
    assert (set(azure.estate.disks), set(azure.estate.vault().jobs), set(azure.estate.access.assignments)) == before
    assert not REPORTS.exists()
