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

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.login import merge_login

sys.path.insert(0, str(Path(__file__).parent))

from stand_in import StandIn

CHECKOUT = Path(__file__).resolve().parents[2]
KIT = CHECKOUT / "extensions" / "awx" / "set_up.yml"
PLAY: dict[str, Any] = DataLoader().load_from_file(str(KIT))[0]
ROLE = yaml.safe_load((CHECKOUT / "roles" / "restore_disks" / "meta" / "argument_specs.yml").read_text())
ROLE_OPTIONS: dict[str, dict[str, Any]] = ROLE["argument_specs"]["main"]["options"]
TASKS: list[dict[str, Any]] = PLAY["tasks"]
LOGIN = ("cloud_environment", "client_id", "tenant", "secret", "subscription", "password", "token", "auth_source")


def module(task: dict[str, Any]) -> str:
    (name,) = [key for key in task if "." in key]
    return name


@pytest.fixture
def controller() -> Iterator[StandIn]:
    with StandIn(
        projects=["azure_dr.backup"], inventories=["Azure disks"], execution_environments=["azure_dr.backup"]
    ) as running:
        yield running


def set_up(controller: StandIn) -> str:
    environment = {
        **os.environ,
        "CONTROLLER_HOST": controller.url,
        "CONTROLLER_OAUTH_TOKEN": "of-nobody",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(path for path in sys.path if path.endswith("site-packages")),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
    }
    command = [str(Path(sys.executable).with_name("ansible-playbook")), str(KIT)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def documented() -> dict[str, dict[str, Any]]:
    """The options of each module of the kit, as awx.awx documents them."""
    names = sorted({module(task) for task in TASKS})
    command = [str(Path(sys.executable).with_name("ansible-doc")), "--json", *names]
    shown = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {name: shown[name]["doc"]["options"] for name in names}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: str(task["name"]))
def test_every_option_is_one_of_the_module(task: dict[str, Any], documented: dict[str, dict[str, Any]]) -> None:
    keys = ("type", "elements", "choices", "required", "aliases", "default")
    options = documented[module(task)]
    spec = {name: {key: said[key] for key in keys if key in said} for name, said in options.items()}
    templates = PLAY["vars"]["awx_templates"]
    for item in templates if "loop" in task else [{}]:
        given = {name: filled_in(value, item) for name, value in task[module(task)].items()}

        checked = ArgumentSpecValidator(spec).validate(given)

        assert checked.error_messages == []


def filled_in(value: Any, item: dict[str, Any]) -> Any:
    if not isinstance(value, str) or "{{" not in value:
        return value
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    return environment.compile_expression(value.strip("{} "))(**PLAY["vars"], item=item)


def test_the_surveys_ask_for_variables_of_the_role_only() -> None:
    questions = [*PLAY["vars"]["awx_questions"], PLAY["vars"]["awx_question_of_waiting"]]

    for question in questions:
        option = ROLE_OPTIONS[question["variable"]]
        assert not [name for name in LOGIN if name in question["variable"]]
        assert {"bool": ["true", "false"]}.get(option["type"], option.get("choices", [])) == question.get("choices", [])
    assert all("ask_variables_on_launch" not in task[module(task)] for task in TASKS)


@pytest.mark.parametrize(
    ("inputs", "login"),
    [
        ({"source": "msi"}, ("msi", None, None, None)),
        ({"source": "msi", "client": "an-id"}, ("msi", "an-id", None, None)),
        (
            {"source": "env", "client": "an-id", "tenant": "a-tenant", "token_file": "/a/token"},
            ("env", "an-id", "a-tenant", "/a/token"),
        ),
    ],
)
def test_a_credential_is_a_login(inputs: dict[str, str], login: tuple[str | None, ...]) -> None:
    (task,) = [each for each in TASKS if module(each) == "awx.awx.credential_type"]
    injectors: dict[str, str] = task["awx.awx.credential_type"]["injectors"]["env"]
    given = {**inputs, "subscription": "a-subscription"}
    environment = {name: jinja2.Template(str(text)).render(given) for name, text in injectors.items()}

    merged = merge_login({}, environment)

    assert not [name for name in injectors if name.startswith("ANSIBLE_")]
    assert merged.subscription_id == "a-subscription"
    assert (merged.auth_source, merged.client_id, merged.tenant, merged.oidc_token_file_path) == login


def test_the_playbooks_are_there() -> None:
    assert all((CHECKOUT / template["playbook"]).exists() for template in PLAY["vars"]["awx_templates"])


def test_a_second_time_changes_nothing(controller: StandIn) -> None:
    first = set_up(controller)
    controller.writes.clear()

    second = set_up(controller)

    assert "changed=0" not in first
    assert controller.writes == []
    assert "changed=0" in second


def test_the_workflow_validates_asks_restores_and_attaches(controller: StandIn) -> None:
    set_up(controller)

    nodes = "workflow_job_template_nodes"
    identifiers = {node["id"]: node["identifier"] for node in controller.items[nodes]}
    order = ["validate"]
    while following := controller.associated(controller.named(nodes, order[-1]), "success_nodes"):
        (number,) = following
        order.append(identifiers[number])
    assert order == ["validate", "approve", "restore", "attach"]
    assert controller.named("job_templates", "Validate restore")["job_type"] == "check"
    assert controller.named(nodes, "restore")["extra_data"] == {"restore_disks_wait": "false"}
    asked = [question["variable"] for question in controller.survey(controller.named("job_templates", "Restore disks"))]
    assert asked == [
        "restore_disks_as_of",
        "restore_disks_existing_disk",
        "restore_disks_on_failure",
        "restore_disks_wait",
    ]
    assert "{{ subscription }}" in str(controller.named("credential_types", "Azure identity")["injectors"])
