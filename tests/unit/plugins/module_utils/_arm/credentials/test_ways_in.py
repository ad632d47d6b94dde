# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each row of the table in docs/docsite/rst/authentication.rst is true: by options, and by environment."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.options import login_options
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials import application
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.credentials.login import VARIABLES
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, slow
from ansible_collections.azure_dr.backup.tests.emulator.messages import parse_form
from ansible_collections.azure_dr.backup.tests.emulator.model import Principal
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.logins import (
    AzureCli,
    claims,
    federated_token,
    pem_certificate,
    pem_key,
)
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.support.pages import yaml_of

PAGE = Path(__file__).parents[6] / "docs/docsite/rst/authentication.rst"
APP, TENANT, SECRET = names.CLIENT_ID, names.TENANT_ID, names.CLIENT_SECRET
MACHINE, USER_ASSIGNED = names.CONTROLLER_CLIENT_ID, "6f0d3b52-1f4e-4a0c-9c55-6f2c0f7c0a11"
CERTIFICATE = {"x509_certificate_path": "~/app.pem", "x509_certificate_password": "open"}
BY_SECRET, BY_ASSERTION, BY_MACHINE, BY_AZ = "client_secret", "client_assertion", "the machine", "az"


@dataclass
class Row:
    """What is set, in one way or the other, and who is logged in by what."""

    by: str
    who: str = APP
    options: list[dict[str, Any]] = field(default_factory=list)
    environments: list[dict[str, str]] = field(default_factory=list)


def app(**options: str) -> dict[str, Any]:
    return {"client_id": APP, "tenant": TENANT, **options}


def exported(tenant: str = "AZURE_TENANT", **variables: str) -> dict[str, str]:
    return {"AZURE_CLIENT_ID": APP, tenant: TENANT, **variables}


AWX_EMPTY = {"AZURE_AD_USER": "", "AZURE_PASSWORD": ""}
MSI = {"ANSIBLE_AZURE_AUTH_SOURCE": "msi"}
OTHER_APP = {"AZURE_CLIENT_ID": "other", "AZURE_SECRET": "other", "AZURE_TENANT": "other"}
ROWS = {
    "An application with a secret": Row(
        BY_SECRET,
        options=[app(secret=SECRET)],
        environments=[exported(AZURE_SECRET=SECRET), exported("AZURE_TENANT_ID", AZURE_CLIENT_SECRET=SECRET)],
    ),
    "An application with a certificate (RSA; PEM with its key, or PKCS12)": Row(
        BY_ASSERTION,
        options=[app(**CERTIFICATE)],
        environments=[
            exported(AZURE_CLIENT_CERTIFICATE_PASSWORD="open", **{variable: "~/app.pem"})
            for variable in ("AZURE_X509_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH")
        ],
    ),
    "A workload identity in AKS": Row(
        BY_ASSERTION, environments=[exported("AZURE_TENANT_ID", AZURE_FEDERATED_TOKEN_FILE="~/token")]
    ),
    "A file with a token of a CI system that the application trusts": Row(
        BY_ASSERTION,
        options=[app(oidc_token_file_path="~/token")],
        environments=[exported(AZURE_FEDERATED_TOKEN_FILE="~/token")],
    ),
    "Such a token as text": Row(
        BY_ASSERTION,
        options=[app(oidc_token=federated_token())],
        environments=[exported(AZURE_FEDERATED_TOKEN=federated_token())],
    ),
    "A machine in Azure with a system-assigned identity": Row(
        BY_MACHINE, MACHINE, options=[{"auth_source": "msi"}], environments=[MSI]
    ),
    "A machine in Azure with a user-assigned identity": Row(
        BY_MACHINE,
        USER_ASSIGNED,
        options=[
            {"auth_source": "msi", "client_id": USER_ASSIGNED},
            {"auth_source": "msi", "managed_identity_object_id": "object"},
            {"auth_source": "msi", "managed_identity_resource_id": "/resource"},
        ],
        environments=[{**MSI, "AZURE_CLIENT_ID": USER_ASSIGNED}],
    ),
    "The Azure CLI, after ``az login``": Row(
        BY_AZ,
        options=[{}, {"auth_source": "cli"}],
        environments=[{}, {"ANSIBLE_AZURE_AUTH_SOURCE": "cli", "AZURE_CLIENT_ID": "other", "AZURE_SECRET": "other"}],
    ),
    "A profile in ``~/.azure/credentials``": Row(
        BY_SECRET,
        options=[{"profile": "erp"}],
        environments=[{"AZURE_PROFILE": "erp"}, {**OTHER_APP, "AZURE_PROFILE": "erp"}],
    ),
    "The profile ``default``": Row(
        BY_SECRET,
        options=[{}, {"auth_source": "credential_file"}],
        environments=[{}, {**OTHER_APP, "ANSIBLE_AZURE_AUTH_SOURCE": "credential_file"}],
    ),
    "AWX, a credential with client, secret and tenant": Row(BY_SECRET, environments=[exported(AZURE_SECRET=SECRET)]),
    "AWX in Azure, a credential with the subscription only": Row(
        BY_MACHINE,
        MACHINE,
        options=[{"auth_source": "msi"}],
        environments=[{**AWX_EMPTY, **MSI}, {**AWX_EMPTY, "AZURE_AUTH_SOURCE": "msi"}],
    ),
}
WAYS = [
    pytest.param(name, options, environment, id=f"{name}, {'options' if options else 'environment'} {number}")
    for name, row in ROWS.items()
    for number, (options, environment) in enumerate(
        [(options, {}) for options in row.options] + [({}, environment) for environment in row.environments]
    )
]


