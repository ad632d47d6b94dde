# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every kind of fault, with the requests that it is meant for and no others."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Any

import pytest
import requests

from ansible_collections.azure_dr.backup.tests.emulator import faults
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator


def vault(client: Any) -> requests.Response:
    answer: requests.Response = client.send("GET", client.azure.estate.vault().id)
    return answer


def test_by_count(azure: Emulator, client: Any) -> None:
    fault = azure.faults.add(Fault(faults.answer(429, retry_after=5), "GET", r"/dr-vault$", skip=1, times=2))
    answers = [vault(client) for _time in range(4)]
    assert [one.status_code for one in answers] == [200, 429, 429, 200]
    assert answers[1].headers["Retry-After"] == "5" and fault.hits == 2
    azure.faults.add(Fault(faults.answer(503), times=None))
    azure.faults.clear()
    assert vault(client).status_code == 200


@pytest.mark.parametrize(
    ("action", "status", "text"),
    [
        (faults.answer(500), 500, "InternalServerError"),
        (faults.refused("CloudDosTimeboudLimitReached"), 400, "UserFacingError"),
        (faults.html(502), 502, "<html>"),
        (faults.gateway_timeout(), 504, "GatewayTimeout"),
        (faults.expired_token(), 401, "ExpiredAuthenticationToken"),
        (faults.claims_challenge(), 401, "InsufficientClaims"),
        (faults.truncated_json(10), 200, '{"location'),
    ],
)
def test_other_answers(azure: Emulator, client: Any, action: faults.Action, status: int, text: str) -> None:
    azure.faults.add(Fault(action))
    answer = vault(client)
    assert (answer.status_code, text in answer.text) == (status, True)


def test_a_gateway_that_gives_up_closes_the_connection(azure: Emulator) -> None:
    azure.faults.add(Fault(faults.gateway_timeout()))
    with socket.create_connection(("127.0.0.1", int(azure.url.rpartition(":")[2]))) as plain:
        context = ssl.create_default_context(cafile=azure.ca_file)
        with context.wrap_socket(plain, server_hostname="localhost") as connection:
            connection.sendall(b"GET /subscriptions HTTP/1.1\r\nHost: localhost\r\n\r\n")
            received = connection.makefile("rb").read()
    assert received.startswith(b"HTTP/1.1 504") and b"x-ms-failure-cause: service" in received


def test_a_redirect(azure: Emulator, client: Any) -> None:
    azure.faults.add(Fault(faults.redirect("https://example.net/")))
    answer = client.session.get(azure.url + azure.estate.vault().id, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (307, "https://example.net/")


@pytest.mark.parametrize(("after", "operations"), [(False, 0), (True, 1)])
def test_a_reset_before_or_after_it_took_effect(azure: Emulator, client: Any, after: bool, operations: int) -> None:
    azure.faults.add(Fault(faults.reset(after=after), "POST", r"/restore$"))
    with pytest.raises(requests.ConnectionError):
        client.post("restore", client.restore_request("new"))
    assert azure.requests_to("POST", "/restore")[0].status == 0
    azure.clock.advance(300)
    assert bool(azure.estate.disk("new", "erp-restored")) is bool(operations)


def test_a_page_that_ends_early(azure: Emulator, client: Any) -> None:
    azure.faults.add(Fault(faults.cut(500), "GET", r"/(backupJobs|backupInstances)$", times=2))
    for what in ("backupJobs", "backupInstances"):
        with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
            client.send("GET", f"{azure.estate.vault().id}/{what}")


def test_a_slow_answer(azure: Emulator, client: Any) -> None:
    azure.faults.add(Fault(faults.slow(0.2)))
    start = time.monotonic()
    vault(client)
    assert time.monotonic() - start >= 0.2


def test_status_urls_elsewhere(azure: Emulator, client: Any) -> None:
    azure.faults.add(Fault(faults.foreign_status_host("evil.example"), "POST"))
    answer = client.post("restore", client.restore_request("new"))
    assert answer.headers["Azure-AsyncOperation"].startswith("https://evil.example/")


def test_an_expired_status_url(azure: Emulator, client: Any) -> None:
    azure.faults.add(Fault(faults.answer(404), "GET", "/operationStatus/", times=None))
    answer = client.post("restore", client.restore_request("new"))
    assert client.send("GET", answer.headers["Azure-AsyncOperation"]).status_code == 404


def test_headers_and_bodies_can_be_changed(azure: Emulator, client: Any) -> None:
    azure.faults.add(Fault(faults.with_headers(Retry_After="soon", Date=None)))
    azure.faults.add(Fault(faults.changed_body(lambda vault: {**vault, "name": "other"})))
    answer = vault(client)
    assert (answer.headers["Retry-After"], answer.json()["name"]) == ("soon", "other")
    assert "Date" not in answer.headers


def test_what_becomes_of_a_job(azure: Emulator, client: Any) -> None:
    def outcome(action: faults.Action, name: str) -> Any:
        azure.faults.add(Fault(action, "POST", r"/restore$"))
        return client.restored(client.restore_request(name))

    failed = outcome(faults.failing_job([{"code": "Inner", "details": [{"code": "Deeper"}]}]), "a")
    assert (failed["status"], failed["errorDetails"][0]["details"][0]["code"]) == ("Failed", "Deeper")
    warned = outcome(faults.job_with_warnings(), "b")
    assert warned["status"] == "CompletedWithWarnings" and warned["extendedInfo"]["warningDetails"]
    assert outcome(faults.stuck_job(), "c")["status"] == "InProgress"
    assert outcome(faults.long_job(4000), "d")["status"] == "InProgress"
    taken = outcome(faults.name_taken(), "e")
    assert taken["errorDetails"][0]["code"] == "UserErrorSameNameDiskAlreadyExists"


def test_an_operation_that_fails(azure: Emulator, client: Any) -> None:
    azure.faults.add(Fault(faults.failing_operation("UserErrorSomething"), "POST", "/validateRestore$"))
    body = client.restore_request("new")
    assert client.validated(body)["error"]["code"] == "UserErrorSomething"
    assert client.validated(body)["status"] == "Succeeded"


def test_token_buckets(azure: Emulator, client: Any) -> None:
    azure.settings.throttle = True
    statuses = [200]
    while statuses[-1] == 200 and len(statuses) < 5000:
        statuses.append(vault(client).status_code)
    assert statuses[-1] == 429 and len(statuses) > 250
