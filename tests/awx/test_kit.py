# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kit for AWX, against the modules of awx.awx."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.parsing.dataloader import DataLoader

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.options import (
    batch_options,
    disk_options,
    restore_options,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.login import merge_login

sys.path.insert(0, str(Path(__file__).parent))

from stand_in import LINKS, MAX_FORKS, TEMPLATES, StandIn

CHECKOUT = Path(__file__).resolve().parents[2]
KIT = CHECKOUT / "extensions" / "awx" / "set_up.yml"
PLAY: dict[str, Any] = DataLoader().load_from_file(str(KIT))[0]
ROLE = yaml.safe_load((CHECKOUT / "roles" / "restore_disks" / "meta" / "argument_specs.yml").read_text())
ROLE_OPTIONS: dict[str, dict[str, Any]] = ROLE["argument_specs"]["main"]["options"]
# The role takes any type, since a survey sends blanks; the module that it runs decides.
MODULE_OPTIONS = {**disk_options(), **restore_options(), **batch_options()}
TASKS: list[dict[str, Any]] = PLAY["tasks"]
QUESTIONS: list[dict[str, Any]] = [*PLAY["vars"]["awx_questions"], PLAY["vars"]["awx_question_of_waiting"]]
NODES = "workflow_job_template_nodes"
LOGIN = ("cloud_environment", "client_id", "tenant", "secret", "subscription", "password", "token", "auth_source")


def module(task: dict[str, Any]) -> str:
    (name,) = [key for key in task if "." in key]
    return name


# Those that set something up; the others look for what is there.
SETTING_UP = [task for task in TASKS if module(task).startswith("awx.awx.")]


def furnish(controller: StandIn, *organizations: str) -> None:
    """What has to be there before the kit comes, in each organization by the same names.

    Names of execution environments are unique in all of AWX: `CommonModel` in awx/main/models/base.py.
    """
    if "execution_environments" not in controller.items:
        controller.add("execution_environments", "azure_dr.backup")
    for name in organizations:
        organization = controller.add("organizations", name)["id"]
        controller.add("projects", "azure_dr.backup", organization=organization)
        controller.add("inventories", "Azure disks", organization=organization)
        controller.add("credentials", "DR identity", organization=organization)
        controller.add("teams", "Approvers", organization=organization)


@pytest.fixture
def controller() -> Iterator[StandIn]:
    with StandIn() as running:
        furnish(running, "Default")
        yield running


@pytest.fixture(scope="module")
def ready() -> Iterator[StandIn]:
    """A controller that the kit was set up in, with all that can be chosen. Tests only look at it."""
    with StandIn() as running:
        furnish(running, "Default")
        set_up(running, awx_credentials=["DR identity"], awx_approvers=["Approvers"], awx_slices=4)
        yield running


def try_to_set_up(
    controller: StandIn, *, environment: dict[str, str] | None = None, kit: Path = KIT, **variables: Any
) -> subprocess.CompletedProcess[str]:
    surroundings = {
        **os.environ,
        "CONTROLLER_HOST": controller.url,
        "CONTROLLER_OAUTH_TOKEN": "of-nobody",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(path for path in sys.path if path.endswith("site-packages")),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        **(environment or {}),
    }
    ansible = str(Path(sys.executable).with_name("ansible-playbook"))
    command = [ansible, str(kit), "--extra-vars", json.dumps(variables)]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)


def set_up(controller: StandIn, *, environment: dict[str, str] | None = None, kit: Path = KIT, **variables: Any) -> str:
    ran = try_to_set_up(controller, environment=environment, kit=kit, **{"awx_organization": "Default", **variables})
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def documented() -> dict[str, dict[str, Any]]:
    """The options of each module of the kit, as awx.awx documents them."""
    names = sorted({module(task) for task in SETTING_UP})
    command = [str(Path(sys.executable).with_name("ansible-doc")), "--json", *names]
    shown = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {name: shown[name]["doc"]["options"] for name in names}


@pytest.mark.parametrize("task", SETTING_UP, ids=lambda task: str(task["name"]))
def test_every_option_is_one_of_the_module(task: dict[str, Any], documented: dict[str, dict[str, Any]]) -> None:
    keys = ("type", "elements", "choices", "required", "aliases", "default")
    options = documented[module(task)]
    spec = {name: {key: said[key] for key in keys if key in said} for name, said in options.items()}
    templates = PLAY["vars"]["awx_templates"]
    for item in templates if task.get("loop") == "{{ awx_templates }}" else task.get("loop", [{}]):
        filled = {name: filled_in(value, item) for name, value in task[module(task)].items()}
        given = {name: value for name, value in filled.items() if value is not None}

        checked = ArgumentSpecValidator(spec).validate(given)

        assert checked.error_messages == []


