# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of AWX that the stand-in keeps, each with what is sent and what comes back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent))

import extra_vars
from stand_in import Item, StandIn
from workflows import Ended, Job, run_workflow

RRULE = "DTSTART:20260101T030000Z RRULE:FREQ=DAILY;INTERVAL=1"
MOMENT = {"variable": "moment", "question_name": "As of", "type": "text", "required": True, "default": "latest"}
HOW = {
    "variable": "how",
    "question_name": "How",
    "type": "multiplechoice",
    "required": False,
    "choices": ["verify", "keep"],
}
AGE = {"variable": "age", "question_name": "Age", "type": "integer", "required": False, "min": 60, "max": 600}


@pytest.fixture
def controller() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def template(controller: StandIn, endpoint: str = "job_templates", **members: Any) -> Item:
    """A template with a survey of three questions, the first of them required, with a default."""
    made = controller.add(endpoint, members.pop("name", "Restore"), survey_enabled=True, **members)
    survey = {"name": "", "description": "", "spec": [MOMENT, HOW, AGE]}
    assert controller.answer("POST", f"{made['url']}survey_spec/", survey)[0] == 200
    return made


def launch(controller: StandIn, made: Item, **body: Any) -> tuple[int, Any]:
    return controller.answer("POST", f"{made['url']}launch/", body)


def schedule(controller: StandIn, made: Item, **body: Any) -> tuple[int, Any]:
    asked = {"name": "Nightly", "unified_job_template": made["id"], "rrule": RRULE, **body}
    return controller.answer("POST", "/api/v2/schedules/", asked)


def node(controller: StandIn, workflow: Item, identifier: str, **body: Any) -> tuple[int, Any]:
    asked = {"identifier": identifier, "workflow_job_template": workflow["id"], **body}
    return controller.answer("POST", "/api/v2/workflow_job_template_nodes/", asked)


def link(controller: StandIn, parent: Item, kind: str, child: Item) -> tuple[int, Any]:
    return controller.answer("POST", f"{parent['url']}{kind}/", {"id": child["id"]})


@pytest.mark.parametrize("endpoint", ["job_templates", "workflow_job_templates"])
def test_a_required_question_without_an_answer_is_refused_though_it_has_a_default(
    controller: StandIn, endpoint: str
) -> None:
    made = template(controller, endpoint)

    assert launch(controller, made) == (400, {"variables_needed_to_start": ["'moment' value missing"]})
    assert schedule(controller, made) == (400, {"variables_needed_to_start": ["'moment' value missing"]})
    assert schedule(controller, made, extra_data={"moment": "latest"})[0] == 201


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"moment": 7}, "expected to be a string"),
        ({"moment": "latest", "how": ""}, "expected to be one of ['verify', 'keep']"),
        ({"moment": "latest", "age": "60"}, "expected to be an integer"),
        ({"moment": "latest", "age": 59}, "too small"),
        ({"moment": "latest", "age": 601}, "too large"),
    ],
)
def test_an_answer_must_be_of_its_type(controller: StandIn, answers: dict[str, Any], told: str) -> None:
    status, body = launch(controller, template(controller), extra_vars=answers)

    assert status == 400
    assert told in body["variables_needed_to_start"][0]


def test_a_variable_that_nobody_asks_for_is_left_out_of_a_launch_and_refused_in_a_schedule(controller: StandIn) -> None:
    made, given = template(controller), {"moment": "latest", "other": "x"}

    status, job = launch(controller, made, extra_vars=given)

    assert status == 201
    assert job["extra_vars"] == {"moment": "latest"}
    assert job["ignored_fields"] == {"extra_vars": {"other": "x"}}
    assert schedule(controller, made, extra_data=given)[0] == 400
    open_to_all = template(controller, name="Open", ask_variables_on_launch=True)
    assert schedule(controller, open_to_all, extra_data=given)[0] == 201


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (RRULE, None),
        ("DTSTART;TZID=Europe/Berlin:20260101T030000 RRULE:FREQ=DAILY;INTERVAL=1", None),
        ("RRULE:FREQ=DAILY;INTERVAL=1", "Valid DTSTART required"),
        ("DTSTART:20260101T030000 RRULE:FREQ=DAILY;INTERVAL=1", "naive"),
        ("DTSTART:20260101T030000Z", "One or more rule"),
        ("DTSTART:20260101T030000Z RRULE:FREQ=DAILY", "INTERVAL required"),
    ],
)
def test_a_schedule_has_a_start_in_a_time_zone_and_a_rule(controller: StandIn, rule: str, told: str | None) -> None:
    status, body = schedule(controller, controller.add("job_templates", "Restore"), rrule=rule)

    assert status == (400 if told else 201)
    assert not told or told in body["rrule"][0]


