# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text from elsewhere, before it is shown."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.secrets import Secrets
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.plain_text import (
    HIDDEN,
    REPLACEMENT,
    printable,
    without_credentials,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._report.plain_values import as_text

STEERING = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)]
STEERING += [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xD800, 0xDFFF)]
TOKEN = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL20ifQ.c2lnbmF0dXJl"


def removed(text: str) -> str:
    secrets = Secrets()
    secrets.add("let~the.emulator_in", "hunter2")
    return secrets.remove_from(text)


@pytest.mark.parametrize("character", STEERING, ids=lambda each: f"{ord(each):04x}")
def test_what_steers_a_terminal(character: str) -> None:
    assert printable(f"a{character}b") in ("a b", f"a{REPLACEMENT}b")


def test_sequences_are_harmless_words() -> None:
    assert printable("\x1b]8;;https://evil.test\x07here\x1b[31m") == (
        f"{REPLACEMENT}]8;;https://evil.test{REPLACEMENT}here{REPLACEMENT}[31m"
    )
    assert printable("refused\r\nok: [localhost] => restored") == "refused  ok: [localhost] => restored"


@pytest.mark.parametrize(
    "name",
    [
        "/subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/Größe_(2).x/providers/A.B/disks/d-1",
        "рабочая-группа",
        "作業群組",
        "مجموعة",
        "נכסים",
        "می\u200cروم",  # with the joiner that Persian needs
        "\N{FAMILY}\N{VARIATION SELECTOR-16}",
    ],
)
def test_names_stay(name: str) -> None:
    assert without_credentials(printable(name)) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://someone:pw@proxy:3128/", "http://proxy:3128/"),
        ("'https://someone:p%40w@host/x' and http://u@h", "'https://host/x' and http://h"),
        ("https://host.test/a?api-version=1&t=2&c=3&s=4&h=5.", "https://host.test/a"),
        ("https://store.blob.core.windows.net/c/b?sv=1&sig=abc%3D", "https://store.blob.core.windows.net/c/b"),
        ("/subscriptions/x/operationStatus/y?api-version=1&s=abc", "/subscriptions/x/operationStatus/y"),
        ("see sig=abc here", "see  here"),
        (r"https://host/x?a=1\u0026s=abc", "https://host/x"),
        ("https://go.microsoft.com/fwlink/?linkid=2108", "https://go.microsoft.com/fwlink/?linkid=2108"),
        (f"Authorization: Bearer {TOKEN}", f"Authorization: {HIDDEN}"),
        ("bearer 0paque-t0ken!", f"{HIDDEN}!"),
        ("Proxy-Authorization: Basic c29tZW9uZTpwdzE=", f"Proxy-Authorization: {HIDDEN}"),
        (f"token={TOKEN},", f"token={HIDDEN},"),
        (TOKEN.partition(".")[0], HIDDEN),
        ("Bearer token expired. Basic authentication is off.", "Bearer token expired. Basic authentication is off."),
        ("eyjafjallajokull-data.1", "eyjafjallajokull-data.1"),
    ],
)
def test_what_lets_somebody_in(text: str, shown: str) -> None:
    assert without_credentials(text) == shown


@pytest.mark.parametrize("read", [as_text, printable, without_credentials, removed])
@pytest.mark.parametrize(
    "piece", ["http://", "://", "://@", "@", "a", "eyJ", "eyJ.", "bearer ", "?", "&s", "sig", r"\u0026", " ", "\x1b"]
)
def test_long_texts_take_no_time(read: Callable[[str], object], piece: str) -> None:
    """A megabyte takes milliseconds. What would take the square of its length takes minutes, at the least."""
    began = time.process_time()

    read(piece * (1_000_000 // len(piece)))

    assert time.process_time() - began < 10
