# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The jobs and the workflow of the kit, run by AWX's rules: real playbooks, ansible-core 2.19, an emulated Azure."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, refused
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_playbook
from ansible_collections.azure_dr.backup.tests.support.wishes import ROLE_VARIABLES

sys.path.insert(0, str(Path(__file__).parent))

import extra_vars
from stand_in import StandIn
from test_kit import CHECKOUT, furnish, set_up
from workflows import Ended, Job, Workflow, run_job, run_workflow

BATCH = "Validate, restore, wait and verify"
WORKFLOW = "Validate, approve, restore"
# What AWX tells each job, where people have chosen names that YAML takes for something else.
OF_AWX = {
    "awx_job_id": 7,
    "awx_user_name": "007",
    "awx_inventory_name": "on",
    "awx_workflow_job_name": "2026-11-22",
    "awx_schedule_name": "12:30:00",
    "awx_project_revision": "1e5",
    "awx_execution_node": "null",
}
# A restore may have ended by the time that somebody looks.
SEEN_TO_ITS_END = {"attached", "unchanged"}
Hosts = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def controller() -> Iterator[StandIn]:
    with StandIn() as running:
        furnish(running, "Default")
        set_up(running)
        yield running


@pytest.fixture
def azure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    with Emulator(Estate.small(), speed=1_000_000.0, settings=Settings(retry_after=0)) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        yield emulator


class Jobs:
    """Runs jobs as AWX does. ``ran`` are their runs by template, ``slices`` those of each slice."""

    def __init__(self, folder: Path, hosts: Hosts) -> None:
        self.ran: dict[str, Run] = {}
        self.slices: dict[str, list[Run]] = {}
        self.hosts = hosts
        self._folder = folder
        (folder / "inventory").mkdir()
        (folder / "inventory" / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}}))

    def __call__(self, job: Job) -> Ended:
        template = job.template
        count = min(job.prompts.get("job_slice_count", template.get("job_slice_count", 1)), len(self.hosts) or 1)
        with ThreadPoolExecutor() as pool:
            ran = list(pool.map(lambda number: self._run(job, number, count), range(count)))
        self.slices[template["name"]] = ran
        self.ran[template["name"]] = merged(ran)
        return Ended(all(each.successful for each in ran), self.ran[template["name"]].artifacts)

    def _run(self, job: Job, number: int, count: int) -> Run:
        """Run a slice: each `count`-th host by name, in a script as AWX writes it.

        After `Inventory.get_script_data` in awx/main/models and `build_inventory` in awx/main/tasks/jobs.py.
        """
        template = job.template
        folder = self._folder / f"slice-{number + 1}-of-{count}"
        (folder / "inventory").mkdir(parents=True, exist_ok=True)
        hosts = {name: self.hosts[name] for name in sorted(self.hosts)[number::count]}
        script = folder / "inventory" / "hosts"
        listed = json.dumps({"all": {"hosts": sorted(hosts)}, "_meta": {"hostvars": hosts}})
        script.write_text(f"#!/bin/sh\ncat <<'END'\n{listed}\nEND\n")
        script.chmod(0o700)
        written = folder / "extravars.yml"
        written.write_text(extra_vars.as_written({**job.variables, **OF_AWX}, template))
        arguments = [f"--extra-vars @{written}", f"--forks {template['forks']}"]
        arguments += ["--check"] if template["job_type"] == "check" else []
        arguments += [f"--limit {job.prompts['limit']}"] if job.prompts.get("limit") else []
        return run_playbook(folder, str(CHECKOUT / template["playbook"]), *arguments)


def merged(slices: list[Run]) -> Run:
    """What AWX passes on of slices: after `WorkflowJob.get_effective_artifacts` in awx/main/models."""
    results: dict[str, list[dict[str, Any]]] = {}
    artifacts: dict[str, Any] = {}
    for each in slices:
        artifacts.update(each.artifacts)
        for task, found in each.results.items():
            results.setdefault(task, []).extend(found)
    return Run(all(each.successful for each in slices), "\n".join(each.output for each in slices), results, artifacts)


def host(*sources: str, **variables: Any) -> dict[str, Any]:
    """The variables of a host: a disk for each source, restored beside it."""
    disks = [{"source_disk": source, "target_disk": f"{source}-restored"} for source in sources]
    role = {**ROLE_VARIABLES, **{f"restore_disks_{name}": value for name, value in variables.items()}}
    return {**role, "restore_disks_disks": disks}


def run_all(controller: StandIn, jobs: Jobs, approve: Any = lambda approval: True, **launch: Any) -> Workflow:
    return run_workflow(controller, controller.named("workflow_job_templates", WORKFLOW), launch, jobs, approve)


def run_one(controller: StandIn, jobs: Jobs, name: str, **launch: Any) -> Run:
    run_job(controller, controller.named("job_templates", name), launch, jobs)
    return jobs.ran[name]