def test_a_default_must_be_one_of_the_choices(controller: StandIn) -> None:
    made = controller.add("job_templates", "Restore")
    survey = {"name": "", "description": "", "spec": [{**HOW, "default": "other"}]}

    status, body = controller.answer("POST", f"{made['url']}survey_spec/", survey)

    assert (status, body["error"]) == (400, "Default choice must be answered from the choices listed.")


def test_a_prompt_that_the_template_does_not_ask_for_is_refused_in_a_node(controller: StandIn) -> None:
    workflow, made = controller.add("workflow_job_templates", "All"), template(controller)
    asking = template(controller, name="Asking", ask_job_slice_count_on_launch=True)

    assert node(controller, workflow, "one", unified_job_template=made["id"])[0] == 201
    assert node(controller, workflow, "two", unified_job_template=made["id"], job_slice_count=1)[0] == 400
    assert node(controller, workflow, "two", unified_job_template=asking["id"], job_slice_count=1)[0] == 201


def test_a_child_has_one_kind_of_link_to_its_parent_and_none_back(controller: StandIn) -> None:
    workflow = controller.add("workflow_job_templates", "All")
    (_a, first), (_b, second) = node(controller, workflow, "first"), node(controller, workflow, "second")

    assert link(controller, first, "success_nodes", second)[0] == 204
    assert link(controller, first, "always_nodes", second) == (400, {"Error": "Relationship not allowed."})
    assert link(controller, second, "always_nodes", first) == (400, {"Error": "Cycle detected."})


def test_names_are_unique_within_an_organization_only(controller: StandIn) -> None:
    one, other = controller.add("organizations", "One"), controller.add("organizations", "Other")
    for organization in (one, other):
        controller.add("inventories", "Disks", organization=organization["id"])

    _status, all_of_them = controller.answer("GET", "/api/v2/inventories/?name=Disks")
    _status, those_of_one = controller.answer("GET", "/api/v2/inventories/?name=Disks&organization__name=One")

    assert all_of_them["count"] == 2
    assert [found["organization"] for found in those_of_one["results"]] == [one["id"]]
    workflow = {"name": "Restore", "organization": one["id"]}
    assert controller.answer("POST", "/api/v2/workflow_job_templates/", workflow)[0] == 201
    assert controller.answer("POST", "/api/v2/workflow_job_templates/", workflow)[0] == 400


def test_a_job_template_belongs_to_the_organization_of_its_project(controller: StandIn) -> None:
    one = controller.add("organizations", "One")
    project = controller.add("projects", "Disks", organization=one["id"])

    _status, made = controller.answer("POST", "/api/v2/job_templates/", {"name": "Restore", "project": project["id"]})

    assert made["organization"] == one["id"]


def test_more_than_200_forks_are_refused(controller: StandIn) -> None:
    status, body = controller.answer("POST", "/api/v2/job_templates/", {"name": "Restore", "forks": 201})

    assert (status, body["forks"]) == (400, ["Maximum number of forks (200) exceeded."])


def test_the_inputs_of_a_credential_type_in_use_stay(controller: StandIn) -> None:
    kind = controller.add("credential_types", "Login", inputs={"fields": []})
    controller.add("credentials", "Mine", credential_type=kind["id"])

    assert controller.answer("PATCH", kind["url"], {"inputs": {"fields": []}, "injectors": {}})[0] == 200
    assert controller.answer("PATCH", kind["url"], {"inputs": {"fields": [{"id": "cloud"}]}})[0] == 403


