# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rights on resources that a request touches besides the one that it names."""

from __future__ import annotations

from .cloud import Call
from .errors import AzureError, arm_error


def check_linked(call: Call, action: str, identifier: str) -> None:
    """What a request does to another resource takes a right there."""
    if call.estate.access.may_call(call.caller, action, identifier, call.now):
        return
    message = (
        f"The client '{call.caller.client_id}' with object id '{call.caller.object_id}' has permission to perform the "
        f"action on the scope '{call.request.path}'; however, it does not have permission to perform action "
        f"'{action}' on the linked scope '{identifier}'."
    )
    raise AzureError(arm_error(403, "LinkedAuthorizationFailed", message))
