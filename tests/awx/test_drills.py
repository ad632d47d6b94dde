# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Drills and checks of readiness in AWX: what the kit makes, and its jobs by AWX's rules on an emulated Azure."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.plugin_utils._drill_variables import variables_of_the_role
from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import host_label
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.drills import DRILL, DRILLS, allow_drills
from ansible_collections.azure_dr.backup.tests.support.wishes import VAULT

sys.path.insert(0, str(Path(__file__).parent))

from stand_in import LINKS, StandIn
from test_kit import CHECKOUT, NODES, furnish, set_up
from test_workflow import Jobs
from workflows import run_job, run_workflow

KIT = CHECKOUT / "extensions" / "awx" / "set_up_drills.yml"
WORKFLOW = "Rehearse, look, clean up"
TEMPLATES = {"Check readiness", "Rehearse the recovery", "Clean up after a drill", "Sweep after drills"}
HOST: dict[str, Any] = {
    **{f"recovery_drill_{name}": value for name, value in VAULT.items()},
    "recovery_drill_target_resource_group": DRILLS,
    "recovery_drill_disks": DRILL["disks"],
    "recovery_drill_poll_interval": 1,
}


@pytest.fixture(scope="module")
def controller() -> Iterator[StandIn]:
    with StandIn() as running:
        furnish(running, "Default")
        set_up(running, kit=KIT, awx_credentials=["DR identity"], awx_approvers=["Approvers"])
        yield running


@pytest.fixture
def azure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    with Emulator(Estate.small(), speed=1_000_000.0, settings=Settings(retry_after=0)) as emulator:
        allow_drills(emulator.estate)
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        yield emulator


def left(azure: Emulator) -> list[str]:
    return sorted(disk.name for disk in azure.estate.disks.values() if disk.group == DRILLS)


def drilled(jobs: Jobs) -> dict[str, dict[str, Any]]:
    """The only drill of each host, from the artifacts."""
    artifacts = jobs.ran["Rehearse the recovery"].artifacts
    found = {name: artifacts[f"recovery_drill_results_{host_label(name)}"] for name in jobs.hosts}
    return {name: drill for name, drills in found.items() for drill in drills.values()}


def run(controller: StandIn, jobs: Jobs, name: str, **answers: Any) -> bool:
    launch = {"extra_vars": answers} if answers else {}
    return run_job(controller, controller.named("job_templates", name), launch, jobs).successful


def test_what_it_makes(controller: StandIn) -> None:
    templates = {one["name"]: one for one in controller.items["job_templates"]}
    assert set(templates) == TEMPLATES
    assert all((CHECKOUT / one["playbook"]).exists() for one in templates.values())
    assert {one["name"] for one in controller.items["schedules"]} == {
        "Check readiness every night",
        "Rehearse the recovery every week",
        "Sweep after drills every night",
    }
    names = {node["id"]: node["identifier"] for node in controller.items[NODES]}
    links = {
        (node["identifier"], kind, names[child])
        for node in controller.items[NODES]
        for kind in LINKS
        for child in controller.associated(node, kind)
    }
    assert links == {("drill", "always_nodes", "approve"), ("approve", "success_nodes", "clean_up")}
    assert controller.readable(controller.named("teams", "Approvers")) == {WORKFLOW, "Rehearse the recovery"}


def test_the_survey_asks_for_variables_of_the_role(controller: StandIn) -> None:
    asked = [one["variable"] for one in controller.survey(controller.named("job_templates", "Rehearse the recovery"))]

    assert asked == ["drill_test_id", "recovery_drill_clean_up"]
    assert "clean_up" in variables_of_the_role() and "test_id" in variables_of_the_role()


def test_a_second_time_changes_nothing(controller: StandIn) -> None:
    controller.writes.clear()

    again = set_up(controller, kit=KIT, awx_credentials=["DR identity"], awx_approvers=["Approvers"])

    assert (controller.writes, "changed=0" in again) == ([], True)


def test_a_scheduled_drill_has_an_id_of_its_own_and_leaves_nothing(
    controller: StandIn, azure: Emulator, tmp_path: Path
) -> None:
    jobs = Jobs(tmp_path, {"erp": HOST})

    assert run(controller, jobs, "Rehearse the recovery"), jobs.ran["Rehearse the recovery"].output

    assert drilled(jobs)["erp"]["test_id"] == "awx-7-erp"
    assert left(azure) == []


def test_each_host_deletes_its_own_disks_and_goes_on_with_its_own_drill(
    controller: StandIn, azure: Emulator, tmp_path: Path
) -> None:
    """Both have the same resource group. Someone gives the ID of the job, or the one that a report has."""
    erp, crm = ({**HOST, "recovery_drill_disks": [disk]} for disk in DRILL["disks"])
    jobs = Jobs(tmp_path, {"erp": erp, "crm (old)": crm})

    for answers in ({}, {"drill_test_id": "awx-7"}, {"drill_test_id": "awx-7-erp"}):
        assert run(controller, jobs, "Rehearse the recovery", **answers), jobs.ran["Rehearse the recovery"].output

        deleted = {name: drill["deleted"] for name, drill in drilled(jobs).items()}
        names = {host: [Path(each["disk"]).name for each in disks] for host, disks in deleted.items()}
        assert names == {"erp": ["erp-data-drill"], "crm (old)": ["erp-log-drill"]}
        assert drilled(jobs)["erp"]["test_id"] == "awx-7-erp"


def test_no_two_hosts_sweep_at_the_same_time(controller: StandIn) -> None:
    forks = {one["name"]: one["forks"] for one in controller.items["job_templates"]}

    assert forks == {name: 1 if name == "Sweep after drills" else 200 for name in TEMPLATES}


@pytest.mark.parametrize("answer", ["", "w48"])
def test_the_disks_stay_until_somebody_approves(
    controller: StandIn, azure: Emulator, tmp_path: Path, answer: str
) -> None:
    seen: list[list[str]] = []

    def approve(approval: dict[str, Any]) -> bool:
        seen.append(left(azure))
        return True

    jobs = Jobs(tmp_path, {"erp": HOST})
    template = controller.named("workflow_job_templates", WORKFLOW)
    launch = {"extra_vars": {"drill_test_id": answer}} if answer else {}
    ended = run_workflow(controller, template, launch, jobs, approve)

    assert ended.successful, {name: one.output for name, one in jobs.ran.items()}
    assert list(ended.nodes) == ["drill", "approve", "clean_up"]
    assert seen == [["erp-data-drill", "erp-log-drill"]]
    assert left(azure) == []


def test_what_nobody_approves_is_swept_on_another_day(controller: StandIn, azure: Emulator, tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, {"erp": HOST})
    template = controller.named("workflow_job_templates", WORKFLOW)
    run_workflow(controller, template, {}, jobs, lambda approval: False)
    assert len(left(azure)) == 2

    azure.clock.advance(90_000)
    assert run(controller, jobs, "Sweep after drills"), jobs.ran["Sweep after drills"].output

    assert left(azure) == []


def test_the_check_of_readiness(controller: StandIn, azure: Emulator, tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, {"erp": HOST})

    assert run(controller, jobs, "Check readiness"), jobs.ran["Check readiness"].output

    assert "could be restored now" in json.dumps(jobs.ran["Check readiness"].results)
