# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A token goes to the chosen cloud only, whatever an answer names."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._backup import send_once
from ansible_collections.azure_dr.backup.tests.emulator.faults import (
    Fault,
    changed_body,
    foreign_status_host,
    redirect,
    with_headers,
)
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk as restore
from ansible_collections.azure_dr.backup.tests.support.strange_urls import STRANGE_URLS


class Thief:
    """A host that notes whoever calls, and whatever it is sent."""

    def __init__(self) -> None:
        noted: list[str] = []
        calls: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                noted.append(f"{self.path} {self.headers}")
                self.send_response(200)
                self.end_headers()

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *arguments: object) -> None:
                """Say nothing."""

        class Server(HTTPServer):
            def get_request(self) -> Any:
                calls.append("one")
                return super().get_request()

        self.noted = noted
        self.calls = calls
        self.server = Server(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"


@pytest.fixture
def thief(monkeypatch: pytest.MonkeyPatch) -> Iterator[Thief]:
    monkeypatch.setattr(send_once, "FIRST_LOOK_SECONDS", 0.05)
    monkeypatch.setattr(send_once, "LOOK_FOR_SECONDS", 0.15)
    thief = Thief()
    threading.Thread(target=thief.server.serve_forever, daemon=True).start()
    yield thief
    thief.server.shutdown()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_page_that_leads_elsewhere(azure: Emulator, thief: Thief, scheme: str) -> None:
    link = f"{scheme}://{thief.host}/next"
    azure.faults.add(Fault(changed_body(lambda body: {**body, "nextLink": link}), "GET", r"/recoveryPoints$"))

    result = restore()

    assert result["error"]["code"] == "UnexpectedHost"
    assert thief.noted == []


def test_a_page_over_http(azure: Emulator) -> None:
    link = azure.url.replace("https:", "http:")
    azure.faults.add(Fault(changed_body(lambda body: {**body, "nextLink": link}), "GET", r"/recoveryPoints$"))

    assert restore()["error"]["code"] == "UnexpectedHost"


@pytest.mark.parametrize("operation", ["validateRestore", "restore"])
def test_a_status_elsewhere(azure: Emulator, thief: Thief, operation: str) -> None:
    azure.faults.add(Fault(foreign_status_host(thief.host), "POST", rf"/{operation}$"))

    restore()

    assert thief.noted == []


@pytest.mark.parametrize("path", [r"/backupVaults/dr-vault$", r"/recoveryPoints$", r"/validateRestore$", r"/restore$"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect(azure: Emulator, thief: Thief, path: str, status: int) -> None:
    azure.faults.add(Fault(redirect(f"http://{thief.host}/", status), "*", path, times=None))

    result = restore()

    assert result["failed"]
    assert thief.noted == []


def test_a_location_is_never_asked(azure: Emulator, thief: Thief) -> None:
    azure.faults.add(Fault(with_headers(Location=f"https://{thief.host}/x"), "POST", times=None))

    assert restore()["action"] == "restored"
    assert thief.noted == []


def test_cookies_are_not_kept(azure: Emulator) -> None:
    azure.faults.add(Fault(with_headers(Set_Cookie="slice=Production; path=/; secure"), "GET", times=None))

    restore()

    assert not [one for one in azure.requests if one.path.startswith("/subscriptions") and "cookie" in one.headers]


def test_netrc_does_not_replace_the_token(azure: Emulator, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("default login someone password something\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))

    assert restore()["action"] == "restored"


def test_nothing_told_holds_a_token_or_a_signature(azure: Emulator) -> None:
    told = [restore(target_resource_group="erp-drill"), restore(wait=False), restore()]

    for secret in ("eyJ", "Bearer", "&s=", "&c=", "?api-version"):
        assert secret not in str(told)


@pytest.fixture
def hostile_names(thief: Thief, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever name is looked up but this machine's own, and at whatever port: it is the thief's."""
    look_up = socket.getaddrinfo

    def answer(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        is_ours = str(host) in ("localhost", "127.0.0.1")
        return look_up("127.0.0.1", port if is_ours else thief.server.server_port, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", answer)


TRICKS = [*[url for url in STRANGE_URLS if url.isascii() and url.isprintable()][::5], "https://[::1/x"]


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.usefixtures("hostile_names")
def test_an_address_that_parsers_read_differently(azure: Emulator, thief: Thief, trick: str) -> None:
    url = trick.replace("CLOUD", azure.url.removeprefix("https://"))

    azure.faults.add(Fault(changed_body(lambda body: {**body, "nextLink": url}), "GET", r"/recoveryPoints$"))
    assert restore()["error"]["code"] == "UnexpectedHost"
    azure.faults.clear()
    azure.faults.add(Fault(with_headers(Azure_AsyncOperation=url), "POST", r"/validateRestore$"))
    assert restore()["error"]["code"] == "UnexpectedHost"

    assert thief.calls == []
