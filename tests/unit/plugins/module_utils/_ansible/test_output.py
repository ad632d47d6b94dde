# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What leaves a task: texts without secrets, results in plain JSON."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.output import Output
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.secrets import Secrets
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.login import merge_login
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.plain_text import HIDDEN

AWKWARD = 'p@ss"/w\\rd\N{EURO SIGN}&#1'


def shown(text: str, *secrets: str, **environment: str) -> str:
    known = Secrets()
    known.add(*secrets)
    known.add_environment(environment)
    return Output(known).line(text)


@pytest.mark.parametrize(
    "form",
    [
        AWKWARD,
        "p%40ss%22%2Fw%5Crd%E2%82%AC%26%231",
        "p%40ss%22%2fw%5crd%e2%82%ac%26%231",
        json.dumps(AWKWARD),
        json.dumps(AWKWARD, ensure_ascii=False),
        repr(AWKWARD),
        'p@ss"/w\\rd\N{EURO SIGN}&amp;#1',
        "cEBzcyIvd1xyZOKCrCYjMQ==",
    ],
)
def test_a_secret_in_any_form(form: str) -> None:
    told = shown(f"client_secret={form}!", AWKWARD)

    assert HIDDEN in told
    assert "ss" not in told.replace("client_secret", "")


def test_a_secret_that_was_cut_off() -> None:
    assert shown("The secret is let~the.emul ...", "let~the.emulator_in") == f"The secret is {HIDDEN} ..."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wrong password: 'data'.", f"wrong password: '{HIDDEN}'."),
        ("password=data&x=1", f"password={HIDDEN}&x=1"),
        ("disk erp-data in /groups/data/x, metadata", "disk erp-data in /groups/data/x, metadata"),
    ],
)
def test_a_short_secret_is_removed_where_it_stands_by_itself(text: str, told: str) -> None:
    assert shown(text, "data") == told


def test_what_is_too_short_is_no_secret() -> None:
    assert shown("1 of 3 disks", "1", "", "  ") == "1 of 3 disks"


def test_a_secret_named_as_a_result_does_not_take_its_place() -> None:
    secrets = Secrets()
    secrets.add("changed", "restores", "dr-vault")

    assert Output(secrets).result({"changed": True, "restores": [], "vault": "dr-vault"}) == {
        "changed": True,
        "restores": [],
        "vault": HIDDEN,
    }


@pytest.mark.parametrize(
    "name",
    [
        "AZURE_SECRET",
        "AZURE_CLIENT_SECRET",
        "AZURE_PASSWORD",
        "AZURE_FEDERATED_TOKEN",
        "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        "IDENTITY_HEADER",
        "MSI_SECRET",
    ],
)
def test_secrets_of_the_environment(name: str) -> None:
    assert shown("It is s3cr3t-enough.", **{name: "s3cr3t-enough"}) == f"It is {HIDDEN}."


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY", "AZURE_CLOUD_ENVIRONMENT"])
@pytest.mark.parametrize(
    "url",
    [
        "http://someone:s3cr3t-p%40ss@proxy:3128",
        "someone:s3cr3t-p%40ss@proxy",
        "http:/someone:s3cr3t-p%40ss@proxy:port",
        "http//:someone:s3cr3t-p%40ss@[::1",
    ],
)
def test_passwords_of_proxies_and_clouds(name: str, url: str) -> None:
    told = shown(f"Failed to parse: {url}; s3cr3t-p@ss", **{name: url})

    assert "s3cr3t" not in told


def test_pieces_of_a_password_that_breaks_a_url() -> None:
    told = shown("Port could not be cast to integer value as 'secretpiece'", HTTPS_PROXY="http://u:secretpiece/#@p:1")

    assert "secretpiece" not in told


def test_secrets_of_a_login(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("0paque-federated-token\n")
    options = {
        "cloud_environment": "https://someone:cl0ud-pass@host",
        "x509_certificate_password": "cert-pass",
        "oidc_token_file_path": str(tmp_path / "token"),
    }
    secrets = Secrets()

    secrets.add_login(merge_login(options, {}))

    told = secrets.remove_from("cl0ud-pass, cert-pass, 0paque-federated-token")
    assert told == ", ".join([HIDDEN] * 3)


def test_results_are_plain_json() -> None:
    class Odd:
        def __str__(self) -> str:
            return "odd\x1b"

    nested: dict[str, Any] = {}
    for _level in range(500):
        nested = {"inner": nested}
    result = {
        "numbers": [float("nan"), float("inf"), -float("inf"), 10**400, 2**62, 1.5, True, None],
        "times": (date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=timezone.utc)),
        "odd": {Odd(), b"\xff"},
        3: {None: "x", "a\x1b[1m\nb": "\ud800"},
        "nested": nested,
    }

    safe = Output(Secrets()).result(result)

    assert json.loads(json.dumps(safe, allow_nan=False)) == safe
    assert safe["numbers"] == [None, None, None, None, 2**62, 1.5, True, None]
    assert safe["times"] == ["2026-01-02", "2026-01-02T00:00:00+00:00"]
    assert sorted(safe["odd"]) == ["odd\ufffd", "\ufffd"]
    assert safe["3"] == {"None": "x", "a\ufffd[1m b": "\ufffd"}


def test_lines_break_in_differences_and_tracebacks_only() -> None:
    text = "a\n  b\r\x1b[2K"

    safe = Output(Secrets()).result({"msg": text, "diff": {"before": "", "after": text}, "exception": text})

    assert safe == {
        "msg": "a   b \ufffd[2K",
        "diff": {"before": "", "after": "a\n  b \ufffd[2K"},
        "exception": "a\n  b \ufffd[2K",
    }
