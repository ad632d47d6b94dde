# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What you have decides what is used, and what is missing is told before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.choose import choose_credential
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.login import merge_login
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import LoginFailed, OptionRefused
from ansible_collections.azure_dr.backup.tests.support.logins import (
    AzureCli,
    federated_token,
    pem_certificate,
    pem_key,
)

APP = {"client_id": "app", "tenant": "t"}
SECRET = {"secret": "s"}
EXPORTED = {"AZURE_CLIENT_ID": "app", "AZURE_TENANT": "t", "AZURE_SECRET": "s"}
WEBHOOK = {"AZURE_CLIENT_ID": "app", "AZURE_TENANT_ID": "t", "AZURE_FEDERATED_TOKEN_FILE": "token"}
AWX_EMPTY = {"AZURE_SUBSCRIPTION_ID": "sub", "AZURE_AD_USER": "", "AZURE_PASSWORD": ""}
ONE_OF = (
    "one of oidc_token (AZURE_FEDERATED_TOKEN), oidc_token_file_path (AZURE_FEDERATED_TOKEN_FILE), "
    "secret (AZURE_SECRET), x509_certificate_path (AZURE_X509_CERTIFICATE_PATH)"
)
NOTHING = (
    "There is no login for Azure: there is no client_id (option, AZURE_CLIENT_ID, or [default] in "
    "~/.azure/credentials), and no command az on the PATH. Give client_id, tenant and secret of an application, or set "
    "auth_source: msi on a machine with a managed identity."
)
AWX_PERSON = {"AZURE_SUBSCRIPTION_ID": "sub", "AZURE_AD_USER": "erp@example.org", "AZURE_PASSWORD": "p"}


@pytest.fixture(autouse=True)
def files(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    Path("token").write_text(federated_token())
    Path("app.pem").write_bytes(pem_key() + pem_certificate())


@pytest.mark.parametrize(
    ("options", "environment", "used"),
    [
        ({**APP, **SECRET}, {}, "ClientSecretCredential"),
        ({}, EXPORTED, "ClientSecretCredential"),
        ({"client_id": "app"}, {"AZURE_TENANT": "t", "AZURE_SECRET": "s"}, "ClientSecretCredential"),
        ({"auth_source": "env"}, EXPORTED, "ClientSecretCredential"),
        ({**APP, "x509_certificate_path": "app.pem"}, {}, "CertificateCredential"),
        ({**APP, "x509_certificate_path": "app.pem", **SECRET}, {}, "ClientSecretCredential"),
        ({**APP, "x509_certificate_path": "app.pem", "thumbprint": "0F"}, EXPORTED, "CertificateCredential"),
        ({**APP, "oidc_token": "t"}, {}, "ClientAssertionCredential"),
        ({**APP, "oidc_token_file_path": "token", **SECRET}, {}, "ClientAssertionCredential"),
        ({}, WEBHOOK, "ClientAssertionCredential"),
        ({**APP, **SECRET}, WEBHOOK, "ClientSecretCredential"),
        ({"auth_source": "msi"}, {}, "ManagedIdentityCredential"),
        ({"auth_source": "msi", "client_id": "app"}, EXPORTED, "ManagedIdentityCredential"),
        ({}, {"ANSIBLE_AZURE_AUTH_SOURCE": "msi", **AWX_EMPTY}, "ManagedIdentityCredential"),
        ({"auth_source": "cli"}, EXPORTED, "AzureCliCredential"),
        ({}, {}, "AzureCliCredential"),
        ({}, AWX_EMPTY, "AzureCliCredential"),
        ({}, {"AZURE_SECRET": "s", "AZURE_TENANT": "t"}, "AzureCliCredential"),
        ({}, {**AWX_PERSON, **EXPORTED}, "ClientSecretCredential"),
        ({"auth_source": "cli"}, AWX_PERSON, "AzureCliCredential"),
    ],
)
def test_what_is_used(az: AzureCli, options: dict[str, str], environment: dict[str, str], used: str) -> None:
    az.gives("token")

    made = choose_credential(merge_login(options, environment))("https://login.microsoftonline.com")

    assert type(made).__name__ == used


@pytest.mark.parametrize(
    ("options", "environment", "told"),
    [
        (
            {"client_id": "app", **SECRET},
            {},
            (
                "Missing to log in with a client secret: tenant (AZURE_TENANT). Given: client_id (the option), "
                "secret (the option)."
            ),
        ),
        (
            {},
            {"AZURE_CLIENT_ID": "app", "AZURE_CLIENT_SECRET": "s"},
            (
                "Missing to log in with a client secret: tenant (AZURE_TENANT). Given: client_id (AZURE_CLIENT_ID), "
                "secret (AZURE_CLIENT_SECRET)."
            ),
        ),
        (
            {"oidc_token": "t"},
            {},
            (
                "Missing to log in with a federated token: client_id (AZURE_CLIENT_ID), tenant (AZURE_TENANT). Given: "
                "oidc_token (the option)."
            ),
        ),
        (
            {"client_id": "app"},
            {},
            f"Missing to log in as an application: tenant (AZURE_TENANT), {ONE_OF}. Given: client_id (the option).",
        ),
        (
            {"auth_source": "env"},
            AWX_EMPTY,
            f"Missing to log in as an application: client_id (AZURE_CLIENT_ID), tenant (AZURE_TENANT), {ONE_OF}.",
        ),
        ({"auth_source": "cli"}, {}, "Missing to log in with the Azure CLI: the command az on the PATH."),
        (
            {},
            AWX_EMPTY,
            NOTHING,
        ),
    ],
)
def test_what_is_missing_is_said(options: dict[str, str], environment: dict[str, str], told: str) -> None:
    with pytest.raises(LoginFailed) as raised:
        choose_credential(merge_login(options, environment))
    assert raised.value.message == told


@pytest.mark.parametrize(
    ("options", "environment", "option"),
    [
        ({"auth_source": "magic"}, {}, "auth_source"),
        ({"auth_source": "cli", "tenant": "not a tenant"}, {}, "tenant"),
        ({"managed_identity_object_id": "id"}, {}, "managed_identity_object_id"),
        ({"managed_identity_resource_id": "id"}, EXPORTED, "managed_identity_resource_id"),
        (
            {"auth_source": "msi", "managed_identity_object_id": "i", "managed_identity_resource_id": "j"},
            {},
            "managed_identity_object_id",
        ),
        ({}, AWX_PERSON, "ad_user"),
        ({"auth_source": "env"}, AWX_PERSON, "ad_user"),
        ({**APP}, AWX_PERSON, "ad_user"),
        ({**APP, **SECRET}, {"AZURE_ADFS_AUTHORITY_URL": "https://adfs.example.org/adfs"}, "adfs_authority_url"),
    ],
)
def test_what_is_refused(az: AzureCli, options: dict[str, str], environment: dict[str, str], option: str) -> None:
    az.gives("token")
    with pytest.raises(OptionRefused, match=f"^{option}: ") as raised:
        choose_credential(merge_login(options, environment))
    assert raised.value.problem.target == option
