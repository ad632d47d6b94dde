# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One exchange, with servers and proxies that are as odd as can be."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm import transport as subject
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import (
    ConnectionLost,
    ConnectionNotMade,
    DeadlinePassed,
    OptionRefused,
    TaskError,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.transport import HttpsTransport
from ansible_collections.azure_dr.backup.tests.support.scripted import Caller, Script, ScriptedServer

Serve = Callable[..., ScriptedServer]
SHORT = 0.4
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Starts servers, whose authority is trusted."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    servers: list[AbstractContextManager[ScriptedServer]] = []

    def start(script: Script, *, tls: bool = True) -> ScriptedServer:
        server = ScriptedServer(tmp_path, script, tls=tls)
        servers.append(server)
        if tls:
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", server.ca_file)
        return server.__enter__()

    yield start
    for server in servers:
        server.__exit__(None, None, None)


def polite(caller: Caller) -> None:
    while caller.read_head():
        caller.answer()


def get(url: str, **arguments: Any) -> subject.Answer:
    return HttpsTransport().send("GET", url, headers={}, **arguments)


def read_stream(url: str, timeout: float) -> bytes:
    answer, pieces = HttpsTransport().stream(url, headers={}, timeout=timeout)
    assert answer.status == 200
    return b"".join(pieces)


# What takes forever


def trickled_body(caller: Caller) -> None:
    caller.read_head()
    caller.say(HEAD + b"Content-Length: 30\r\n\r\n")
    caller.trickle(b'{"value": [                  ]}')


def trickled_header(caller: Caller) -> None:
    caller.read_head()
    caller.trickle(HEAD + b"Content-Length: 2\r\n\r\n{}")


def trickled_chunks(caller: Caller) -> None:
    caller.read_head()
    caller.say(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    caller.trickle(b"2\r\n{}\r\n" + b"1\r\n \r\n" * 8 + b"0\r\n\r\n")


def endless_continue(caller: Caller) -> None:
    caller.read_head()
    for _number in range(30):
        caller.trickle(b"H")
        caller.say(b"TTP/1.1 100 Continue\r\n\r\n")
    caller.answer()


def silence(caller: Caller) -> None:
    caller.read_head()
    caller.wait()
    caller.answer()


@pytest.mark.parametrize(
    "script",
    [trickled_body, trickled_header, trickled_chunks, endless_continue, silence],
    ids=lambda each: each.__name__,
)
@pytest.mark.parametrize("way", [lambda url: get(url, timeout=SHORT), lambda url: read_stream(url, SHORT)])
def test_an_exchange_ends_in_time_however_little_comes(
    serve: Serve, script: Script, way: Callable[[str], object]
) -> None:
    server = serve(script)

    with pytest.raises(ConnectionLost, match=r"^localhost did not answer in time$"):
        way(server.url)

    assert b"GET / HTTP/1.1" in server.received


def stalled_handshake(caller: Caller) -> None:
    caller.wait()


def trickled_handshake(caller: Caller) -> None:
    caller.connection.recv(65536)
    caller.trickle(b"\x16\x03\x03\x00\x7a" + b"\x02" * 40)


@pytest.mark.parametrize("script", [stalled_handshake, trickled_handshake], ids=lambda each: each.__name__)
def test_a_peer_that_stalls_while_tls_is_set_up(serve: Serve, script: Script) -> None:
    server = serve(script, tls=False)

    with pytest.raises(ConnectionNotMade, match=r"localhost could not be reached \(the connection took too long\)"):
        get(server.url, timeout=SHORT)


def trickled_tunnel(caller: Caller) -> None:
    caller.read_head()
    caller.trickle(b"HTTP/1.1 200 Connection established\r\n\r\n")


@pytest.mark.parametrize("script", [trickled_tunnel, stalled_handshake], ids=lambda each: each.__name__)
def test_a_proxy_that_does_not_come_to_the_point(serve: Serve, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(script, tls=False)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")

    with pytest.raises(
        ConnectionNotMade, match=r"through the proxy that HTTPS_PROXY names \(the connection took too long\)"
    ):
        get("https://azure.test/x", timeout=SHORT)


def test_a_name_that_nobody_looks_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: asked.wait(5))

    with pytest.raises(ConnectionNotMade, match="the connection took too long"):
        get("https://azure.test/x", timeout=SHORT)
    asked.set()


def test_no_thread_is_left_behind(serve: Serve) -> None:
    server = serve(trickled_body)
    before = set(threading.enumerate())

    with pytest.raises(ConnectionLost):
        get(server.url, timeout=SHORT)

    ours = [thread for thread in set(threading.enumerate()) - before if "_play" not in thread.name]
    for thread in ours:
        thread.join(5)
    assert not any(thread.is_alive() for thread in ours)


# Right before the first byte


def test_what_is_asked_before_sending_is_asked_when_all_is_ready(serve: Serve) -> None:
    server = serve(polite)
    ways = HttpsTransport()
    seen: list[tuple[int, bytes]] = []

    def look() -> None:
        assert server.called.wait(5)
        seen.append((len(server.callers), server.received))

    for path in ("/first", "/again"):
        ways.send("GET", f"{server.url}{path}", headers={}, before_send=look)

    assert [connections for connections, _received in seen] == [1, 1]
    assert b"/first" not in seen[0][1]
    assert b"/again" not in seen[1][1]
    assert server.received.count(b"GET /again ") == 1


@pytest.mark.parametrize("reused", [False, True])
@pytest.mark.parametrize("kind", [DeadlinePassed, OSError, BrokenPipeError, TimeoutError, ValueError])
@pytest.mark.parametrize("streamed", [False, True])
def test_what_it_raises_is_raised_and_nothing_is_sent(
    serve: Serve, kind: type[Exception], reused: bool, streamed: bool
) -> None:
    server, refusal = serve(polite), kind("No time.")
    ways = HttpsTransport()
    if reused:
        ways.send("GET", f"{server.url}/first", headers={})

    def refuse() -> None:
        raise refusal

    with pytest.raises(type(refusal)) as raised:
        if streamed:
            ways.stream(f"{server.url}/unwanted", headers={}, timeout=5, before_send=refuse)
        else:
            ways.send("POST", f"{server.url}/unwanted", headers={}, body={}, before_send=refuse)

    assert raised.value is refusal
    ways.send("GET", f"{server.url}/last", headers={})
    assert b"unwanted" not in server.received


def test_what_is_over_is_not_sent_any_more(serve: Serve) -> None:
    server = serve(polite)

    with pytest.raises(ConnectionNotMade, match="the connection took too long"):
        get(f"{server.url}/late", timeout=SHORT, before_send=lambda: time.sleep(SHORT))

    assert get(f"{server.url}/next").status == 200
    assert b"/late" not in server.received


# What is no answer


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "broke before the answer was complete"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", "broke before the answer was complete"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}", "broke before the answer was complete"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}", "broke before the answer was complete"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "what localhost answered is not HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"x" * 100_000 + b"\r\n\r\n", "what localhost answered is not HTTP"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "answered with HTTP 103"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
            "a compression that was not asked for",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", "can't be decompressed"),
    ],
)
def test_what_is_no_whole_answer_is_lost(serve: Serve, raw: bytes, told: str) -> None:
    def script(caller: Caller) -> None:
        caller.read_head()
        caller.say(raw)

    with pytest.raises(ConnectionLost, match=told):
        get(serve(script).url)


