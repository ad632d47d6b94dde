# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options, profile and environment, merged one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.login import PROOFS, Login, merge_login
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import OptionRefused

ACME = "[acme]\nclient_id = acme\nsecret = 100%\ntenant = t\nsubscription_id = acme-sub\n"


def proof(login: Login) -> list[str]:
    return [name for name in PROOFS if getattr(login, name)]


def test_options_and_environment_complete_each_other() -> None:
    login = merge_login(
        {"client_id": "app"}, {"AZURE_SECRET": "s", "AZURE_TENANT": "t", "AZURE_SUBSCRIPTION_ID": "sub"}
    )

    assert (login.client_id, login.secret, login.tenant, login.subscription_id) == ("app", "s", "t", "sub")


def test_an_option_wins_over_the_environment() -> None:
    assert merge_login({"tenant": "mine"}, {"AZURE_TENANT": "other"}).tenant == "mine"


def test_an_empty_string_is_not_set() -> None:
    login = merge_login(
        {"secret": "", "tenant": " ", "ad_user": "", "client_id": "app"},
        {"AZURE_SECRET": "", "AZURE_CLIENT_SECRET": "s", "AZURE_TENANT": "t", "AZURE_AD_USER": ""},
    )

    assert (login.secret, login.tenant, login.ad_user) == ("s", "t", None)


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
        ("AZURE_FEDERATED_TOKEN", "oidc_token"),
        ("AZURE_FEDERATED_TOKEN_FILE", "oidc_token_file_path"),
        ("AZURE_X509_CERTIFICATE_PATH", "x509_certificate_path"),
        ("AZURE_CLIENT_CERTIFICATE_PATH", "x509_certificate_path"),
        ("AZURE_CLIENT_CERTIFICATE_PASSWORD", "x509_certificate_password"),
        ("AZURE_AD_USER", "ad_user"),
        ("AZURE_USERNAME", "ad_user"),
        ("AZURE_ADFS_AUTHORITY_URL", "adfs_authority_url"),
        ("ANSIBLE_AZURE_AUTH_SOURCE", "auth_source"),
        ("AZURE_AUTH_SOURCE", "auth_source"),
    ],
)
def test_both_families_of_names(variable: str, field: str) -> None:
    environment = {"AZURE_AUTH_SOURCE": "env", variable: "env"}
    assert getattr(merge_login({}, environment), field) == "env"


def test_a_secret_in_the_options_is_not_mixed_up_with_a_token_file_in_the_environment() -> None:
    environment = {"AZURE_CLIENT_ID": "pod", "AZURE_TENANT_ID": "t", "AZURE_FEDERATED_TOKEN_FILE": "/token"}

    assert proof(merge_login({}, environment)) == ["oidc_token_file_path"]
    login = merge_login({"client_id": "app", "secret": "s"}, environment)
    assert (proof(login), login.client_id, login.tenant) == (["secret"], "app", "t")


def test_the_passphrase_of_a_certificate_can_come_from_elsewhere() -> None:
    login = merge_login({"x509_certificate_path": "/c.pem"}, {"AZURE_CLIENT_CERTIFICATE_PASSWORD": "p"})
    assert login.x509_certificate_password == "p"


def test_a_profile_stands_between_options_and_environment(profiles: Callable[[str], None]) -> None:
    profiles(ACME)
    environment = {"AZURE_CLIENT_ID": "env", "AZURE_SECRET": "e", "AZURE_CLOUD_ENVIRONMENT": "AzureChinaCloud"}

    login = merge_login({"profile": "acme", "tenant": "mine"}, environment)

    assert (login.client_id, login.secret, login.tenant) == ("acme", "100%", "mine")
    assert (login.subscription_id, login.cloud_environment) == ("acme-sub", "AzureChinaCloud")
    assert merge_login({}, {**environment, "AZURE_PROFILE": "acme"}).client_id == "acme"


def test_an_application_in_the_options_wins_over_a_profile_in_the_environment(profiles: Callable[[str], None]) -> None:
    profiles(ACME)
    login = merge_login({"client_id": "app"}, {"AZURE_PROFILE": "acme", "AZURE_SECRET": "s"})
    assert (login.client_id, login.secret, login.subscription_id) == ("app", "s", None)


def test_the_default_profile_counts_where_nobody_names_an_application(profiles: Callable[[str], None]) -> None:
    profiles(ACME.replace("acme", "default"))

    assert merge_login({}, {}).client_id == "default"
    assert merge_login({}, {"AZURE_CLIENT_ID": "app"}).secret is None
    assert merge_login({"auth_source": "env"}, {}).client_id is None
    assert merge_login({"auth_source": "credential_file"}, {"AZURE_CLIENT_ID": "app"}).client_id == "default"


@pytest.mark.parametrize("source", ["cli", "msi"])
def test_no_profile_is_read_for_who_is_no_application(source: str) -> None:
    assert merge_login({"auth_source": source}, {"AZURE_PROFILE": "gone"}).client_id is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[acme]\nclient_id = a\n", r"there is no \[erp\] in ~/.azure/credentials \(there is: acme\)"),
        ("client_id = a\nsecret = hidden\n", "no valid ini file"),
        ("[erp]\nhidden\n", "no valid ini file"),
    ],
)
def test_a_profile_that_cannot_be_had(profiles: Callable[[str], None], text: str, told: str) -> None:
    profiles(text)
    with pytest.raises(OptionRefused, match=told) as raised:
        merge_login({"profile": "erp"}, {})
    assert "hidden" not in raised.value.message