def outcomes(ran: Run) -> list[str]:
    return [record["outcome"] for result in ran.results[BATCH] for record in result.get("restores", [])]


def moments(ran: Run) -> list[Any]:
    return [result["as_of"] for result in ran.results[BATCH]]


def point_of(azure: Emulator, source: str, number: int) -> str:
    """The time of a point of a disk; its newest has the number -1."""
    points = sorted(azure.estate.instance(source).points, key=lambda point: point.time)
    return points[number].time.strftime("%Y-%m-%dT%H:%M:%SZ")


def restores(azure: Emulator) -> int:
    return len(azure.requests_to("POST", "/restore"))


def test_what_was_validated_and_approved_is_restored_and_attached_to(
    controller: StandIn, azure: Emulator, tmp_path: Path
) -> None:
    """A point that comes between validation and approval changes nothing, for a host whose name YAML takes for true."""
    jobs = Jobs(tmp_path, {"on": host("erp-os", "erp-data")})
    seen: list[str] = []

    def approve(approval: dict[str, Any]) -> bool:
        seen.append(jobs.ran["Validate restore"].output)
        for source in ("erp-os", "erp-data"):
            azure.estate.add_point(azure.estate.instance(source), azure.clock.now())
        return True

    ran = run_all(controller, jobs, approve)

    assert ran.successful, jobs.ran[list(jobs.ran)[-1]].output
    assert list(ran.nodes) == ["validate", "approve", "restore", "attach"]
    assert "from erp-os" in seen[0]
    assert f"as of {point_of(azure, 'erp-os', -2)[:16]}" in seen[0]
    assert [outcomes(run) for run in list(jobs.ran.values())[:2]] == [["would_restore"] * 2, ["started"] * 2]
    assert set(outcomes(jobs.ran["Attach to a running restore"])) <= SEEN_TO_ITS_END
    validated, restored, attached = (moments(run)[0] for run in jobs.ran.values())
    assert validated == restored == attached
    assert restores(azure) == 2
    (digest, *others) = {result["plan_digest"] for run in jobs.ran.values() for result in run.results[BATCH]}
    assert others == [] and f"The digest of this plan is {digest}." in seen[0]


def test_a_plan_that_cannot_be_kept_is_not_carried_out(controller: StandIn, azure: Emulator, tmp_path: Path) -> None:
    """Between validation and approval, somebody makes a disk under the name of a target."""
    jobs = Jobs(tmp_path, {"erp": host("erp-os", "erp-data")})

    def approve(approval: dict[str, Any]) -> bool:
        azure.estate.add_disk("erp-data-restored", azure.estate.group("erp-restored"))
        return True

    ran = run_all(controller, jobs, approve)

    assert not ran.successful
    (result,) = jobs.ran["Restore disks"].results[BATCH]
    assert result["error"]["code"] == "PlanChanged" and "erp-data-restored" in result["msg"]
    assert restores(azure) == 0


def test_a_host_keeps_the_moment_that_the_inventory_has_for_it(
    controller: StandIn, azure: Emulator, tmp_path: Path
) -> None:
    moment = point_of(azure, "erp-log", -3)
    jobs = Jobs(tmp_path, {"erp": host("erp-os"), "erp-audit": host("erp-log", as_of=moment)})

    run_all(controller, jobs)

    assert [run.successful for run in jobs.ran.values()] == [True, True, True]
    assert [moments(run).count(moment) for run in jobs.ran.values()] == [1, 1, 1]
    assert [len(moments(run)) for run in jobs.ran.values()] == [2, 2, 2]


def test_an_answer_wins_over_the_inventory(controller: StandIn, azure: Emulator, tmp_path: Path) -> None:
    moment = point_of(azure, "erp-os", -3)
    jobs = Jobs(tmp_path, {"erp": host("erp-os")})

    ran = run_one(controller, jobs, "Restore disks", extra_vars={"restore_as_of": moment})

    assert ran.successful, ran.output
    assert moments(ran) == [moment]


@pytest.mark.parametrize("answer", ["", "inventory"])
def test_no_answer_leaves_the_inventory_its_say(
    controller: StandIn, azure: Emulator, tmp_path: Path, answer: str
) -> None:
    moment = point_of(azure, "erp-os", -3)
    jobs = Jobs(tmp_path, {"erp": host("erp-os", as_of=moment)})

    ran = run_one(controller, jobs, "Validate restore", extra_vars={"restore_as_of": answer})

    assert moments(ran) == [moment]


def test_each_question_changes_the_variable_that_it_is_about(
    controller: StandIn, azure: Emulator, tmp_path: Path
) -> None:
    """A disk that is there already is refused, or kept; what stops at a failure sends no more."""
    azure.estate.add_disk("erp-os-restored", azure.estate.group("erp-restored"))
    jobs = Jobs(tmp_path, {"erp": host("erp-os", "erp-data", existing_disk="keep", on_failure="stop")})

    def ends(**answers: str) -> list[str]:
        return outcomes(run_one(controller, jobs, "Validate restore", extra_vars=answers))

    assert ends() == ["kept", "would_restore"]
    assert ends(restore_existing_disk="verify")[0] == "failed"
    assert ends(restore_existing_disk="verify", restore_on_failure="continue") == ["failed", "would_restore"]


