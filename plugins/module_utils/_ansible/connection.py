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
from .._arm.session import ArmSession, read_without_token
from .._arm.silence import silence_libraries
from .._arm.tokens import Tokens
from .._azure.dataprotection.vaults import VaultRef
from .._backup.named_vault import read_named_vault
from .._backup.option_values import OptionValues, check_name
from .runtime import Runtime

READING_SECONDS = 300.0
FIRST_API_VERSION = "2021-01-01"


@dataclass(frozen=True)
class Connection:
    """A session with Azure, and the vault of the task. Nothing was sent, except for the metadata of a cloud."""

    session: ArmSession
    vault: VaultRef
    warnings: list[str]


def read_login(options: OptionValues, runtime: Runtime) -> Login:
    """How to log in, from options and environment. Raises `OptionRefused`."""
    login = _with_paths(merge_login(options, runtime.environment), runtime)
    runtime.secrets.add_login(login)
    return login


def read_api_version(options: OptionValues) -> str:
    """The version of the service's API. Raises `OptionRefused`."""
    api_version = str(options["api_version"])
    check_name("api_version", api_version, _why_not_an_api_version)
    return api_version


def read_vault(options: OptionValues, runtime: Runtime) -> tuple[Login, VaultRef]:
    """How to log in, from options and environment, and the vault that they name. Raises `OptionRefused`."""
    login = read_login(options, runtime)
    return login, read_named_vault(options, login.subscription_id, read_api_version(options))


def connect(login: Login, vault: VaultRef, runtime: Runtime, *, seconds: float = READING_SECONDS) -> Connection:
    """A session for at most so many seconds, for a task with a vault."""
    return Connection(open_session(login, runtime, seconds=seconds), vault, login_warnings(login))


def login_warnings(login: Login) -> list[str]:
    """What a login leaves unprotected."""
    return [] if login.verify_certificates else ["TLS certificates are not verified (cert_validation_mode: ignore)."]


def open_session(login: Login, runtime: Runtime, *, seconds: float) -> ArmSession:
    """A session for at most so many seconds. The first request fetches the token."""
    wanted = runtime.watch_starters()
    silence_libraries()
    make_credential = runtime.choose_credential(login)
    clock, threads = runtime.clock, runtime.threads
    deadline = Deadline(clock, seconds)
    transport = runtime.open_transport(login.verify_certificates)
    runtime.closing.callback(transport.close)
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
