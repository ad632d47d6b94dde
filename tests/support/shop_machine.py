# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""shop-db with new disks beside those that it uses, and the module that swaps them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm import session, waiter
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.machines import Attachment
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

SPEED = 1_000_000.0
DATA = ("data", "log", "index")
ALL = ("os", *DATA)


def new_disks() -> Estate:
    """The machines of the application, and new disks beside those of shop-db, restored by nobody."""
    estate = Estate.application()
    for name in ALL:
        former = estate.disk(f"shop-db-{name}", "shop-prod")
        estate.disks[f"{former.id}-new"] = replace(
            former, name=f"{former.name}-new", managed_by=None, disk_state="Unattached", tags={"cost": "7"}
        )
    return estate


def emulator(monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """An Azure with them. What takes no time there is not waited for."""
    monkeypatch.setattr(waiter, "FIRST_LOOK", 0.01)
    monkeypatch.setattr(session, "FIRST_PAUSE", 0.01)
    return Emulator(new_disks(), speed=SPEED, settings=Settings(retry_after=0))


def swap(*names: str, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """What the module returns for these disks of shop-db."""
    given = {
        "virtual_machine": "shop-db",
        "vm_resource_group": "shop-prod",
        "power": "deallocate_and_start",
        "require_proven": False,
        "poll_interval": 1,
        "boot_timeout": 5,
        "swaps": [{"current_disk": f"shop-db-{name}", "new_disk": f"shop-db-{name}-new"} for name in names or ALL],
    }
    return run_module("vm_disk_swap", check_mode=check_mode, **{**given, **options})


def machine(azure: Emulator) -> Any:
    return next(one for one in azure.estate.machines.values() if one.name == "shop-db")


def attached(azure: Emulator) -> dict[str, tuple[Any, ...]]:
    """How the machine uses its disks, by the name of the disk."""
    return {one.name: _facts(one) for one in machine(azure).attachments}


def _facts(one: Attachment) -> tuple[Any, ...]:
    return (one.lun, one.caching, bool(one.write_accelerator), one.delete_option)


def writes(azure: Emulator) -> list[str]:
    """What was sent to change something, in order: the method and the end of the path."""
    return [
        f"{one.method} {one.path.rpartition('/')[2]}"
        for one in azure.requests
        if one.method != "GET" and "/oauth2/" not in one.path
    ]