def test_a_packed_answer(serve: Serve) -> None:
    content = b'{"value": "' + b"x" * 300_000 + b'"}'
    packed = gzip.compress(content[:1000]) + gzip.compress(content[1000:])

    def script(caller: Caller) -> None:
        while caller.read_head():
            caller.answer(packed, "Content-Encoding: gzip")

    server = serve(script)

    assert get(server.url).body == {"value": "x" * 300_000}
    assert read_stream(server.url, 5) == content


def test_a_bomb_is_not_unpacked(serve: Serve) -> None:
    bomb = gzip.compress(b" " * (subject.LARGEST_BODY + 1))
    server = serve(lambda caller: (caller.read_head(), caller.answer(bomb, "Content-Encoding: gzip"))[1])

    with pytest.raises(ConnectionLost, match="larger than 32 MB"):
        get(server.url)
    _answer, pieces = HttpsTransport().stream(server.url, headers={}, timeout=5)
    assert max(len(piece) for piece in pieces) <= 65536


def test_headers_of_any_length(serve: Serve) -> None:
    long = "x" * 60_000
    headers = (f"Retry-After: {long}", f"x-ms-request-id: {long}", f"Location: {long}")
    server = serve(lambda caller: (caller.read_head(), caller.answer(b"{}", *headers))[1])

    answer = get(server.url)

    assert len(str(answer)) < 1000


# What can't be sent


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://[::1/x", "no host"),
        ("https://azure\u2100.test/x", "no host"),
        ("http://azure.test/x?s=hidden", "azure.test"),
        ("https://someone:hidden@azure.test/x", "azure.test"),
        ("https://evil.test\\.azure.test/x?s=hidden", "evil.test"),
        ("https://azure.test:99999/x", "azure.test"),
        ("", "no host"),
    ],
)
def test_what_is_no_plain_address(url: str, host: str) -> None:
    with pytest.raises(ConnectionNotMade) as raised:
        get(url)
    assert raised.value.message == f"the address at {host} is not a plain https URL"


