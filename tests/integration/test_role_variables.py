# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role's variables as inventories, command lines and surveys set them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import host_label
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_playbook
from ansible_collections.azure_dr.backup.tests.support.wishes import ROLE_VARIABLES, VAULT

RESTORE = "azure_dr.backup.restore_disks"
VALIDATE = "azure_dr.backup.validate_restore"
BATCH = "Validate, restore, wait and verify"
CHECK = "Check the variables"
ROLE = Path(__file__).resolve().parents[2] / "roles" / "restore_disks"
SPEC = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
DISKS = [{"source_disk": "erp-log", "target_disk": "log"}]
VARIABLES = {**ROLE_VARIABLES, "restore_disks_disks": DISKS}


def run(folder: Path, playbook: str = VALIDATE, *arguments: str, **variables: Any) -> Run:
    return run_playbook(folder, playbook, *arguments, **{**VARIABLES, **variables})


def play(folder: Path, text: str, **variables: Any) -> Run:
    """Run a playbook whose YAML is as people write it."""
    path = folder / "playbook.yml"
    path.write_text(f"- hosts: localhost\n  connection: local\n  gather_facts: false\n{text}")
    return run_playbook(folder, str(path), "--check", **variables)


@pytest.mark.parametrize("blank", ["", None, "  "])
def test_blank_answers_are_no_answers(azure: Emulator, tmp_path: Path, blank: str | None) -> None:
    """A survey sends a blank for each question that nobody answered, whatever type is meant."""
    answers = {name: blank for name in [*SPEC, "restore_disks_hosts"] if name not in VARIABLES}

    ran = run(tmp_path, **answers)

    assert ran.successful, ran.output
    assert ran.result(BATCH)["summary"]["would_restore"] == 1
    label = host_label("localhost")
    assert sorted(ran.artifacts) == [f"restore_disks_outcomes_{label}", f"restore_validated_{label}"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("restore_disks_max_parallel", 0),
        ("restore_disks_rpo_target", 0),
        ("restore_disks_rto_target", 0),
        ("restore_disks_max_point_age", 0),
        ("restore_disks_as_of", False),
        ("restore_disks_recovery_point_id", 0),
    ],
)
def test_zero_and_false_do_not_vanish(azure: Emulator, tmp_path: Path, variable: str, value: object) -> None:
    """Each is a guard that somebody has asked for, or is refused by the name of the option."""
    ran = run(tmp_path, **{variable: value})

    told = ran.output.partition(f"TASK [azure_dr.backup.restore_disks : {BATCH}]")[2]
    assert variable.removeprefix("restore_disks_") in told or "old" in told
    if "_target" not in variable:
        assert not ran.successful


