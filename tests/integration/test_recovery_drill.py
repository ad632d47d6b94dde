# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role recovery_drill: three verdicts, of which each can fail alone, and a clean-up whatever happens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import host_label
from ansible_collections.azure_dr.backup.tests.emulator.errors import Failure
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer, failing_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.drills import DRILL, DRILLS, allow_drills, restore_for_drill
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_playbook
from ansible_collections.azure_dr.backup.tests.support.two_vaults import add_shop, let_restore
from ansible_collections.azure_dr.backup.tests.support.wishes import VAULT

DRILL_PLAYBOOK, CLEAN_UP_PLAYBOOK = "azure_dr.backup.recovery_drill", "azure_dr.backup.drill_cleanup"
FAIL = "Fail if a verdict is not passed"
VARIABLES: dict[str, Any] = {
    **{f"recovery_drill_{name}": value for name, value in VAULT.items()},
    "recovery_drill_test_id": "w48",
    "recovery_drill_target_resource_group": DRILLS,
    "recovery_drill_disks": DRILL["disks"],
    "recovery_drill_poll_interval": 1,
}


@pytest.fixture
def erp(azure: Emulator) -> Emulator:
    """An Azure with a group that is for drills."""
    allow_drills(azure.estate)
    return azure


def run(folder: Path, *arguments: str, **variables: Any) -> Run:
    return run_playbook(folder, DRILL_PLAYBOOK, *arguments, **{**VARIABLES, **variables})


def result(ran: Run) -> dict[str, Any]:
    told: dict[str, Any] = ran.artifacts[f"recovery_drill_results_{host_label('localhost')}"]["w48"]
    return told


def left(azure: Emulator) -> list[str]:
    return [disk.name for disk in azure.estate.disks.values() if disk.group == DRILLS]


def checks(folder: Path, *tasks: dict[str, Any]) -> str:
    path = folder / "checks.yml"
    path.write_text(json.dumps(list(tasks)))
    return str(path)


def test_a_drill_restores_checks_and_deletes(erp: Emulator, tmp_path: Path) -> None:
    seen = {"name": "See both disks", "ansible.builtin.assert": {"that": "restores | length == 2"}}

    ran = run(
        tmp_path,
        recovery_drill_checks=checks(tmp_path, seen),
        recovery_drill_report_dir=str(tmp_path / "reports"),
        recovery_drill_scenario="The site is lost.",
    )

    assert ran.successful, ran.output
    assert result(ran)["verdicts"] == {"restored": "passed", "validated": "passed", "cleaned_up": "passed"}
    assert [one["outcome"] for one in result(ran)["deleted"]] == ["deleted", "deleted"]
    assert left(erp) == []
    assert f"Report: {result(ran)['report']['html']['path']}" in ran.output
    told = json.loads(Path(result(ran)["report"]["json"]["path"]).read_text())
    evidence = told["evidence"]
    assert (told["result"], told["drill"]) == ("succeeded", False)
    assert (evidence["test_id"], evidence["scenario"], evidence["cleaned_up"]) == ("w48", "The site is lost.", "passed")
    assert [(one["name"], one["result"]) for one in evidence["checks"]] == [
        ("Job, recovery point and size of each disk", "passed"),
        ("checks.yml", "passed"),
    ]
    assert evidence["not_checked"] == ["Content of each disk, by a few sectors", "Start of each virtual machine"]
    assert all(one["began_at"] < one["ended_at"] and one["by"] for one in evidence["checks"])
    assert evidence["coverage"] == {"protected": 3, "proven": 2, "days": 365}
    assert all(one["deleted_at"] and one["unique_id"] for one in evidence["deleted"])
    assert len(evidence["deleted"]) == 2
    page = Path(result(ran)["report"]["html"]["path"]).read_text()
    assert all(words in page for words in ("The drill", "The site is lost.", "Cleaned up"))


def test_a_drill_with_disks_of_two_vaults_deletes_what_each_has_restored(erp: Emulator, tmp_path: Path) -> None:
    let_restore(erp, add_shop(erp), erp.estate.group(DRILLS))
    disks = [
        {"backup_instance": erp.estate.instance(name).id, "target_disk": f"{name}-drill"}
        for name in ("erp-data", "shop-data")
    ]
    vault = {f"recovery_drill_{name}": None for name in VAULT}
    target = {"recovery_drill_target_subscription_id": erp.estate.subscription_id}

    ran = run(tmp_path, **vault, **target, recovery_drill_disks=disks)

    assert ran.successful, ran.output
    assert (len(result(ran)["deleted"]), left(erp)) == (2, [])


def test_a_restore_that_fails(erp: Emulator, tmp_path: Path) -> None:
    broken = Failure("InternalServerError", "It broke.", ("Try again.",)).of_job()
    erp.faults.add(Fault(failing_job(broken), "POST", r"/erp-data[^/]*/restore$"))

    ran = run(tmp_path)

    assert not ran.successful
    assert result(ran)["verdicts"] == {"restored": "failed", "validated": "passed", "cleaned_up": "passed"}
    assert "It broke." in ran.result(FAIL)["msg"]
    assert left(erp) == []


