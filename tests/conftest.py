# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests ask for: an emulated Azure, and both doors to the engine."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings

# Tests have a home of their own, whatever that of whoever runs them is, and whatever lies in it. Ansible reads this
# when it is imported. For what it takes for remote, and for tasks in the background, it asks the password file.
HOME = tempfile.mkdtemp(prefix="azure-dr-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ |= {
    "HOME": HOME,
    "ANSIBLE_HOME": f"{HOME}/.ansible",
    "ANSIBLE_REMOTE_TEMP": f"{HOME}/.ansible/tmp",
    "ANSIBLE_ASYNC_DIR": f"{HOME}/.ansible_async",
}

# A restore of four minutes takes a quarter of a millisecond.
SPEED = 1_000_000.0


@pytest.fixture
def azure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An Azure with the small estate, and an environment that leads there."""
    with Emulator(Estate.small(), speed=SPEED, settings=Settings(retry_after=0)) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        yield emulator


@pytest.fixture(params=["module", "controller"])
def door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where tasks run: in processes of their own, or in the controller's."""
    door = str(request.param)
    monkeypatch.setenv("AZURE_DR_DOOR", door)
    return door
