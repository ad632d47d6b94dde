# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What all logins of an application have in common."""

from __future__ import annotations

from typing import Any

from ..connections import proxy_for
from ..urls import parse_url
from .login import Login

# azure-identity would wait five minutes for a connection and for an answer, ten times over.
ASKS = "the login endpoint of the cloud"
CHECK = "Check HTTPS_PROXY, NO_PROXY and the firewall."
CONNECTION_SECONDS = 10
ANSWER_SECONDS = 30
RETRIES = 3


def missing(login: Login) -> list[str]:
    """The options that are missing, other than the secret, certificate or token."""
    return [name for name in ("client_id", "tenant") if not getattr(login, name)]


def arguments(login: Login, authority: str) -> dict[str, Any]:
    """What each credential of azure-identity for an application takes.

    Raises `OptionRefused` if the proxy can't be used: the messages of libraries would contain its password.
    """
    there = parse_url(authority)
    proxy_for(there.host, there.port)
    return {
        "tenant_id": login.tenant or "",
        "client_id": login.client_id or "",
        "authority": authority,
        "disable_instance_discovery": login.disable_instance_discovery,
        "connection_verify": login.verify_certificates,
        "connection_timeout": CONNECTION_SECONDS,
        "read_timeout": ANSWER_SECONDS,
        "retry_total": RETRIES,
    }
