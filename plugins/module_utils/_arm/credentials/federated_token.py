# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Log in as an application with a token of an identity provider that it trusts, given as text.

Such tokens are valid for minutes: a task that waits long uses a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import application
from .login import Login

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

NAME = "a federated token"
OPTION = "oidc_token"


def lacks(login: Login) -> list[str]:
    """The options that are missing."""
    return application.missing(login)


def make(login: Login, authority: str) -> TokenCredential:
    """The credential. Nothing is sent yet."""
    from azure.identity import ClientAssertionCredential

    token = (login.oidc_token or "").strip()
    return ClientAssertionCredential(func=lambda: token, **application.arguments(login, authority))