def test_a_check_of_the_user_that_fails(erp: Emulator, tmp_path: Path) -> None:
    wrong = {"name": "Look into it", "ansible.builtin.fail": {"msg": "The ledger is empty."}}

    ran = run(tmp_path, recovery_drill_checks=checks(tmp_path, wrong))

    assert not ran.successful
    assert result(ran)["verdicts"] == {"restored": "passed", "validated": "failed", "cleaned_up": "passed"}
    assert "The ledger is empty." in ran.result(FAIL)["msg"]
    assert left(erp) == []


def test_a_check_of_content_that_fails(erp: Emulator, tmp_path: Path) -> None:
    erp.faults.add(
        Fault(answer(403, {"error": {"code": "No", "message": "Not this one."}}), "POST", r"/beginGetAccess$")
    )

    ran = run(tmp_path, recovery_drill_content_check=True)

    assert not ran.successful
    assert result(ran)["verdicts"] == {"restored": "passed", "validated": "failed", "cleaned_up": "passed"}
    assert "Check that each disk has content: Azure refused" in ran.result(FAIL)["msg"]
    assert "Not this one." in ran.result(FAIL)["msg"]
    assert left(erp) == []


def test_a_clean_up_that_fails_and_the_sweep_of_the_next_day(erp: Emulator, tmp_path: Path) -> None:
    erp.estate.group(DRILLS).lock = "CanNotDelete"

    ran = run(tmp_path)

    assert not ran.successful
    assert result(ran)["verdicts"] == {"restored": "passed", "validated": "passed", "cleaned_up": "failed"}
    assert "erp-data-drill stays: the lock" in ran.result(FAIL)["msg"]

    erp.estate.group(DRILLS).lock = None
    erp.clock.advance(90_000)
    variables = {f"drill_cleanup_{name}": value for name, value in VAULT.items()}
    swept = run_playbook(
        tmp_path,
        CLEAN_UP_PLAYBOOK,
        **variables,
        drill_cleanup_target_resource_group=DRILLS,
        drill_cleanup_older_than=3600,
    )
    assert swept.successful, swept.output
    assert left(erp) == []


def test_keep_on_failure_keeps_the_disks_and_a_report_that_can_t_be_written_is_told(
    erp: Emulator, tmp_path: Path
) -> None:
    wrong = {"name": "Look into it", "ansible.builtin.fail": {"msg": "The ledger is empty."}}

    (tmp_path / "full").write_text("This is no folder.")
    kept = {"recovery_drill_keep_on_failure": True, "recovery_drill_report_dir": str(tmp_path / "full")}
    ran = run(tmp_path, recovery_drill_checks=checks(tmp_path, wrong), **kept)

    assert not ran.successful
    assert "Its report was not written." in ran.result(FAIL)["msg"]
    assert result(ran)["verdicts"]["cleaned_up"] == "kept"
    assert sorted(left(erp)) == ["erp-data-drill", "erp-log-drill"]


def test_a_group_that_is_not_for_drills(erp: Emulator, tmp_path: Path) -> None:
    erp.estate.group(DRILLS).tags = {}

    ran = run(tmp_path)

    assert not ran.successful
    assert result(ran)["verdicts"] == {"restored": "failed", "validated": "failed", "cleaned_up": "failed"}
    assert "does not have the tag azure-dr-drill" in ran.result(FAIL)["msg"]
    assert erp.requests_to("POST", "/restore") == []


def test_a_drill_that_was_killed_goes_on(erp: Emulator, tmp_path: Path) -> None:
    assert restore_for_drill()["summary"]["restored"] == 2

    ran = run(tmp_path)

    assert ran.successful, ran.output
    assert (len(erp.requests_to("POST", "/restore")), left(erp)) == (2, [])


def test_check_mode_writes_nothing(erp: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, "--check", recovery_drill_pick="random", recovery_drill_window_days=10)

    assert ran.successful, ran.output
    assert result(ran)["verdicts"] == dict.fromkeys(("restored", "validated", "cleaned_up"), "not_run")
    assert "Restored: not run, because this is check mode." in ran.output
    assert erp.requests_to("POST", "/restore") == []


@pytest.mark.parametrize("name", ["recovery_drill_test_id", "recovery_drill_target_resource_group"])
def test_a_variable_that_is_blank(erp: Emulator, tmp_path: Path, name: str) -> None:
    ran = run(tmp_path, **{name: ""})

    assert not ran.successful
    assert f"{name}: is missing or blank" in ran.output
    assert erp.requests == []


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ({"recovery_drill_boots": True}, "did you mean recovery_drill_boot?"),
        ({"recovery_drill_checks": "no_such_file.yml"}, "no_such_file.yml"),
        ({"recovery_drill_checks": "broken.yml"}, "no_such_module"),
    ],
)
def test_a_mistake_costs_nothing(erp: Emulator, tmp_path: Path, variable: dict[str, Any], told: str) -> None:
    (tmp_path / "broken.yml").write_text('[{"name": "Look", "no_such_module": {}}]')
    path = variable.get("recovery_drill_checks")

    ran = run(tmp_path, **({"recovery_drill_checks": str(tmp_path / path)} if path else variable))

    assert not ran.successful
    assert told in ran.output
    assert erp.requests == []