def test_a_file_of_profiles_that_can_t_be_read_matters_to_who_names_one(home: Path) -> None:
    """As in the home of another user."""
    (home / ".azure" / "credentials").mkdir(parents=True)

    with pytest.raises(OptionRefused, match=r"^profile: ~/\.azure/credentials can't be read: Is a directory$"):
        merge_login({"profile": "erp"}, {})
    assert merge_login({}, {"AZURE_CLIENT_ID": "app"}).client_id == "app"
    assert merge_login({}, {}).client_id is None


def test_no_file_with_profiles() -> None:
    with pytest.raises(OptionRefused, match=r"there is no \[default\] in .*there is: none"):
        merge_login({"auth_source": "credential_file"}, {})


@pytest.mark.parametrize("option", ["ad_user", "password", "adfs_authority_url"])
def test_what_is_no_way_in_is_refused_by_name(option: str) -> None:
    with pytest.raises(OptionRefused, match=f"^{option}: .* not supported"):
        merge_login({option: "x", "client_id": "app", "secret": "s", "tenant": "t"}, {})


@pytest.mark.parametrize(
    ("host", "cloud"),
    [
        ("https://login.microsoftonline.us/", "AzureUSGovernment"),
        ("login.microsoftonline.us", "AzureUSGovernment"),
        (" LOGIN.microsoftonline.us/ ", "AzureUSGovernment"),
        ("login.microsoftonline.us:443", "AzureUSGovernment"),
        ("login.usgovcloudapi.net", "AzureUSGovernment"),
        ("https://login.chinacloudapi.cn", "AzureChinaCloud"),
        ("login.partner.microsoftonline.cn", "AzureChinaCloud"),
        ("https://login.microsoftonline.com/", "AzureCloud"),
        ("https://login.windows.net", "AzureCloud"),
        ("", "AzureCloud"),
    ],
)
def test_the_cloud_of_a_pod(host: str, cloud: str) -> None:
    assert merge_login({}, {"AZURE_AUTHORITY_HOST": host}).cloud_environment == cloud


@pytest.mark.parametrize(
    "host",
    [
        "https://login.elsewhere.example/",
        "login.elsewhere.example",
        "http://login.microsoftonline.us",
        "login.microsoftonline.us.evil.test",
        "login.microsoftonline.us@evil.test",
        "login.microsoftonline.us:8443",
        "login.microsoftonline.us/tenant",
        "someone:hidden@login.microsoftonline.us",
    ],
)
def test_a_login_endpoint_of_no_cloud_is_not_taken_for_the_public_one(host: str) -> None:
    with pytest.raises(OptionRefused, match=r"^cloud_environment: AZURE_AUTHORITY_HOST names") as raised:
        merge_login({}, {"AZURE_AUTHORITY_HOST": host})
    assert "hidden" not in raised.value.message

    named = merge_login({"cloud_environment": "AzureGlobal"}, {"AZURE_AUTHORITY_HOST": host})
    assert named.cloud_environment == "AzureGlobal"


@pytest.mark.parametrize(
    ("variable", "option", "word"),
    [
        ("AZURE_CERT_VALIDATION", "cert_validation_mode", "ignored"),
        ("AZURE_CERT_VALIDATION_MODE", "cert_validation_mode", "none"),
        ("AZURE_DISABLE_INSTANCE_DISCOVERY", "disable_instance_discovery", "tru"),
        ("AZURE_DISABLE_INSTANCE_DISCOVERY", "disable_instance_discovery", "enabled"),
    ],
)
def test_a_word_that_is_not_understood_is_no_default(
    profiles: Callable[[str], None], variable: str, option: str, word: str
) -> None:
    with pytest.raises(OptionRefused, match=rf"^{option}: \'{word}\' \(from {variable}\) is none of"):
        merge_login({}, {variable: word})

    profiles(f"[erp]\n{option} = {word}\n")
    with pytest.raises(OptionRefused, match=rf"^{option}: \'{word}\' \(from profile erp in .*\) is none of"):
        merge_login({"profile": "erp"}, {})


def test_where_each_came_from_is_known(profiles: Callable[[str], None]) -> None:
    profiles("[erp]\ntenant = t\n")

    login = merge_login(
        {"client_id": "app", "profile": "erp"}, {"AZURE_CLIENT_SECRET": "hidden", "AZURE_TENANT": "other"}
    )

    assert (
        login.used
        == "client_id (the option), tenant (profile erp in ~/.azure/credentials), secret (AZURE_CLIENT_SECRET)"
    )


def test_the_environment_says_false_in_words() -> None:
    assert merge_login({}, {"AZURE_DISABLE_INSTANCE_DISCOVERY": "false"}).disable_instance_discovery is False
    assert merge_login({}, {"AZURE_DISABLE_INSTANCE_DISCOVERY": "True"}).disable_instance_discovery is True
    option = {"disable_instance_discovery": False}
    assert merge_login(option, {"AZURE_DISABLE_INSTANCE_DISCOVERY": "1"}) == merge_login({}, {})


def test_certificates_are_verified_unless_someone_says_otherwise() -> None:
    assert merge_login({}, {}).verify_certificates is True
    assert merge_login({}, {"AZURE_CERT_VALIDATION": "ignore"}).verify_certificates is False
    option = {"cert_validation_mode": "validate"}
    assert merge_login(option, {"AZURE_CERT_VALIDATION_MODE": "ignore"}).verify_certificates


def test_a_login_does_not_show_its_secrets() -> None:
    for option in ("secret", "oidc_token", "x509_certificate_password"):
        assert "hidden" not in repr(merge_login({option: "hidden"}, {}))
