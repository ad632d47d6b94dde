# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options and environment, merged one by one."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.choose import choose_credential
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.login import Login, merge_login
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import LoginFailed, OptionRefused


def test_options_and_environment_complete_each_other() -> None:
    login = merge_login(
        {"client_id": "app"}, {"AZURE_SECRET": "s", "AZURE_TENANT": "t", "AZURE_SUBSCRIPTION_ID": "sub"}
    )

    assert (login.client_id, login.secret, login.tenant, login.subscription_id) == ("app", "s", "t", "sub")


def test_an_option_wins_over_the_environment() -> None:
    assert merge_login({"tenant": "mine"}, {"AZURE_TENANT": "other"}).tenant == "mine"


def test_an_empty_string_is_not_set() -> None:
    login = merge_login(
        {"secret": "", "tenant": " "}, {"AZURE_SECRET": "", "AZURE_CLIENT_SECRET": "s", "AZURE_TENANT": "t"}
    )

    assert (login.secret, login.tenant, login.client_id) == ("s", "t", None)


@pytest.mark.parametrize(
    ("variable", "field"),
    [
        ("AZURE_SECRET", "secret"),
        ("AZURE_CLIENT_SECRET", "secret"),
        ("AZURE_TENANT", "tenant"),
        ("AZURE_TENANT_ID", "tenant"),
        ("AZURE_CLIENT_ID", "client_id"),
        ("AZURE_SUBSCRIPTION_ID", "subscription_id"),
        ("AZURE_CLOUD_ENVIRONMENT", "cloud_environment"),
        ("ANSIBLE_AZURE_AUTH_SOURCE", "auth_source"),
    ],
)
def test_both_families_of_names(variable: str, field: str) -> None:
    assert getattr(merge_login({}, {variable: "cli"}), field) == "cli"


def test_the_environment_says_false_in_words() -> None:
    assert merge_login({}, {"AZURE_DISABLE_INSTANCE_DISCOVERY": "false"}).disable_instance_discovery is False
    assert merge_login({}, {"AZURE_DISABLE_INSTANCE_DISCOVERY": "True"}).disable_instance_discovery is True
    assert merge_login({"disable_instance_discovery": False}, {"AZURE_DISABLE_INSTANCE_DISCOVERY": "1"}) == merge_login(
        {}, {}
    )


def test_certificates_are_verified_unless_someone_says_otherwise() -> None:
    assert merge_login({}, {}).verify_certificates is True
    assert merge_login({}, {"AZURE_CERT_VALIDATION": "ignore"}).verify_certificates is False
    assert merge_login(
        {"cert_validation_mode": "validate"}, {"AZURE_CERT_VALIDATION_MODE": "ignore"}
    ).verify_certificates


def login(**options: str) -> Login:
    return merge_login(options, {})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"client_id": "app"}, "secret and tenant must be given"),
        ({"client_id": "app", "secret": "s"}, "client secret, tenant must be given"),
        ({"auth_source": "env"}, "client_id and secret and tenant must be given"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_sent(options: dict[str, str], told: str) -> None:
    with pytest.raises(LoginFailed, match=told):
        choose_credential(login(**options))


def test_an_unknown_source() -> None:
    with pytest.raises(OptionRefused, match="auth_source"):
        choose_credential(login(auth_source="magic"))


@pytest.mark.parametrize(
    ("options", "credential"),
    [
        ({"client_id": "app", "secret": "s", "tenant": "t"}, "ClientSecretCredential"),
        ({"auth_source": "msi"}, "ManagedIdentityCredential"),
        ({"auth_source": "msi", "client_id": "app"}, "ManagedIdentityCredential"),
        ({"auth_source": "cli", "client_id": "app", "secret": "s", "tenant": "t"}, "AzureCliCredential"),
        ({}, "AzureCliCredential"),
    ],
)
def test_which_way_in_is_taken(options: dict[str, str], credential: str) -> None:
    made = choose_credential(login(**options))("https://login.microsoftonline.com")

    assert type(made).__name__ == credential