def filled_in(value: Any, item: dict[str, Any]) -> Any:
    if not isinstance(value, str) or "{{" not in value:
        return value
    environment = jinja2.Environment()
    environment.filters["items2dict"] = lambda known, key_name, value_name: {
        one[key_name]: one[value_name] for one in known
    }
    # What the play finds out while it runs, and what is left out, is None here.
    return environment.compile_expression(value.strip("{} "))(**PLAY["vars"], item=item)


def test_the_surveys_ask_for_variables_of_the_role_only() -> None:
    for question in QUESTIONS:
        # Those that the inventory may answer have names of their own, without the role's prefix.
        name = question["variable"]
        variable = name if name in ROLE_OPTIONS else name.replace("restore_", "restore_disks_")
        assert variable in ROLE_OPTIONS
        option = MODULE_OPTIONS[variable.removeprefix("restore_disks_")]
        assert not [word for word in LOGIN if word in name]
        choices = [choice for choice in question.get("choices", []) if choice != "inventory"]
        assert {"bool": ["true", "false"]}.get(option["type"], option.get("choices", [])) == choices
    assert all("ask_variables_on_launch" not in task[module(task)] for task in TASKS)


def test_a_launch_needs_no_answer_and_an_answer_left_alone_leaves_the_inventory_its_say(ready: StandIn) -> None:
    for endpoint in TEMPLATES:
        for template in ready.items[endpoint]:
            status, job = ready.answer("POST", f"{template['url']}launch/", {})
            assert (status, job["extra_vars"]) == (201, {})
    assert {question["default"] for question in PLAY["vars"]["awx_questions"]} == {"inventory"}
    assert not [question for question in PLAY["vars"]["awx_questions"] if question["variable"] in ROLE_OPTIONS]


@pytest.mark.parametrize(
    ("inputs", "login"),
    [
        ({"source": "msi"}, ("msi", None, None, None, "AzureCloud")),
        ({"source": "msi", "client": "an-id"}, ("msi", "an-id", None, None, "AzureCloud")),
        (
            {"source": "env", "client": "an-id", "tenant": "a-tenant", "token_file": "/a/token"},
            ("env", "an-id", "a-tenant", "/a/token", "AzureCloud"),
        ),
        (
            {"source": "msi", "cloud": "AzureUSGovernment"},
            ("msi", None, None, None, "AzureUSGovernment"),
        ),
    ],
)
def test_a_credential_is_a_login_to_a_cloud(inputs: dict[str, str], login: tuple[str | None, ...]) -> None:
    (task,) = [each for each in TASKS if module(each) == "awx.awx.credential_type"]
    injectors: dict[str, str] = task["awx.awx.credential_type"]["injectors"]["env"]
    given = {**inputs, "subscription": "a-subscription"}
    environment = {name: jinja2.Template(str(text)).render(given) for name, text in injectors.items()}

    merged = merge_login({}, environment)

    assert not [name for name in injectors if name.startswith("ANSIBLE_")]
    assert merged.subscription_id == "a-subscription"
    said = (merged.auth_source, merged.client_id, merged.tenant, merged.oidc_token_file_path)
    assert (*said, merged.cloud_environment) == login


def test_the_playbooks_are_there() -> None:
    assert all((CHECKOUT / template["playbook"]).exists() for template in PLAY["vars"]["awx_templates"])


def test_a_second_time_changes_nothing(controller: StandIn) -> None:
    chosen = {"awx_credentials": ["DR identity"], "awx_approvers": ["Approvers"]}
    first = set_up(controller, **chosen)
    controller.writes.clear()

    second = set_up(controller, **chosen)

    assert "changed=0" not in first
    assert controller.writes == []
    assert "changed=0" in second


@pytest.mark.parametrize("kit", [KIT, KIT.with_name("set_up_drills.yml")], ids=lambda kit: str(kit.stem))
def test_a_run_that_names_no_credential_leaves_the_templates_theirs(controller: StandIn, kit: Path) -> None:
    """Such as one that changes the number of slices only: without credentials, the next restore has no login."""
    set_up(controller, kit=kit, awx_credentials=["DR identity"])

    set_up(controller, kit=kit, awx_forks=100)

    templates = controller.items["job_templates"]
    assert {one["forks"] for one in templates if one["name"] != "Sweep after drills"} == {100}
    mine = controller.named("credentials", "DR identity")["id"]
    assert [controller.associated(one, "credentials") for one in templates] == [[mine]] * len(templates)


def test_the_workflow_validates_asks_restores_and_attaches(ready: StandIn) -> None:
    identifiers = {node["id"]: node["identifier"] for node in ready.items[NODES]}
    links = {
        (node["identifier"], kind, identifiers[child])
        for node in ready.items[NODES]
        for kind in LINKS
        for child in ready.associated(node, kind)
    }
    assert links == {
        ("validate", "success_nodes", "approve"),
        ("approve", "success_nodes", "restore"),
        ("restore", "always_nodes", "attach"),
    }
    assert ready.named("job_templates", "Validate restore")["job_type"] == "check"
    assert ready.named(NODES, "restore")["extra_data"] == {"restore_disks_wait": "false"}
    asked = [question["variable"] for question in ready.survey(ready.named("job_templates", "Restore disks"))]
    assert asked == ["restore_as_of", "restore_existing_disk", "restore_on_failure", "restore_disks_wait"]
    assert "{{ subscription }}" in str(ready.named("credential_types", "Azure identity")["injectors"])


