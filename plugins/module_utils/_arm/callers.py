# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Who a token is for: only the ids in it, which are not secret."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["application", "managed_identity", "user"]
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Caller:
    """An identity. An id that the token does not have is None."""

    kind: Kind
    object_id: str | None
    application_id: str | None
    tenant_id: str | None


def read_caller(token: str) -> Caller | None:
    """Who a token of Microsoft Entra ID is for (its access token claims); None if it can't be read."""
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError, RecursionError, binascii.Error):
        return None
    if not isinstance(claims, Mapping):
        return None
    return Caller(_kind(claims), _id(claims, "oid"), _id(claims, "appid", "azp"), _id(claims, "tid"))


def _kind(claims: Mapping[str, Any]) -> Kind:
    """Only users delegate (`scp`), and only managed identities have a resource (`xms_mirid`)."""
    if claims.get("idtyp") == "user" or "scp" in claims:
        return "user"
    return "managed_identity" if "xms_mirid" in claims else "application"


def _id(claims: Mapping[str, Any], *names: str) -> str | None:
    told = (claims.get(name) for name in names)
    return next((text for text in told if isinstance(text, str) and ID.fullmatch(text)), None)
