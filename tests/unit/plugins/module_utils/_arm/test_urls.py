# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a cloud takes for its own, and where a connection is made to."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clouds import KNOWN_CLOUDS
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import TaskError
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.transport import HttpsTransport
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.urls import parse_url, shown_host
from ansible_collections.azure_dr.backup.tests.support.strange_urls import STRANGE_URLS

CLOUD = KNOWN_CLOUDS["azurecloud"]
HOME = "management.azure.com"
STRANGE = [url.replace("CLOUD", HOME) for url in STRANGE_URLS]
OURS = [
    f"https://{HOME}/subscriptions/x?api-version=1&s=%2f",
    f"https://{HOME}",
    f"https://{HOME}:443/x",
    f"https://{HOME}:0443/x",
    f"HTTPS://{HOME.upper()}/x",
    f"https://eastus2euap.{HOME}/x",
    f"https://xn--bcher-kva.{HOME}/x",
    f"https://{HOME}//evil.test/x",
    f"https://{HOME}/@evil.test/x",
    f"https://{HOME}/x?@evil.test",
]


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names to which connections are made, none of which comes about."""
    names: list[str] = []

    def look_up(host: Any, *arguments: object, **options: object) -> list[object]:
        # A login that a test before left behind may still look for its host.
        if threading.current_thread().name.startswith("looking up "):
            names.append(str(host))
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return names


def connects_to(url: str, looked_up: list[str]) -> str | None:
    with pytest.raises(TaskError):
        HttpsTransport().send("GET", url, headers={})
    return looked_up[0] if looked_up else None


@pytest.mark.parametrize("url", STRANGE)
def test_no_trick_is_taken_for_the_cloud(url: str) -> None:
    assert not CLOUD.owns(url)


@pytest.mark.parametrize("url", [*STRANGE, *OURS])
def test_what_is_taken_for_the_cloud_connects_to_the_cloud(url: str, looked_up: list[str]) -> None:
    host = connects_to(url, looked_up)

    if CLOUD.owns(url):
        assert host == HOME or str(host).endswith(f".{HOME}")


@pytest.mark.parametrize("url", STRANGE)
def test_what_is_taken_for_a_stranger_by_another_parser_is_not_sent_to_the_cloud_either(
    url: str, looked_up: list[str]
) -> None:
    """Reading and connecting are one: what is no plain URL leads nowhere."""
    host = connects_to(url, looked_up)

    assert host is None or host == parse_url(url).host


@pytest.mark.parametrize("url", OURS)
def test_what_azure_sends_is_taken(url: str) -> None:
    assert CLOUD.owns(url)


PIECES = st.sampled_from(
    ["https://", HOME, "evil.test", ".", "/", "\\", "@", ":", "443", "#", "?", "[", "]", "%", "\t", " ", "\uff0e", "//"]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_no_mixture_of_signs_is_taken_for_the_cloud_unless_it_begins_like_it(url: str) -> None:
    if CLOUD.owns(url):
        rest = url.removeprefix("https://")
        host = rest.split("/")[0].split("?")[0].removesuffix(":443")
        assert host == HOME or host.endswith(f".{HOME}")


@given(st.text())
def test_any_text_has_a_host_to_be_shown(text: str) -> None:
    assert shown_host(text).isprintable()


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Azure.test/x?s=hidden", "azure.test"),
        ("https://azure.test:8443", "azure.test"),
        ("https://someone:hidden@azure.test/x", "azure.test"),
        ("http://[::1]:80/x", "[::1]"),
        ("//azure.test/x", "azure.test"),
        ("https://[::1/x", "no host"),
        ("https://\x1b[31mazure.test/x", "no host"),
        ("/x", "x"),
        ("", "no host"),
    ],
)
def test_of_a_url_only_its_host_is_shown(url: str, host: str) -> None:
    assert shown_host(url) == host
