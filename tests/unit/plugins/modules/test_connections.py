# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task leaves no connection open and no thread in its process, which may be the controller's and go on for hours."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, answer
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.connections import connections_to
from ansible_collections.azure_dr.backup.tests.support.modules import WISH, run_module

pytestmark = [
    pytest.mark.usefixtures("door"),
    pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc here"),
]


DISKS = [{"source_disk": "erp-data", "target_disk": name} for name in ("first", "second", "third")]


def port_of(azure: Emulator) -> int:
    return int(azure.url.rpartition(":")[2])


def left_behind(before: set[threading.Thread]) -> list[str]:
    """The threads that came since and do not end, without those of the emulator."""
    since = [each for each in set(threading.enumerate()) - before if "process_request" not in each.name]
    for thread in since:
        thread.join(5)
    return [each.name for each in since if each.is_alive()]


@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("backup_instance_info", {}),
        ("disk_restore", WISH),
        ("disk_restore_batch", {**WISH, "source_disk": None, "target_disk": None, "disks": DISKS}),
    ],
)
def test_whatever_it_does(azure: Emulator, module: str, options: dict[str, Any]) -> None:
    before = set(threading.enumerate())

    result = run_module(module, **{name: value for name, value in options.items() if value is not None})

    assert not result.get("failed"), result
    assert connections_to(port_of(azure)) == 0
    assert left_behind(before) == []


@pytest.mark.parametrize("fault", [answer(403), answer(404)])
def test_however_it_fails(azure: Emulator, fault: Action) -> None:
    azure.faults.add(Fault(fault, "GET", "/backupInstances", times=None))
    before = set(threading.enumerate())

    assert run_module("recovery_point_info", source_disk="erp-data")["failed"]

    assert connections_to(port_of(azure)) == 0
    assert left_behind(before) == []