def test_who_may_approve_a_workflow_may_not_read_its_jobs(controller: StandIn) -> None:
    team, workflow = controller.add("teams", "Approvers"), template(controller, "workflow_job_templates", name="All")
    job = template(controller)
    for item, role in ((workflow, "approval_role"), (job, "read_role")):
        readable = controller.readable(team)
        assert item["name"] not in readable
        number = item["summary_fields"]["object_roles"][role]["id"]
        controller.answer("POST", f"/api/v2/roles/{number}/teams/", {"id": team["id"]})

    assert controller.readable(team) == {"All", "Restore"}


def test_answers_to_a_workflow_win_over_artifacts_and_those_over_the_node_and_that_over_defaults(
    controller: StandIn,
) -> None:
    workflow = controller.add("workflow_job_templates", "All", survey_enabled=True)
    spec = {"name": "", "description": "", "spec": [{**HOW, "default": "verify"}]}
    controller.answer("POST", f"{workflow['url']}survey_spec/", spec)
    made = template(controller, extra_vars='{"of_template": 1, "age": 1}')
    _status, first = node(controller, workflow, "first", unified_job_template=made["id"])
    given = {"moment": "of the node", "how": "keep", "age": 60}
    _status, second = node(controller, workflow, "second", unified_job_template=made["id"], extra_data=given)
    link(controller, first, "always_nodes", second)
    jobs: list[Job] = []

    def run(job: Job) -> Ended:
        jobs.append(job)
        return Ended(False, {"how": "of artifacts", "age": 600, "found": "2026-11-22T03:00:00Z"})

    ran = run_workflow(controller, workflow, {}, run)

    assert jobs[0].variables == {"of_template": 1, "age": 1, "moment": "latest", "how": "verify"}
    assert jobs[1].variables == {
        "of_template": 1,
        "age": 600,
        "moment": "of the node",
        "how": "verify",
        "found": "2026-11-22T03:00:00Z",
    }
    assert not ran.successful


@pytest.mark.parametrize(
    ("kind", "follows"), [("success_nodes", False), ("failure_nodes", True), ("always_nodes", True)]
)
def test_what_follows_a_failed_job_depends_on_the_link(controller: StandIn, kind: str, follows: bool) -> None:
    workflow, made = controller.add("workflow_job_templates", "All"), controller.add("job_templates", "Restore")
    (_a, first), (_b, second) = (node(controller, workflow, name, unified_job_template=made["id"]) for name in "ab")
    link(controller, first, kind, second)
    ends = iter([Ended(False), Ended(True)])

    ran = run_workflow(controller, workflow, {}, lambda job: next(ends))

    assert list(ran.nodes) == (["a", "b"] if follows else ["a"])
    assert ran.successful is follows


def test_texts_are_tagged_unless_the_template_says_them() -> None:
    made = {"extra_vars": '{"hosts": "all"}'}
    variables = {"hosts": "all", "moment": "2026-11-22T03:00:00Z", "found": {"erp": ["on", 7, None, True]}}

    written = extra_vars.as_written(variables, made)

    assert written.splitlines() == [
        "hosts: all",
        "!unsafe 'moment': !unsafe '2026-11-22T03:00:00Z'",
        "!unsafe 'found':",
        "  !unsafe 'erp':",
        "  - !unsafe 'on'",
        "  - 7",
        "  - null",
        "  - true",
    ]


def test_ansible_takes_a_tagged_text_for_what_yaml_takes_it_for() -> None:
    """Since ansible-core 2.19; before, it stayed the text that it is."""
    from ansible.parsing.dataloader import DataLoader

    texts = {"moment": "2026-11-22T03:00:00Z", "on": "on", "number": "010", "nothing": ""}

    read = DataLoader().load(extra_vars.as_written(texts, {}))

    plain = yaml.safe_load("{moment: 2026-11-22T03:00:00Z, on: on, number: 010, nothing: }")
    assert read == plain
    assert not [value for value in read.values() if isinstance(value, str)]
