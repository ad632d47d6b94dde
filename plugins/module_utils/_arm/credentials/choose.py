# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Which method a login uses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from ..errors import LoginFailed, OptionRefused
from ..tokens import Way
from . import (
    application,
    azure_cli,
    certificate,
    client_secret,
    federated_token,
    federated_token_file,
    managed_identity,
)
from .login import VARIABLES, Login
from .refused import REFUSED

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential


class Method(Protocol):
    """A method to log in: each has a file in this folder."""

    NAME: str

    def lacks(self, login: Login) -> list[str]:
        """What is missing. Raises `OptionRefused` for an option that can't be used. Sends nothing."""

    def make(self, login: Login, authority: str) -> TokenCredential:
        """The credential. Nothing is sent yet."""


class ApplicationMethod(Method, Protocol):
    """A method to log in as an application, used if its option is given."""

    OPTION: str


SOURCES = ("auto", "cli", "credential_file", "env", "msi")
APPLICATION_METHODS: tuple[ApplicationMethod, ...] = (
    federated_token,
    federated_token_file,
    client_secret,
    certificate,
)
NOTHING_GIVEN = (
    "There is no login for Azure: there is no client_id (option, AZURE_CLIENT_ID, or [default] in "
    "~/.azure/credentials), and no command az on the PATH. Give client_id, tenant and secret of an application, or set "
    "auth_source: msi on a machine with a managed identity."
)


def choose_credential(login: Login) -> Callable[[str], TokenCredential]:
    """The function that makes the credential for an authority. Raises before anything is sent if something is missing.

    `auto` uses the application that is named, otherwise the Azure CLI. A managed identity is never guessed: looking for
    one can hang where there is none.
    """
    if login.auth_source not in SOURCES:
        raise OptionRefused("auth_source", f"{login.auth_source!r} is none of {', '.join(SOURCES)}")
    if login.tenant and not re.fullmatch(r"[A-Za-z0-9.-]+", login.tenant):
        raise OptionRefused("tenant", f"{login.tenant!r} is neither the id nor a domain of a tenant")
    for option in ("managed_identity_object_id", "managed_identity_resource_id"):
        if getattr(login, option) and login.auth_source != "msi":
            raise OptionRefused(option, f"auth_source is {login.auth_source}, and only msi takes a managed identity")
    method = _method(login)
    if missing := method.lacks(login):
        told = ", ".join(_said_by(name) for name in missing)
        raise LoginFailed(f"Missing to log in with {method.NAME}: {told}.{_given(login)}")
    return lambda authority: method.make(login, authority)


def _said_by(name: str) -> str:
    """An option with its environment variable."""
    return f"{name} ({VARIABLES[name][0]})" if name in VARIABLES else name


def _given(login: Login) -> str:
    return f" Given: {login.used}." if login.used else ""


def describe(login: Login) -> Way:
    """Who gives the token, and what to check if there is none."""
    if login.auth_source == "msi":
        return Way(managed_identity.ASKS, managed_identity.CHECK)
    if login.auth_source == "cli" or not login.client_id:
        return Way(azure_cli.ASKS, azure_cli.CHECK)
    return Way(application.ASKS, application.CHECK, login.used, login.secrets)


def _method(login: Login) -> Method:
    if login.auth_source == "msi":
        return managed_identity
    if login.auth_source == "cli":
        return azure_cli
    proven = next((method for method in APPLICATION_METHODS if getattr(login, method.OPTION)), None)
    if not proven and login.ad_user:
        raise OptionRefused("ad_user", REFUSED["ad_user"])
    if login.auth_source == "auto" and not login.client_id and not proven:
        if azure_cli.lacks(login):
            raise LoginFailed(NOTHING_GIVEN)
        return azure_cli
    if login.adfs_authority_url:
        raise OptionRefused("adfs_authority_url", REFUSED["adfs_authority_url"])
    if not proven:
        one_of = f"one of {', '.join(_said_by(method.OPTION) for method in APPLICATION_METHODS)}"
        missing = [_said_by(name) for name in application.missing(login)]
        raise LoginFailed(f"Missing to log in as an application: {', '.join([*missing, one_of])}.{_given(login)}")
    return proven
