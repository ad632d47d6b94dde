# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Makes a session with Azure, and names the vault, from the options."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .._arm.clock import Deadline
from .._arm.clouds import find_cloud
from .._arm.credentials.choose import describe
from .._arm.credentials.login import Login, merge_login
from .._arm.errors import OptionRefused
from .._arm.resource_ids import why_not_a_resource_group, why_not_a_subscription
from .._arm.session import ArmSession, read_without_token
from .._arm.silence import silence_libraries
from .._arm.tokens import Tokens
from .._azure.dataprotection.vaults import VaultRef, vault_ref, why_not_a_vault
from .._backup.option_values import OptionValues
from .runtime import Runtime

READING_SECONDS = 300.0
FIRST_API_VERSION = "2021-01-01"


@dataclass(frozen=True)
class Connection:
    """A session with Azure, and the vault of the task. Nothing was sent, except for the metadata of a cloud."""

    session: ArmSession
    vault: VaultRef
    warnings: list[str]


def read_vault(options: OptionValues, runtime: Runtime) -> tuple[Login, VaultRef]:
    """How to log in, from options and environment, and the vault that they name. Raises `OptionRefused`."""
    login = _with_paths(merge_login(options, runtime.environment), runtime)
    runtime.secrets.add_login(login)
    name, group = str(options["vault_name"]), str(options["vault_resource_group"])
    api_version = str(options["api_version"])
    if not login.subscription_id:
        raise OptionRefused(
            "subscription_id", "is missing: give the subscription of the vault here or in AZURE_SUBSCRIPTION_ID"
        )
    for option, why in (
        ("subscription_id", why_not_a_subscription(login.subscription_id)),
        ("vault_resource_group", why_not_a_resource_group(group)),
        ("vault_name", why_not_a_vault(name)),
        ("api_version", _why_not_an_api_version(api_version)),
    ):
        if why:
            raise OptionRefused(option, why)
    return login, vault_ref(login.subscription_id, group, name, api_version)


def connect(login: Login, vault: VaultRef, runtime: Runtime, *, seconds: float = READING_SECONDS) -> Connection:
    """A session for at most so many seconds, for a task with a vault."""
    warnings = (
        [] if login.verify_certificates else ["TLS certificates are not verified (cert_validation_mode: ignore)."]
    )
    return Connection(open_session(login, runtime, seconds=seconds), vault, warnings)


def open_session(login: Login, runtime: Runtime, *, seconds: float) -> ArmSession:
    """A session for at most so many seconds. The first request fetches the token."""
    wanted = runtime.watch_starters()
    silence_libraries()
    make_credential = runtime.choose_credential(login)
    clock, threads = runtime.clock, runtime.threads
    deadline = Deadline(clock, seconds)
    transport = runtime.open_transport(login.verify_certificates)
    doing = f"reading the endpoints of the cloud {login.cloud_environment}"
    cloud = find_cloud(
        login.cloud_environment, lambda url: read_without_token(transport, clock, deadline, url, doing=doing)
    )
    way = describe(login)
    tokens = Tokens(lambda: make_credential(cloud.authority), cloud.scope, clock, deadline, threads, way)
    return ArmSession(cloud, tokens, transport, clock, deadline, threads, wanted)


def _with_paths(login: Login, runtime: Runtime) -> Login:
    """The login with paths that do not depend on the folder of this process."""
    certificate, token = login.x509_certificate_path, login.oidc_token_file_path
    return replace(
        login,
        x509_certificate_path=str(runtime.path("x509_certificate_path", certificate)) if certificate else None,
        oidc_token_file_path=str(runtime.path("oidc_token_file_path", token)) if token else None,
    )


def _why_not_an_api_version(text: str) -> str | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) and text >= FIRST_API_VERSION:
        return None
    return (
        f"{text!r} is not a stable version of Microsoft.DataProtection, such as 2025-07-01, since {FIRST_API_VERSION}"
    )