@pytest.mark.parametrize("token", ["t\u00f6ken", "to\r\nken: x", "to\u20acken", "to\0ken", "to\x7fken"])
def test_a_token_that_no_header_can_hold(serve: Serve, token: str) -> None:
    server = serve(polite)

    with pytest.raises(ConnectionNotMade, match="the header Authorization") as raised:
        HttpsTransport().send("GET", server.url, headers={"Authorization": f"Bearer {token}"})

    assert "ken" not in raised.value.message
    assert server.received == b""


@pytest.mark.parametrize("body", [float("nan"), {1, 2}, b"x"])
def test_a_body_that_is_no_json(body: object) -> None:
    with pytest.raises(ConnectionNotMade, match="written as JSON"):
        HttpsTransport().send("POST", "https://azure.test/x", headers={}, body=body)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "can't be read: No such file or directory"), ("no PEM", "no certificates in PEM format")],
)
def test_a_file_of_authorities_that_is_no_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, content: str | None, told: str
) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv(variable, str(file))

    with pytest.raises(OptionRefused, match=f"^{variable}: .*{told}") as raised:
        HttpsTransport()

    assert str(file) in raised.value.message


def test_a_file_of_authorities_that_vanishes_later(serve: Serve, tmp_path: Path) -> None:
    server = serve(polite)
    ways = HttpsTransport()
    Path(server.ca_file).unlink()

    for _number in range(2):
        assert ways.send("GET", server.url, headers={}).status == 200


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
@pytest.mark.parametrize(
    ("proxy", "told"),
    [
        ("socks5://someone:hidden@127.0.0.1:9", "it names a SOCKS proxy"),
        ("socks5h://someone:hidden@127.0.0.1:9", "it names a SOCKS proxy"),
        ("http://someone:hid/den@127.0.0.1:9", "it is not the URL of a proxy"),
        ("http://someone:hid#den@127.0.0.1:hidden", "it is not the URL of a proxy"),
        ("http://someone:hidden@[::1:9", "it is not the URL of a proxy"),
        ("http://someone:hidden@", "it is not the URL of a proxy"),
        ("http://some\u20acone:hidden@127.0.0.1:9", "it is not the URL of a proxy"),
        ("ftp://someone:hidden@127.0.0.1:9", "it is not the URL of a proxy"),
    ],
)
def test_a_proxy_that_is_none(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, variable: str, proxy: str, told: str
) -> None:
    monkeypatch.setenv(variable, proxy)

    with pytest.raises(TaskError) as raised:
        get("https://azure.test/x")

    assert variable in raised.value.message
    assert told in raised.value.message
    assert "hid" not in raised.value.message
    assert "someone" not in raised.value.message


def test_a_proxy_that_wants_a_login(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def script(caller: Caller) -> None:
        caller.read_head()
        caller.say(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    proxy = serve(script, tls=False)
    monkeypatch.setenv("HTTPS_PROXY", f"http://someone:open%20sesame@127.0.0.1:{proxy.port}")

    with pytest.raises(
        ConnectionNotMade, match=r"the proxy that HTTPS_PROXY names \(the proxy answered 407\)"
    ) as raised:
        get("https://azure.test/x")

    assert b"CONNECT azure.test:443" in proxy.received
    assert b"Basic c29tZW9uZTpvcGVuIHNlc2FtZQ==" in proxy.received.replace(b"basic", b"Basic")
    assert "sesame" not in raised.value.message


def test_nobody_listens(serve: Serve) -> None:
    server = serve(polite)
    server.__exit__(None, None, None)

    with pytest.raises(ConnectionNotMade, match=r"localhost could not be reached \(Connection refused\)"):
        get(server.url)


def test_a_certificate_of_somebody_else(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(polite)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    with pytest.raises(ConnectionNotMade, match=r"certificate of localhost could not be verified .*REQUESTS_CA_BUNDLE"):
        get(server.url)


def test_an_url_is_sent_byte_for_byte(serve: Serve) -> None:
    server = serve(polite)

    get(f"{server.url}/a%2fb/%7ec//d?t=1&s=a%2bb%2F%3d'(){{}}|^")

    assert b"GET /a%2fb/%7ec//d?t=1&s=a%2bb%2F%3d'(){}|^ HTTP/1.1\r\n" in server.received


def test_what_fails_does_not_quote_what_libraries_said(serve: Serve) -> None:
    """Their words hold signed URLs, tokens and passwords, and reach the terminal with a traceback."""
    with pytest.raises(ConnectionNotMade) as raised:
        get("https://127.0.0.1:9/x?s=hidden")
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
