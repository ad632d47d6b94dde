# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""azure-identity works on the emulator unchanged, and Resource Manager takes no token but its own."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import CertificateCredential, ClientSecretCredential, ManagedIdentityCredential
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator


@pytest.fixture(autouse=True)
def trust(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", azure.ca_file)


def log_in(azure: Emulator, **other: str) -> str:
    exports = azure.environment()
    login = {"tenant_id": exports["AZURE_TENANT"], "client_id": exports["AZURE_CLIENT_ID"]}
    login |= {"client_secret": exports["AZURE_SECRET"], **other}
    credential = ClientSecretCredential(**login, authority=azure.url, disable_instance_discovery=True)
    return credential.get_token(f"{azure.url}/.default").token


def test_a_secret_gives_a_token_that_resource_manager_takes(azure: Emulator, client: Any) -> None:
    client.session.headers["Authorization"] = f"Bearer {log_in(azure)}"
    assert client.get(azure.estate.vault().id)["name"] == "dr-vault"


def test_the_metadata_lead_there(azure: Emulator, client: Any) -> None:
    (cloud,) = client.session.get(f"{azure.url}/metadata/endpoints?api-version=2019-05-01").json()
    assert cloud["authentication"]["loginEndpoint"] == cloud["resourceManager"] == f"{azure.url}/"


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"client_secret": "wrong"}, "AADSTS7000215"),
        ({"client_id": "00000000-0000-0000-0000-000000000001"}, "AADSTS700016"),
    ],
)
def test_a_refused_login_tells_why(azure: Emulator, other: dict[str, str], code: str) -> None:
    with pytest.raises(ClientAuthenticationError, match=code):
        log_in(azure, **other)


def test_an_unknown_tenant_is_told(azure: Emulator, client: Any) -> None:
    form = {"grant_type": "client_credentials"}
    answer = client.session.post(f"{azure.url}/00000000-0000-0000-0000-000000000002/oauth2/v2.0/token", data=form)
    assert (answer.status_code, answer.json()["error_codes"]) == (400, [90002])


def test_a_certificate_gives_a_token(azure: Emulator, tmp_path: Path) -> None:
    exports = azure.environment()
    file = tmp_path / "login.pem"
    file.write_bytes(_certificate())
    credential = CertificateCredential(
        exports["AZURE_TENANT"],
        exports["AZURE_CLIENT_ID"],
        str(file),
        authority=azure.url,
        disable_instance_discovery=True,
    )
    assert credential.get_token(f"{azure.url}/.default").token


def _certificate() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "erp")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    return secret + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize("host", ["imds_environment", "app_service_environment"])
def test_a_managed_identity_gets_a_token(
    azure: Emulator, client: Any, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    for name, value in getattr(azure, host)().items():
        monkeypatch.setenv(name, value)
    token = ManagedIdentityCredential().get_token(f"{azure.url}/.default").token
    client.session.headers["Authorization"] = f"Bearer {token}"
    assert client.get(azure.estate.vault().id)["name"] == "dr-vault"


@pytest.mark.parametrize(
    ("header", "code"),
    [(None, "AuthenticationFailed"), ("Bearer forged", "InvalidAuthenticationToken")],
)
def test_no_token_or_a_wrong_one_is_refused(azure: Emulator, client: Any, header: str | None, code: str) -> None:
    client.session.headers["Authorization"] = header
    answer = client.send("GET", azure.estate.vault().id)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    assert "authorization_uri" in answer.headers["WWW-Authenticate"]


def test_an_expired_token_is_refused(azure: Emulator, client: Any) -> None:
    azure.clock.advance(3600)
    assert client.get(azure.estate.vault().id)["error"]["code"] == "ExpiredAuthenticationToken"


def test_a_token_for_somebody_else_is_refused(azure: Emulator, client: Any) -> None:
    exports = azure.environment()
    form = {
        "grant_type": "client_credentials",
        "client_id": exports["AZURE_CLIENT_ID"],
        "client_secret": exports["AZURE_SECRET"],
        "scope": "https://graph.microsoft.com/.default",
    }
    token = client.session.post(f"{azure.url}/{exports['AZURE_TENANT']}/oauth2/v2.0/token", data=form).json()
    client.session.headers["Authorization"] = f"Bearer {token['access_token']}"
    assert client.get(azure.estate.vault().id)["error"]["code"] == "InvalidAuthenticationTokenAudience"
