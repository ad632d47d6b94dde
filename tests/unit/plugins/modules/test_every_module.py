# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every module, whatever Azure answers to any of its requests. A module without a task here fails."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins import modules
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible import tasks
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import (
    Action,
    Fault,
    answer,
    redirect,
    with_headers,
)
from ansible_collections.azure_dr.backup.tests.emulator.messages import Json, Response
from ansible_collections.azure_dr.backup.tests.support.every_module import OFFLINE, TASKS, furnished
from ansible_collections.azure_dr.backup.tests.support.virtual_azure import VirtualAzure
from ansible_collections.azure_dr.backup.tests.support.wishes import VAULT

ONLINE = sorted(set(TASKS) - OFFLINE)
ODD_BODIES: list[Json] = ["no JSON", None, 7, [], [7], {}, {"value": 7}, {"value": [7]}, {"properties": []}]
KINDS = len(ODD_BODIES)
PATIENCE = {"wait_timeout": 900, "poll_interval": 30}
THIEF = "https://thief.example.net/next"
SECRETS = ("eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.c2ln", "zqxj%3D", "pass:w0rd@")
TELLTALE = f"Bearer {SECRETS[0]} at https://user:{SECRETS[2]}host/x?sv=1&sig={SECRETS[1]}"


@pytest.fixture(autouse=True)
def through_both() -> None:
    """A task does not know its door."""


def ran(name: str, *faults: Fault) -> tuple[dict[str, Any], VirtualAzure]:
    """What the task of a module returns when this goes wrong, and the Azure that it ran on."""
    azure = VirtualAzure(furnished(Estate.small()))
    for fault in faults:
        azure.faults.add(fault)
    spec = importlib.import_module(f"{tasks.__name__}.{name}").spec()
    options = {**VAULT, **TASKS[name], **PATIENCE}
    result = azure.run(name, **{option: options[option] for option in spec.keys() & options.keys()})
    assert result, "the task never ends"
    return result, azure


def assert_ends_in_words(result: dict[str, Any]) -> None:
    assert "exception" not in result, result["exception"]
    assert "Traceback" not in str(result)
    assert not result.get("failed") or (result["msg"] and result["error"]["code"] != "UnexpectedError")


def in_each_object(change: Callable[[Json], Json]) -> Action:
    """Changes each answer that is an object in JSON."""

    def meddle(response: Response) -> Response:
        if isinstance(response.body, bytes) and response.body.startswith(b"{"):
            response.body = json.dumps(change(json.loads(response.body))).encode()
        return response

    return Action(meddle=meddle)


def with_text(body: Json, text: str) -> Json:
    """The body with a text at the end of all that is no name, time, id or state."""
    if isinstance(body, dict):
        return {name: with_text(value, text) for name, value in body.items()}
    if isinstance(body, list):
        return [with_text(each, text) for each in body]
    return body + text if isinstance(body, str) and " " in body else body


def test_every_module_has_a_task() -> None:
    assert set(TASKS) == {each.name for each in pkgutil.iter_modules(modules.__path__)}


@pytest.mark.parametrize("name", ONLINE)
def test_its_task_succeeds(name: str) -> None:
    result, azure = ran(name)

    assert not result.get("failed"), result
    assert azure.requests


@pytest.mark.parametrize("name", ONLINE)
def test_an_answer_of_any_shape_ends_in_words(name: str) -> None:
    asked = len(ran(name)[1].requests)

    for number in range(asked):
        for body, times in ((ODD_BODIES[number % KINDS], 1), (ODD_BODIES[-number % KINDS], None)):
            result, _azure = ran(name, Fault(answer(200, body), skip=number, times=times))

            assert_ends_in_words(result)


@pytest.mark.parametrize("name", ONLINE)
@pytest.mark.parametrize(
    "leading",
    [
        redirect(THIEF),
        with_headers(Location=THIEF, Azure_AsyncOperation=THIEF),
        in_each_object(lambda body: {**body, "nextLink": THIEF}),
    ],
    ids=["redirect", "headers", "next"],
)
def test_nothing_is_sent_where_an_answer_leads(name: str, leading: Action) -> None:
    result, azure = ran(name, Fault(leading, times=None))

    assert_ends_in_words(result)
    assert azure.elsewhere == []


@pytest.mark.parametrize("name", ONLINE)
def test_no_secret_that_azure_tells_leaves_it(name: str) -> None:
    error = {"error": {"code": "Odd", "message": TELLTALE, "details": [{"code": "Inner", "message": TELLTALE}]}}
    told = [str(ran(name, Fault(answer(400, error), skip=number, times=None))[0]) for number in range(3)]
    told.append(str(ran(name, Fault(in_each_object(lambda body: with_text(body, f" {TELLTALE}")), times=None))[0]))

    assert not [secret for secret in SECRETS for text in told if secret in text]
