# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a recovery of virtual machines, and of one that is undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.unit.plugins.modules.test_restore_report import batch, disk, written

NOTHING: dict[str, Any] = {"restores": []}


def machine(name: str = "erp", **other: Any) -> dict[str, Any]:
    """A machine on its restored disks, 300 seconds after the start of the role."""
    return {
        "id": f"/subscriptions/s/{name}",
        "name": name,
        "state": "swapped",
        "action": "swapped",
        "failed": False,
        "message": "",
        "elapsed_seconds": 300.0,
        "virtual_machine": {"power_before": "running", "power": "running"},
        "disks": [
            {"role": "os", "former_disk": "/d/erp-os", "new_disk": "/d/erp-os-new", "current_disk": "/d/erp-os-new"}
        ],
        **other,
    }


def failed(name: str = "erp-db", **other: Any) -> dict[str, Any]:
    return machine(name, action=None, failed=True, message="It did not start.", **other)


def back(name: str = "erp", **other: Any) -> dict[str, Any]:
    disks = [{**machine()["disks"][0], "current_disk": "/d/erp-os"}]
    return machine(name, **{"state": "rolled_back", "action": "rolled_back", "disks": disks, **other})


KINDS = (("way", machine), ("back", back))
HEADLINES = [
    ([machine()], False, "The disk is restored, and the virtual machine erp is on its restored disks", "succeeded"),
    ([failed()], False, "The disk is restored, but the virtual machine erp-db is not on its restored disks", "failed"),
    (
        [machine(), failed()],
        False,
        "The disk is restored, but 1 of 2 virtual machines is on its restored disks",
        "failed",
    ),
    (
        [failed("a"), failed("b")],
        False,
        "The disk is restored, but none of the 2 virtual machines are on their restored disks",
        "failed",
    ),
    ([machine(action="would_swap")], True, "The disk passes the check, and the virtual machine erp", "validated"),
]


@pytest.mark.parametrize(("machines", "check_mode", "headline", "result"), HEADLINES)
def test_a_machine_that_failed_is_no_success(
    tmp_path: Path, machines: list[dict[str, Any]], check_mode: bool, headline: str, result: str
) -> None:
    restored = batch(disk(outcome="would_restore" if check_mode else "restored"))

    told, document, page = written(tmp_path, restored, virtual_machines=machines)

    assert document["headline"].startswith(headline)
    assert (document["result"], told["verdict"]["result"]) == (result, result)
    assert headline in page
    assert (document["next"] is None) == (result != "failed")


def test_what_failed_of_a_machine_is_told_on_the_console(tmp_path: Path) -> None:
    told, _document, page = written(tmp_path, batch(disk()), virtual_machines=[machine(), failed()])

    assert "erp-db: It did not start." in told["told"]
    assert told["told"][-1].startswith("Next: Fix what the messages of the virtual machines name")
    assert "What to run next" in page


@pytest.mark.parametrize(
    ("machines", "shown"),
    [
        ([machine()], True),
        ([machine(action="unchanged")], True),
        ([machine(action="would_swap")], False),
        ([machine(), failed()], False),
        ([back()], False),
        ([], False),
    ],
)
def test_the_console_ends_with_the_way_back_if_nothing_is_left_to_do(
    tmp_path: Path, machines: list[dict[str, Any]], shown: bool
) -> None:
    told, _document, _page = written(tmp_path, batch(disk()), virtual_machines=machines)

    assert ("ansible-playbook azure_dr.backup.undo_recovery, with the same variables." in told["told"][-1]) == shown


@pytest.mark.parametrize(
    ("machines", "target", "status", "achieved"),
    [
        ([machine()], 400, "met", 300.0),
        ([machine()], 200, "missed", 300.0),
        ([machine(), machine("other", elapsed_seconds=700.5)], 400, "missed", 700.5),
        ([failed()], 400, "unknown", None),
        ([failed()], 200, "missed", None),
        ([], 200, "met", 100.0),
    ],
)
def test_the_time_ends_when_the_last_machine_is_on_its_disks(
    tmp_path: Path, machines: list[dict[str, Any]], target: int, status: str, achieved: float | None
) -> None:
    _told, document, _page = written(tmp_path, batch(disk()), virtual_machines=machines, rto_target=target)

    assert (document["verdict"]["rto"]["status"], document["verdict"]["rto"]["achieved_seconds"]) == (status, achieved)


def test_the_command_that_undoes_it_names_the_vault_which_shows_where_the_disks_came_from(tmp_path: Path) -> None:
    _told, document, _page = written(tmp_path, batch(disk()), virtual_machines=[machine(vaults=["/subscriptions/v"])])

    (told,) = document["virtual_machines"]
    assert told["undo_command"].endswith(
        '\'{"recover_vms_virtual_machines": ["/subscriptions/s/erp"], "recover_vms_vaults": ["/subscriptions/v"]}\''
    )


@pytest.mark.parametrize(
    ("machines", "headline", "result"),
    [
        ([back()], "The virtual machine erp is on its former disks again", "succeeded"),
        ([back(), back("b")], "All 2 virtual machines are on their former disks again", "succeeded"),
        (
            [back(), failed(state="rolled_back")],
            "1 of 2 virtual machines is on its former disks again",
            "failed",
        ),
    ],
)
def test_a_recovery_that_is_undone(tmp_path: Path, machines: list[dict[str, Any]], headline: str, result: str) -> None:
    targets = {"rpo_target": 60, "rto_target": 60}
    told, document, page = written(tmp_path, NOTHING, allow_empty=True, virtual_machines=machines, **targets)

    assert document["report"].startswith("undo-")
    assert not any("RPO" in line or "RTO" in line for line in told["told"]), "nothing is compared with them"
    assert (document["headline"], document["result"], told["verdict"]["result"]) == (headline, result, result)
    assert document["virtual_machines"][0]["undo_command"] is None
    assert "erp-os-new before, erp-os now" in page
    assert "Nothing backs up the restored disks" not in page
    assert "Time to restore" not in page


def test_a_recovery_that_is_undone_says_that_the_restored_disks_stay(tmp_path: Path) -> None:
    pages = {name: written(tmp_path, NOTHING, virtual_machines=[of()], allow_empty=True)[2] for name, of in KINDS}

    assert [name for name, page in pages.items() if "No restored disk was deleted" in page] == ["back"]


def test_the_disks_have_the_same_order_there_and_back(tmp_path: Path) -> None:
    """A machine goes back in the other order, which says nothing to people."""
    disks = [{"role": "data", "lun": lun} for lun in (5, 0, 1)] + [{"role": "os", "lun": None}]

    _told, document, _page = written(tmp_path, NOTHING, virtual_machines=[back(disks=disks)], allow_empty=True)

    assert [each["lun"] for each in document["virtual_machines"][0]["disks"]] == ["OS disk", "LUN 0", "LUN 1", "LUN 5"]
