# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in with a certificate, by the real azure-identity."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import OptionRefused
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.tokens import Tokens
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.messages import parse_form
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.logins import (
    claims,
    ec_key,
    pem_certificate,
    pem_key,
    pfx,
)

LogIn = Callable[..., Tokens]
APP = {"client_id": names.CLIENT_ID, "tenant": names.TENANT_ID}


@pytest.mark.parametrize(
    ("content", "passphrase"),
    [
        (pem_key() + pem_certificate(), None),
        (pem_certificate() + pem_key(), None),
        (pem_key("open sesame") + pem_certificate(), "open sesame"),
        (pfx(), None),
        (pfx("öffne dich"), "öffne dich"),
    ],
    ids=["PEM", "PEM, key last", "PEM with passphrase", "PKCS12", "PKCS12 with passphrase"],
)
def test_a_certificate_logs_in(
    cloud: Emulator, log_in: LogIn, home: Path, content: bytes, passphrase: str | None
) -> None:
    (home / "app").write_bytes(content)
    tokens = log_in(**APP, x509_certificate_path="~/app", x509_certificate_password=passphrase)
    assert not cloud.requests

    assert claims(tokens.bearer())["appid"] == names.CLIENT_ID

    (sent,) = cloud.requests_to("POST", "/oauth2/v2.0/token")
    assert claims(parse_form(sent.raw.decode())["client_assertion"])["iss"] == names.CLIENT_ID


@pytest.mark.parametrize(
    ("content", "passphrase", "told"),
    [
        (None, None, "x509_certificate_path: .*app can't be read: No such file or directory"),
        (b"hello", None, "x509_certificate_path: .*app is neither PEM nor PKCS12"),
        (pem_certificate(), None, "x509_certificate_path: there is no private key in .*app"),
        (pem_key(), None, "x509_certificate_path: there is no certificate in .*app"),
        (pfx(with_key=False), None, "x509_certificate_path: there is no private key in .*app"),
        (pem_key(key=ec_key()) + pem_certificate(ec_key()), None, "x509_certificate_path: .* is not an RSA key"),
        (pem_key()[:200] + pem_key()[-60:], None, "x509_certificate_path: .*app is damaged"),
        (pem_key("open") + pem_certificate(), None, "x509_certificate_password: .*app is locked with a passphrase"),
        (pem_key("open") + pem_certificate(), "shut", "x509_certificate_password: the passphrase does not open"),
        (pem_key() + pem_certificate(), "open", "x509_certificate_password: .*app has no passphrase"),
        (pfx("open"), None, "x509_certificate_password: .*app does not open without a passphrase"),
        (pfx("open"), "shut", "x509_certificate_password: the passphrase does not open"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said_before_anything_is_sent(
    cloud: Emulator, log_in: LogIn, home: Path, content: bytes | None, passphrase: str | None, told: str
) -> None:
    if content is not None:
        (home / "app").write_bytes(content)

    with pytest.raises(OptionRefused, match=f"^{told}") as raised:
        log_in(**APP, x509_certificate_path=str(home / "app"), x509_certificate_password=passphrase)

    assert "\n" not in raised.value.message
    assert not cloud.requests