@pytest.fixture(autouse=True)
def machine(
    cloud: Emulator, home: Path, az: AzureCli, profiles: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine with an identity, files, and somebody who did `az login`."""
    (home / "app.pem").write_bytes(pem_key("open") + pem_certificate())
    (home / "token").write_text(federated_token())
    for name, value in cloud.imds_environment().items():
        monkeypatch.setenv(name, value)
    cloud.estate.access.add_principal(Principal("object", USER_ASSIGNED, resource_id="/resource"))
    az.gives(cloud.token())


@pytest.mark.parametrize(("name", "options", "environment"), WAYS)
def test_it_logs_in(
    cloud: Emulator,
    az: AzureCli,
    profiles: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    options: dict[str, Any],
    environment: dict[str, str],
) -> None:
    section = {"A profile in ``~/.azure/credentials``": "erp", "The profile ``default``": "default"}.get(name)
    if section:
        profiles(f"[{section}]\nclient_id = {APP}\nsecret = {SECRET}\ntenant = {TENANT}\n")
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)

    result = run_module("recovery_point_info", source_disk="erp-data", **options)

    assert result.get("recovery_points"), result
    bearers = {one.headers["Authorization"].split()[1] for one in cloud.requests if "Authorization" in one.headers}
    assert {claims(bearer)["appid"] for bearer in bearers} == {ROWS[name].who}
    assert ways_taken(cloud, az) == {ROWS[name].by}


def ways_taken(cloud: Emulator, az: AzureCli) -> set[str]:
    forms = [parse_form(one.raw.decode()) for one in cloud.requests_to("POST", "/oauth2/v2.0/token")]
    taken = {by for by in (BY_SECRET, BY_ASSERTION) for form in forms if by in form}
    taken |= {BY_MACHINE for one in cloud.requests_to("GET", "/metadata/identity/oauth2/token")}
    return taken | {BY_AZ for one in az.calls}


def test_an_empty_token_file_variable_lets_a_secret_win(cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in exported(AZURE_SECRET=SECRET, AZURE_FEDERATED_TOKEN_FILE="").items():
        monkeypatch.setenv(variable, value)
    assert run_module("recovery_point_info", source_disk="erp-data")["recovery_points"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (app(x509_certificate_path="/dev/zero"), "x509_certificate_path: /dev/zero is not a regular file"),
        (app(oidc_token_file_path="/dev/zero"), "oidc_token_file_path: /dev/zero is not a regular file"),
        (app(x509_certificate_path="/gone.pem"), "x509_certificate_path: /gone.pem can't be read: No such file"),
        (app(**{**CERTIFICATE, "x509_certificate_password": "hidden"}), "x509_certificate_password: the passphrase"),
        (app(oidc_token_file_path="/gone"), "oidc_token_file_path: /gone can't be read: No such file"),
        ({"profile": "gone"}, "profile: there is no [gone] in ~/.azure/credentials"),
        ({"managed_identity_object_id": "object"}, "managed_identity_object_id: auth_source is auto"),
        ({"ad_user": "erp@example.org", "password": "hidden"}, "ad_user: user name and password are not supported"),
        ({"adfs_authority_url": "https://adfs.example.org"}, "adfs_authority_url: AD FS is not supported"),
        ({"api_profile": "latest"}, "Unsupported parameters for "),
        ({"log_mode": "stderr", "log_path": "/x"}, "Unsupported parameters for "),
    ],
)
def test_what_does_not_log_in_is_told_before_anything_is_sent(
    cloud: Emulator, options: dict[str, Any], told: str
) -> None:
    result = run_module("recovery_point_info", source_disk="erp-data", **options)

    assert result["msg"].startswith(told), result["msg"]
    assert list(options)[-1] in result["msg"]
    assert "hidden" not in str(result)
    assert not cloud.requests


@pytest.mark.parametrize("way", [{"secret": SECRET}, {"oidc_token": federated_token()}], ids=["secret", "federation"])
def test_a_login_that_nobody_answers_ends(
    cloud: Emulator, monkeypatch: pytest.MonkeyPatch, way: dict[str, Any]
) -> None:
    monkeypatch.setattr(application, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(application, "RETRIES", 1)
    cloud.faults.add(Fault(slow(2), "POST", "/oauth2/v2.0/token", times=None))
    began = time.monotonic()

    result = run_module("recovery_point_info", source_disk="erp-data", **app(**way))

    assert result["error"]["code"] == "LoginFailed"
    assert len(cloud.requests_to("POST", "/oauth2/v2.0/token")) == 2
    assert time.monotonic() - began < 10


def test_the_table_has_these_rows() -> None:
    table = PAGE.read_text().partition("list-table::")[2].partition("Which login is used")[0]
    rows = [" ".join(row.split("    - ")[0].split()) for row in table.split("  * - ")[1:]]
    assert rows[1:] == list(ROWS)


def test_the_page_names_what_there_is() -> None:
    text = PAGE.read_text()
    known = {variable for variables in VARIABLES.values() for variable in variables} | {"AZURE_AUTHORITY_HOST"}
    options = set(login_options()) - {"thumbprint"}

    assert set(re.findall(r"\b(?:ANSIBLE_)?AZURE_[A-Z0-9_]+", text)) <= known
    assert {name for name in options if not re.search(rf"\b{name}\b", text)} == set()


def test_the_credential_type_for_awx_gives_what_is_taken() -> None:
    _tasks, inputs, injectors = yaml_of(PAGE)

    fields = {one["id"] for one in inputs["fields"]}
    used = set(re.findall(r"{{ (\w+)", "".join([*injectors["env"].values(), *injectors["file"].values()])))
    assert used - {"tower"} == fields
    assert set(injectors["env"]) <= {variable for variables in VARIABLES.values() for variable in variables}
