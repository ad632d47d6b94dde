# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who a token is for."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.callers import Caller, read_caller

OBJECT, APPLICATION, TENANT = (f"{digit * 8}-1111-4a6b-8c1d-9e7f5a3b1c20" for digit in "abc")
IDS = {"oid": OBJECT, "appid": APPLICATION, "tid": TENANT}
IDENTITY = "/subscriptions/x/providers/Microsoft.ManagedIdentity/userAssignedIdentities/restorer"


def token(claims: Any) -> str:
    return "e30." + base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=") + ".signature"


@pytest.mark.parametrize(
    ("claims", "kind"),
    [
        (IDS, "application"),
        ({**IDS, "idtyp": "app"}, "application"),
        ({**IDS, "idtyp": "app", "xms_mirid": IDENTITY}, "managed_identity"),
        ({**IDS, "idtyp": "user", "upn": "ada@example.com"}, "user"),
        ({**IDS, "scp": "user_impersonation"}, "user"),
    ],
)
def test_the_kind_is_told_by_the_claims(claims: dict[str, Any], kind: Any) -> None:
    assert read_caller(token(claims)) == Caller(kind, OBJECT, APPLICATION, TENANT)


def test_an_application_of_version_two_is_known_by_another_claim() -> None:
    caller = read_caller(token({"azp": APPLICATION}))

    assert caller == Caller("application", None, APPLICATION, None)


def test_what_is_no_id_does_not_leave_the_token() -> None:
    caller = read_caller(token({"oid": "a secret", "appid": 7, "tid": [TENANT]}))

    assert caller == Caller("application", None, None, None)


@pytest.mark.parametrize(
    "text", ["opaque", "a.b", "..", "e30.!.x", token([1]), token("x"), "e30." + "W" * 5 + ".x", "e30.\u00e9.x", ""]
)
def test_a_token_that_can_t_be_read_tells_of_nobody(text: str) -> None:
    assert read_caller(text) is None
