# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Workload identity federation: another identity provider's token, from a file or as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import LoginFailed, OptionRefused
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.tokens import Tokens
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.messages import parse_form
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.logins import claims, federated_token

LogIn = Callable[..., Tokens]
APP = {"client_id": names.CLIENT_ID, "tenant": names.TENANT_ID}


def assertions(azure: Emulator) -> list[str]:
    sent = azure.requests_to("POST", "/oauth2/v2.0/token")
    return [parse_form(one.raw.decode())["client_assertion"] for one in sent]


def test_a_token_logs_in(cloud: Emulator, log_in: LogIn) -> None:
    token = federated_token()
    assert claims(log_in(**APP, oidc_token=f" {token}\n").bearer())["appid"] == names.CLIENT_ID
    assert assertions(cloud) == [token]


def test_the_file_is_read_again_at_each_renewal(cloud: Emulator, log_in: LogIn, home: Path) -> None:
    file, first, second = home / "token", federated_token("first"), federated_token("second")
    file.write_text(f"{first}\n")
    tokens = log_in(**APP, oidc_token_file_path="~/token")

    bearer = tokens.bearer()
    file.write_text(second)
    assert tokens.bearer() == bearer
    tokens.renew(bearer, None)

    assert tokens.bearer() != bearer
    assert assertions(cloud) == [first, second]


def test_a_file_that_goes_away_is_said(log_in: LogIn, home: Path) -> None:
    (home / "token").write_text(federated_token())
    tokens = log_in(**APP, oidc_token_file_path="~/token")
    bearer = tokens.bearer()
    (home / "token").unlink()

    with pytest.raises(OptionRefused, match="oidc_token_file_path: ~/token can't be read: No such file"):
        tokens.renew(bearer, None)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "/.*token can't be read: No such file"),
        (b" \n", "there is no token in /.*token"),
        (b"\xff\xfe\x00", "there is no token in /.*token"),
    ],
)
def test_a_file_that_is_no_use_is_said_before_anything_is_sent(
    cloud: Emulator, log_in: LogIn, home: Path, content: bytes | None, told: str
) -> None:
    if content is not None:
        (home / "token").write_bytes(content)
    with pytest.raises(OptionRefused, match=f"^oidc_token_file_path: {told}"):
        log_in(**APP, oidc_token_file_path=str(home / "token"))
    assert not cloud.requests


def test_a_token_that_is_refused_is_not_shown(log_in: LogIn) -> None:
    tokens = log_in(**APP, oidc_token="eyJhidden")
    with pytest.raises(LoginFailed, match="AADSTS50027") as raised:
        tokens.bearer()
    assert "hidden" not in raised.value.message
