# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Log in as an application with a token of an identity provider that it trusts, from a file (workload identity).

Not with WorkloadIdentityCredential: it caches the file for ten minutes, and keeps a final line end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import OptionRefused
from . import application
from .files import read_file
from .login import Login

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

NAME = "a federated token file"
OPTION = "oidc_token_file_path"


def lacks(login: Login) -> list[str]:
    """The options that are missing. Raises `OptionRefused` if the file contains no token."""
    _read(login)
    return application.missing(login)


def make(login: Login, authority: str) -> TokenCredential:
    """The credential, which reads the file whenever it asks for a token."""
    from azure.identity import ClientAssertionCredential

    return ClientAssertionCredential(func=lambda: _read(login), **application.arguments(login, authority))


def _read(login: Login) -> str:
    path = login.oidc_token_file_path or ""
    token = read_file(OPTION, path).decode(errors="replace").strip()
    if not re.fullmatch(r"[\w.-]+", token, re.ASCII):
        raise OptionRefused(OPTION, f"there is no token in {path}")
    return token
