# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs workflows as AWX 24.6.1 does: which nodes, in which order, with which variables.

After `WorkflowDAG` in awx/main/scheduler/dag_workflow.py, and `get_job_kwargs` and `get_effective_artifacts` in
awx/main/models.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import extra_vars
from stand_in import LINKS, Item, StandIn
from surveys import read_answers, read_prompts


@dataclass
class Job:
    """A job that is to be run: its template, its variables, and the prompts that were answered."""

    template: Item
    variables: dict[str, Any]
    prompts: dict[str, Any]


@dataclass
class Ended:
    """What came of a job. A job that failed has artifacts as well as another one."""

    successful: bool
    artifacts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Workflow:
    """A workflow that ran: what came of each of its nodes, in order, by identifier."""

    successful: bool
    nodes: dict[str, Ended]


def run_job(controller: StandIn, template: Item, launch: Item, run: Callable[[Job], Ended]) -> Ended:
    """Launch a job template with a body as its endpoint takes it."""
    given, prompts = _launched(controller, template, launch)
    return run(Job(template, extra_vars.of_job(template, controller.survey(template), given), prompts))


def run_workflow(
    controller: StandIn,
    template: Item,
    launch: Item,
    run: Callable[[Job], Ended],
    approve: Callable[[Item], bool] = lambda approval: True,
) -> Workflow:
    """Launch a workflow template, and run its nodes."""
    given, prompts = _launched(controller, template, launch)
    answers = extra_vars.of_job(template, controller.survey(template), given)
    nodes = [
        one for one in controller.items["workflow_job_template_nodes"] if one["workflow_job_template"] == template["id"]
    ]
    children = {child for node in nodes for kind in LINKS for child in controller.associated(node, kind)}
    ran: dict[str, Ended] = {}
    handed_over: dict[int, dict[str, Any]] = {node["id"]: {} for node in nodes}
    waiting, successful = [node for node in nodes if node["id"] not in children], True
    while waiting:
        node = waiting.pop(0)
        ended = ran[node["identifier"]] = _run_node(
            controller, node, {**prompts, "extra_vars": answers}, handed_over[node["id"]], run, approve
        )
        conditional = controller.associated(node, "success_nodes" if ended.successful else "failure_nodes")
        following = conditional + controller.associated(node, "always_nodes")
        successful = successful and (ended.successful or bool(following))
        for number in following:
            handed_over[number].update(handed_over[node["id"]] | ended.artifacts)
        waiting += [one for one in nodes if one["id"] in following]
    return Workflow(successful, ran)


def _run_node(
    controller: StandIn,
    node: Item,
    workflow: Item,
    artifacts: dict[str, Any],
    run: Callable[[Job], Ended],
    approve: Callable[[Item], bool],
) -> Ended:
    if "unified_job_template" in node["related"]:
        _status, approval = controller.answer("GET", node["related"]["unified_job_template"])
        return Ended(approve(approval))
    template = controller.at("job_templates", node["unified_job_template"])
    questions = controller.survey(template)
    prompted = read_answers(template, questions, node.get("extra_data", {}), required=False, strict=False).accepted
    prompts = read_prompts(template, {**node, **workflow}, strict=False).accepted
    given = extra_vars.of_node(prompted, artifacts, workflow["extra_vars"])
    return run(Job(template, extra_vars.of_job(template, questions, given), prompts))


def _launched(controller: StandIn, template: Item, launch: Item) -> tuple[dict[str, Any], dict[str, Any]]:
    status, job = controller.answer("POST", f"{template['url']}launch/", launch)
    assert status == 201, job
    return job["extra_vars"], {
        name: value for name, value in job.items() if name not in ("extra_vars", "ignored_fields")
    }