def test_a_workflow_that_attached_on_success_only_is_mended(controller: StandIn) -> None:
    set_up(controller)
    restore, attach = controller.named(NODES, "restore"), controller.named(NODES, "attach")
    for kind, body in (("always_nodes", {"disassociate": True}), ("success_nodes", {})):
        assert controller.answer("POST", f"{restore['url']}{kind}/", {"id": attach["id"], **body})[0] == 204

    set_up(controller)

    assert [controller.associated(restore, kind) for kind in LINKS] == [[], [], [attach["id"]]]


def test_no_job_waits_for_another_and_no_host_for_a_fork(ready: StandIn) -> None:
    templates = [template for endpoint in TEMPLATES for template in ready.items[endpoint]]
    assert {template["allow_simultaneous"] for template in templates} == {True}
    assert {template["ask_limit_on_launch"] for template in templates} == {True}
    assert {template["forks"] for template in ready.items["job_templates"]} == {MAX_FORKS}


def test_the_workflow_is_not_cut_into_slices(ready: StandIn) -> None:
    assert {template["job_slice_count"] for template in ready.items["job_templates"]} == {4}
    assert {node["identifier"]: node.get("job_slice_count") for node in ready.items[NODES]} == {
        "validate": 1,
        "approve": None,
        "restore": 1,
        "attach": 1,
    }


def test_all_belongs_to_the_organization_and_is_looked_for_in_it(controller: StandIn) -> None:
    furnish(controller, "DR")
    number = controller.named("organizations", "DR")["id"]

    set_up(controller, awx_organization="Default", awx_credentials=["DR identity"])
    controller.writes.clear()
    set_up(controller, awx_organization="DR", awx_credentials=["DR identity"], awx_approvers=["Approvers"])

    assert not [write for write in controller.writes if write.startswith("PATCH")]
    own = {
        endpoint: [one for one in known if one.get("organization") == number]
        for endpoint, known in controller.items.items()
    }
    assert [len(own[endpoint]) for endpoint in TEMPLATES] == [3, 1]
    for template in own["job_templates"]:
        assert template["project"] == own["projects"][0]["id"]
        assert template["inventory"] == own["inventories"][0]["id"]
        assert controller.associated(template, "credentials") == [own["credentials"][0]["id"]]
    nodes = [
        node
        for node in controller.items[NODES]
        if node["workflow_job_template"] == own["workflow_job_templates"][0]["id"]
    ]
    templates = {node["unified_job_template"] for node in nodes if "unified_job_template" in node}
    assert templates == {template["id"] for template in own["job_templates"]}


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({}, "Set the organization"),
        (
            {"awx_organization": "Default", "awx_inventory": "Disks"},
            "Find the inventory Disks of the organization Default",
        ),
        (
            {"awx_organization": "Default", "awx_credentials": ["X"]},
            "Find the credentials X of the organization Default",
        ),
    ],
)
def test_what_is_not_there_is_named(controller: StandIn, variables: dict[str, Any], told: str) -> None:
    ran = try_to_set_up(controller, **variables)

    assert ran.returncode != 0
    assert told in ran.stdout + ran.stderr
    assert not [endpoint for endpoint in TEMPLATES if controller.items.get(endpoint)]


def test_the_schedule_has_its_rule_and_an_answer_to_each_question_also_where_one_is_needed(controller: StandIn) -> None:
    needed = [{**question, "required": True} for question in PLAY["vars"]["awx_questions"]]

    rule = "DTSTART;TZID=Europe/Berlin:20260101T003000 RRULE:FREQ=DAILY;INTERVAL=1"
    set_up(controller, awx_questions=needed, awx_nights_begin=rule)

    nightly = controller.named("schedules", "Validate restore every night")
    assert nightly["rrule"] == rule
    assert nightly["extra_data"] == {question["variable"]: question["default"] for question in needed}


def test_approvers_may_read_what_was_validated(ready: StandIn) -> None:
    team = ready.named("teams", "Approvers")
    assert ready.readable(team) == {"Validate, approve, restore", "Validate restore"}
    approval = ready.named("workflow_approval_templates", "Approve the restore")
    assert "output of the job Validate restore" in approval["description"]


def test_the_api_of_the_automation_platform_lies_below_another_prefix() -> None:
    with StandIn(prefix="/api/controller/") as platform:
        furnish(platform, "Default")

        set_up(platform, environment={"CONTROLLER_OPTIONAL_API_URLPATTERN_PREFIX": "/api/controller/"})

        assert len(platform.items["job_templates"]) == 3
