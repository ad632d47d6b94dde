# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""vm_disk_attachment, as a conversation with Azure."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm import session, waiter
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, reset
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.swappable import ATTACHMENT, add_swappable_machine


@pytest.fixture
def erp(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """An Azure with a machine and a disk that nobody uses."""
    monkeypatch.setattr(waiter, "FIRST_LOOK", 0.01)
    monkeypatch.setattr(session, "FIRST_PAUSE", 0.01)
    add_swappable_machine(azure.estate)
    return azure


def attach(check_mode: bool = False, **options: Any) -> dict[str, Any]:
    return run_module("vm_disk_attachment", check_mode=check_mode, **{**ATTACHMENT, **options})


def luns(azure: Emulator) -> dict[str, int | None]:
    return {one.name: one.lun for one in azure.estate.machine("erp").data_disks}


def writes(azure: Emulator) -> int:
    return len(azure.requests_to("POST", "/attachDetachDataDisks"))


def test_a_disk_is_attached_at_the_lowest_free_lun_once_and_detached_once(erp: Emulator) -> None:
    first = attach()
    assert (first["changed"], first["state"], first["lun"], first["caching"]) == (True, "present", 2, "None")
    assert luns(erp)["erp-data-new"] == 2

    assert (attach()["changed"], attach(lun=2)["changed"], writes(erp)) == (False, False, 1)

    gone = attach(state="absent")
    assert (gone["changed"], gone["state"], gone["lun"]) == (True, "absent", None)
    assert "erp-data-new" not in luns(erp)
    assert erp.estate.disk("erp-data-new", "erp-prod"), "it is not deleted"
    assert (attach(state="absent")["changed"], writes(erp)) == (False, 2)


def test_lun_0_is_a_lun(erp: Emulator) -> None:
    erp.estate.machine("erp").data_disks = []

    assert attach(lun=0, caching="ReadOnly")["lun"] == 0
    assert luns(erp) == {"erp-data-new": 0}


def test_what_is_there_is_never_taken(erp: Emulator) -> None:
    taken = attach(lun=0)
    assert taken["error"]["code"] == "AttachmentRefused"
    assert "choose another, such as 2" in taken["msg"]

    attach()
    assert "at LUN 2, not 7" in attach(lun=7)["msg"]
    assert "with caching None" in attach(caching="ReadOnly")["msg"]
    own = attach(disk=ATTACHMENT["disk"].replace("erp-data-new", "erp-os"), state="absent")
    assert own["error"]["code"] == "AttachmentRefused", "it boots from it"
    assert writes(erp) == 1


def test_a_disk_of_another_machine_is_refused_and_absent_is_so(erp: Emulator) -> None:
    disk = erp.estate.disk("erp-data-new", "erp-prod")
    assert disk
    disk.owners = [erp.estate.machine("erp").id.replace("/erp", "/web")]

    assert "detach it there first" in attach()["msg"]
    assert attach(state="absent")["changed"] is False
    assert writes(erp) == 0


def test_an_answer_that_is_lost_is_looked_for_and_nothing_is_sent_twice(erp: Emulator) -> None:
    erp.faults.add(Fault(reset(after=True), "POST", r"/attachDetachDataDisks$"))

    result = attach()

    assert (result["changed"], result["state"]) == (True, "present")
    assert writes(erp) == 1


def test_check_mode_says_where_it_would_be(erp: Emulator) -> None:
    result = attach(check_mode=True)

    assert (result["changed"], result["state"], result["lun"]) == (True, "absent", 2)
    assert writes(erp) == 0


@pytest.mark.parametrize(("option", "value"), [("lun", -1), ("lun", 64), ("disk", "erp-data"), ("disk", "")])
def test_an_option_that_can_not_be_right(erp: Emulator, option: str, value: Any) -> None:
    result = attach(**{option: value})

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", option)