@pytest.mark.parametrize("where", ["extra variable", "inventory", "play"])
def test_a_misspelled_variable_is_an_error_wherever_it_is_set(azure: Emulator, tmp_path: Path, where: str) -> None:
    wrong = {"restore_disks_target_resource_grop": "erp-drill"}
    playbook = tmp_path / "mine.yml"
    of_play = wrong if where == "play" else {}
    playbook.write_text(
        json.dumps(
            [
                {
                    "hosts": "localhost",
                    "connection": "local",
                    "gather_facts": False,
                    "vars": of_play,
                    "roles": ["azure_dr.backup.restore_disks"],
                }
            ]
        )
    )
    (tmp_path / "inventory").mkdir()
    of_host = wrong if where == "inventory" else {}
    (tmp_path / "inventory" / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": {"localhost": of_host}}}))

    ran = run(tmp_path, str(playbook), **(wrong if where == "extra variable" else {}))

    assert not ran.successful
    message = ran.result(CHECK)["msg"]
    assert "restore_disks_target_resource_grop does not exist" in message
    assert "did you mean restore_disks_target_resource_group" in message
    assert azure.requests == []


def test_what_the_role_keeps_for_itself_is_no_misspelling(azure: Emulator, tmp_path: Path) -> None:
    """It runs twice in one play, with a permission, with all that the first run has left in variables."""
    azure.settings.role_propagation_seconds = 0
    playbook = tmp_path / "twice.yml"
    role = {"ansible.builtin.include_role": {"name": "azure_dr.backup.restore_disks"}, "loop": [1, 2]}
    playbook.write_text(
        json.dumps([{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [role]}])
    )

    ran = run(
        tmp_path, str(playbook), restore_disks_grant_permission=True, restore_disks_target_resource_group="erp-drill"
    )

    assert ran.successful, ran.output
    assert [each["summary"]["total"] for each in ran.results[BATCH]] == [1, 1]


@pytest.mark.parametrize(
    "text", ["- source_disk: erp-log\n  target_disk: log\n", '[{"source_disk": "erp-log", "target_disk": "log"}]']
)
def test_disks_typed_into_a_survey(azure: Emulator, tmp_path: Path, text: str) -> None:
    ran = run(tmp_path, restore_disks_disks=text, restore_disks_grant_permission=True)

    assert ran.successful, ran.output
    assert ran.result(BATCH)["summary"]["would_restore"] == 1


def test_disks_typed_badly(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, restore_disks_disks="erp-log")

    assert not ran.successful
    assert "restore_disks_disks: is a text, but must be a list. Write it as a list in YAML" in ran.result(CHECK)["msg"]
    assert azure.requests == []


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2999-11-24T03:00:00Z", "2999-11-24T03:00:00Z is in the future"),
        ("2999-11-24T03:00:00+01:00", "2999-11-24T02:00:00Z is in the future"),
        ("2999-11-24T03:00Z", "2999-11-24T03:00:00Z is in the future"),
        ("2026-11-22 03:00:00", "has no offset from UTC: add Z"),
        ("2026-11-22", "a date without a time"),
        ("20261122", "a date without a time"),
        ("yesterday", "not a time such as 2026-11-22T03:00:00Z"),
    ],
)
def test_moments_as_people_write_them_into_yaml(azure: Emulator, tmp_path: Path, moment: str, told: str) -> None:
    """Without quotes, YAML makes timestamps, dates and numbers of some of them."""
    ran = play(
        tmp_path,
        f"  vars:\n    restore_disks_as_of: {moment}\n  roles: [azure_dr.backup.restore_disks]\n",
        **{name: value for name, value in VARIABLES.items() if name != "restore_disks_as_of"},
    )

    assert not ran.successful
    assert told in ran.result(BATCH)["msg"]


def test_variables_may_be_templates_and_may_be_omitted(azure: Emulator, tmp_path: Path) -> None:
    ran = play(
        tmp_path,
        "  vars:\n"
        "    disk: erp-log\n"
        "    restore_disks_max_skew: '{{ undefined_one | default(omit) }}'\n"
        "    restore_disks_location: '{{ undefined_one | default(omit) }}'\n"
        "    restore_disks_disks:\n"
        "      - source_disk: '{{ disk }}'\n"
        "        target_disk: '{{ disk }}-restored'\n"
        "        location: '{{ undefined_one | default(omit) }}'\n"
        "  roles: [azure_dr.backup.restore_disks]\n",
        **ROLE_VARIABLES,
    )

    assert ran.successful, ran.output
    (disk,) = ran.result(BATCH)["restores"]
    assert disk["target_disk"].endswith("/erp-log-restored")


def test_an_empty_list_restores_nothing_and_says_so(azure: Emulator, tmp_path: Path) -> None:
    refused = run(tmp_path, RESTORE, restore_disks_disks=[])

    assert not refused.successful
    assert "restore_disks_allow_empty: true" in refused.result(CHECK)["msg"]

    allowed = run(
        tmp_path,
        RESTORE,
        restore_disks_disks=[],
        restore_disks_allow_empty=True,
        restore_disks_grant_permission=True,
        restore_disks_report_dir=str(tmp_path / "reports"),
    )

    assert allowed.successful, allowed.output
    assert allowed.result("Show how the run ended")["msg"][0] == "There was nothing to restore"
    (handed_over,) = allowed.artifacts[f"restore_disks_outcomes_{host_label('localhost')}"].values()
    assert handed_over["verdict"]["result"] == "empty"


TASKS = yaml.safe_load((ROLE / "tasks" / "main.yml").read_text())


