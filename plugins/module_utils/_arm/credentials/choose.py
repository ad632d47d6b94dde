# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Which way in a login takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from ..errors import LoginFailed, OptionRefused
from . import azure_cli, client_secret, managed_identity
from .login import Login

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential


class Method(Protocol):
    """A way in: each is a file beside this one."""

    NAME: str

    def lacks(self, login: Login) -> list[str]:
        """The options that are missing."""

    def make(self, login: Login, authority: str) -> TokenCredential:
        """The credential. Nothing is sent yet."""


SOURCES = ("auto", "env", "cli", "msi")


def choose_credential(login: Login) -> Callable[[str], TokenCredential]:
    """What makes the credential for an authority. Raises before anything is sent where something is missing.

    `auto` takes the application that options or environment name, else the Azure CLI. A managed identity is
    never guessed: looking for one can hang where there is none.
    """
    if login.auth_source not in SOURCES:
        raise OptionRefused("auth_source", f"{login.auth_source!r} is none of {', '.join(SOURCES)}")
    method = _method(login)
    if missing := method.lacks(login):
        raise LoginFailed(f"To log in with a {method.NAME}, {' and '.join(missing)} must be given.")
    return lambda authority: method.make(login, authority)


def _method(login: Login) -> Method:
    if login.auth_source == "msi":
        return managed_identity
    if login.auth_source == "cli" or (login.auth_source == "auto" and not login.client_id):
        return azure_cli
    return client_secret