def test_what_is_no_moment_is_refused_in_words(controller: StandIn, azure: Emulator, tmp_path: Path) -> None:
    """A date, a number, a truth value, for YAML."""
    for answer in ("2026-11-22", "20261122", "on", "yesterday"):
        folder = tmp_path / answer
        folder.mkdir()
        jobs = Jobs(folder, {"erp": host("erp-os")})

        ran = run_one(controller, jobs, "Validate restore", extra_vars={"restore_as_of": answer})

        assert not ran.successful
        assert "as_of" in ran.results[BATCH][0]["msg"]


def test_what_was_sent_is_seen_to_its_end_when_one_disk_was_refused(
    controller: StandIn, azure: Emulator, tmp_path: Path
) -> None:
    jobs = Jobs(tmp_path, {"erp": host("erp-os", "erp-data")})

    def approve(approval: dict[str, Any]) -> bool:
        azure.faults.add(Fault(refused("RequestDisallowedByPolicy", status=403), "POST", r"erp-data[^/]*/restore$"))
        return True

    ran = run_all(controller, jobs, approve)

    assert not ran.nodes["restore"].successful
    assert outcomes(jobs.ran["Restore disks"]) == ["started", "failed"]
    assert outcomes(jobs.ran["Attach to a running restore"])[0] in SEEN_TO_ITS_END
    assert azure.estate.disk("erp-os-restored", "erp-restored")


def test_nothing_is_restored_unless_it_was_validated_and_approved(
    controller: StandIn, azure: Emulator, tmp_path: Path
) -> None:
    jobs = Jobs(tmp_path, {"erp": host("erp-os"), "other": host("no-such-disk")})

    unfit = run_all(controller, jobs)
    denied = run_all(controller, jobs, lambda approval: False, limit="erp")

    assert list(unfit.nodes) == ["validate"]
    assert list(denied.nodes) == ["validate", "approve"]
    assert [unfit.successful, denied.successful] == [False, False]
    assert restores(azure) == 0


def test_the_limit_of_the_workflow_is_that_of_its_jobs(controller: StandIn, azure: Emulator, tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, {"erp": host("erp-os"), "erp-audit": host("erp-log")})

    ran = run_all(controller, jobs, limit="erp-audit")

    assert ran.successful
    assert [len(run.results[BATCH]) for run in jobs.ran.values()] == [1, 1, 1]
    assert not azure.estate.disk("erp-os-restored", "erp-restored")


@pytest.mark.parametrize("template", ["Validate restore", "Restore disks", "Attach to a running restore"])
@pytest.mark.parametrize(
    ("hosts", "limit", "told"),
    [
        ({}, None, "No host to work on: all matches none of the 0 hosts of the inventory"),
        ({}, "erp", "No host to work on: all matches none of the 0 hosts of the inventory within the limit erp"),
        ({"erp": {}}, "erp-audit", "leaves us with no hosts to target"),
    ],
    ids=["empty", "empty with a limit", "none within the limit"],
)
def test_a_job_without_a_host_says_so_and_is_no_success(
    controller: StandIn, azure: Emulator, tmp_path: Path, template: str, hosts: Hosts, limit: str | None, told: str
) -> None:
    ran = run_one(controller, Jobs(tmp_path, hosts), template, limit=limit)

    assert not ran.successful
    assert told in " ".join(ran.output.split())
    assert not ran.results


@pytest.mark.parametrize("variables", [{}, {"restore_disks_hosts": None}, {"restore_disks_hosts": " "}])
def test_a_limit_beside_the_hosts_of_the_play_says_so(
    azure: Emulator, tmp_path: Path, variables: dict[str, str | None]
) -> None:
    """From the command line, where the host of the play is localhost unless it is told others."""
    Jobs(tmp_path, {"erp": host("erp-os")})

    ran = run_playbook(tmp_path, str(CHECKOUT / "playbooks" / "restore_disks.yml"), "--limit erp", **variables)

    assert not ran.successful
    assert "localhost matches none of the 1 hosts of the inventory within the limit erp" in " ".join(ran.output.split())


@pytest.mark.parametrize("hosts", [["erp", "erp-audit"], "erp,erp-audit", "all"])
def test_the_hosts_of_the_play_may_be_a_list(azure: Emulator, tmp_path: Path, hosts: Any) -> None:
    Jobs(tmp_path, {"erp": host("erp-os"), "erp-audit": host("erp-log")})

    ran = run_playbook(tmp_path, str(CHECKOUT / "playbooks" / "validate_restore.yml"), restore_disks_hosts=hosts)

    assert ran.successful, ran.output
    assert outcomes(ran) == ["would_restore", "would_restore"]