def names_in(tasks: list[dict[str, Any]]) -> list[str]:
    """The names of the tasks with which a play can begin."""
    found = []
    for task in tasks:
        found += [task["name"]] if "block" not in task else []
        found += [name for part in ("block", "rescue", "always") for name in names_in(task.get(part, []))]
    return found


@pytest.mark.parametrize("name", names_in(TASKS))
def test_a_play_can_begin_with_any_task(azure: Emulator, tmp_path: Path, name: str) -> None:
    """--start-at-task leaves out what comes before: nothing may break on a variable that is not set then."""
    azure.settings.role_propagation_seconds = 0

    ran = run(
        tmp_path,
        RESTORE,
        f'--start-at-task="{name}"',
        restore_disks_grant_permission=True,
        restore_disks_report_dir=str(tmp_path / "reports"),
    )

    assert "undefined" not in ran.output
    told = ran.result("Show how the run ended")["msg"]
    if names_in(TASKS).index(name) <= names_in(TASKS).index(BATCH):
        assert ran.successful, ran.output
        assert azure.estate.disk("log", "erp-restored")
        assert told[0] == "The disk is restored"
    else:
        assert not ran.successful, ran.output
        assert any("The task that restores has not run" in line for line in told)


def test_a_play_that_begins_late_still_says_which_variable_is_wrong(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, RESTORE, f'--start-at-task="{BATCH}"', restore_disks_max_paralel=3)

    assert not ran.successful
    assert "did you mean restore_disks_max_parallel" in ran.output
    assert azure.requests == []


def test_two_applications_on_one_host_are_two_outcomes(azure: Emulator, tmp_path: Path) -> None:
    playbook = tmp_path / "two.yml"
    role = {"name": "azure_dr.backup.restore_disks"}
    tasks = [
        {
            "ansible.builtin.include_role": role,
            "vars": {"restore_disks_disks": [{"source_disk": disk, "target_disk": f"{disk}-restored"}]},
        }
        for disk in ("erp-log", "erp-data")
    ]
    playbook.write_text(
        json.dumps([{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}])
    )

    ran = run_playbook(tmp_path, str(playbook), **ROLE_VARIABLES)

    assert ran.successful, ran.output
    handed_over = ran.artifacts[f"restore_disks_outcomes_{host_label('localhost')}"]
    assert [key.rpartition("-")[0] for key in handed_over] == ["erp-log-restored", "erp-data-restored"]
    targets = [disk.rpartition("/")[2] for each in handed_over.values() for disk in each["target_disks"]]
    assert targets == ["erp-log-restored", "erp-data-restored"]
    assert all(each["verdict"]["result"] == "succeeded" for each in handed_over.values())


def test_a_run_that_ends_well_tells_its_verdict_without_a_report(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, RESTORE)

    assert ran.result("Show how the run ended")["msg"] == ["The disk is restored"]


def test_a_disk_that_was_kept_is_told_to_be_anybody_s(azure: Emulator, tmp_path: Path) -> None:
    azure.estate.add_disk("log", azure.estate.group("erp-restored"))

    ran = run(tmp_path, RESTORE, restore_disks_existing_disk="keep")

    assert ran.successful, ran.output
    assert ran.result("Show how the run ended")["msg"][0] == "1 disk of unknown origin was kept"
    assert ran.results["Show the result of each disk"][0]["msg"].startswith("kept, existing disk of unknown origin")


def test_a_nightly_validation_of_what_is_there_says_that_it_validated_nothing(azure: Emulator, tmp_path: Path) -> None:
    run(tmp_path, RESTORE)

    ran = run(tmp_path, VALIDATE)

    assert ran.successful, ran.output
    told = "1 disk was not validated, because it is already there or being restored"
    assert ran.result("Show how the run ended")["msg"][0] == told
    (handed_over,) = ran.artifacts[f"restore_disks_outcomes_{host_label('localhost')}"].values()
    assert handed_over["verdict"]["result"] == "nothing_validated"
    assert "validate_existing: true" in ran.output


def test_the_vault_is_needed(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, RESTORE, **{f"restore_disks_{option}": "" for option in VAULT})

    assert "restore_disks_vault_name" in ran.result(CHECK)["msg"]
