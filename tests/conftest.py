# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests ask for: an emulated Azure, and both doors to the engine."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.connections import open_sockets
from ansible_collections.azure_dr.backup.tests.support.own_home import move_in

move_in()

# A restore of four minutes takes a quarter of a millisecond.
SPEED = 1_000_000.0
# Threads of a server that a test has left may still hold some.
MOST_SOCKETS = 32


@pytest.fixture(scope="session", autouse=True)
def everything_is_closed_in_the_end() -> Iterator[None]:
    """A process that keeps what it connects to would some day have no files left, be it of tests or a controller's."""
    yield
    gc.collect()
    assert sys.platform != "linux" or len(open_sockets()) <= MOST_SOCKETS


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
