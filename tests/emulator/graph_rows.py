# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a query of Resource Graph can see: of some subscriptions, and in them what the caller may read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from .arm_ids import is_at_or_below
from .cloud import Call
from .errors import AzureError, arm_error
from .views import Document

Item = TypeVar("Item")
LATEST = "2025-07-01"
"""The api-version as whose documents rows have their properties."""
_GROUP_PARTS = 5


class Reach:
    """The place of one query. The index is some seconds behind, and may lack rows."""

    def __init__(self, call: Call) -> None:
        body = call.request.json
        body = body if isinstance(body, dict) else {}
        if body.get("managementGroups"):
            message = "The client is not authorized to query the management groups, or there are none of that name."
            raise AzureError(arm_error(403, "AuthorizationFailed", message))
        self.call, self.estate, self.settings = call, call.estate, call.cloud.settings
        self.now: datetime = call.now
        self.seen: datetime = call.now - call.cloud.clock.lasting(self.settings.graph_late_seconds)
        self.oldest_job = call.now - timedelta(days=self.settings.graph_depth_days)
        named = body.get("subscriptions") or []
        self.subscriptions = self._subscriptions([str(one) for one in named])
        scopes = str((body.get("options") or {}).get("authorizationScopeFilter", "AtScopeAndBelow"))
        self.above = not named or "above" in scopes.lower()
        """Whether role assignments above the subscriptions are seen, too."""
        self._missing = {one.lower() for one in self.estate.unindexed}
        self._finer = self._scopes_below_groups()
        self._answers: dict[tuple[str, str], bool] = {}

    def _subscriptions(self, named: list[str]) -> list[str]:
        """None named: all of the login. 400 if none of the named ones is known to it (Azure/aztfexport#475)."""
        wanted = {one.lower() for one in named}
        access, caller, now = self.estate.access, self.call.caller, self.now
        found = [
            one
            for one in self.estate.subscriptions
            if (not wanted or one.lower() in wanted) and access.knows(caller, f"/subscriptions/{one}", now)
        ]
        if wanted and not found:
            message = "There must be at least one subscription that is eligible to contain resources."
            details = [
                {"code": "NoValidSubscriptionsInQueryRequest", "message": f"{message} Given: {', '.join(named)}"}
            ]
            raise AzureError(arm_error(400, "BadRequest", "The query can't be run.", details=details))
        return found

    def _scopes_below_groups(self) -> list[str]:
        """Places for which more is said than for their resource group."""
        access, caller = self.estate.access, self.call.caller
        scopes = [one.scope for one in access.denials] + (caller.only_below or [])
        if caller.only_by_roles:
            scopes += [one.scope for one in access.assignments.values() if one.principal_id == caller.object_id]
        return [one for one in scopes if len(one.rstrip("/").split("/")) > _GROUP_PARTS]

    def has(self, identifier: str, born: datetime | None = None) -> bool:
        """Whether the index has a row for that resource."""
        return identifier.lower() not in self._missing and (born is None or born <= self.seen)

    def shows(self, identifier: str, right: str, born: datetime | None = None) -> bool:
        """Whether the query's subscriptions have such a row, and the caller may read it."""
        if not self.has(identifier, born):
            return False
        parts = identifier.split("/")
        if len(parts) > 2 and parts[1].lower() == "subscriptions" and parts[2].lower() not in self.subscriptions:
            return False
        return self._may(right, identifier, "/".join(parts[:_GROUP_PARTS]))

    def _may(self, right: str, identifier: str, group: str) -> bool:
        """What holds for a resource group holds for what is in it, unless something is said of places below groups."""
        access, caller = self.estate.access, self.call.caller
        if any(is_at_or_below(scope, group) for scope in self._finer):
            return access.may_call(caller, right, identifier, self.now)
        key = (right, group.lower())
        if key not in self._answers:
            self._answers[key] = access.may_call(caller, right, group, self.now)
        return self._answers[key]

    def kept(self, items: Iterable[Item]) -> list[Item]:
        """A list that nobody changes while its rows are made."""
        with self.call.cloud.lock:
            return list(items)


def row(document: Document, tenant_id: str, *, type_: str = "", location: str | None = None) -> Document:
    """A row of any table (recordings of RecoveryServicesResources; the other tables have the same columns)."""
    parts = document["id"].split("/")
    of_subscription = parts[1].lower() == "subscriptions"
    return {
        "id": document["id"],
        "name": document["name"],
        "type": (type_ or document["type"]).lower(),
        "tenantId": tenant_id,
        "kind": "",
        "location": document.get("location", "") if location is None else location,
        "resourceGroup": parts[4].lower() if len(parts) > 4 and parts[3].lower() == "resourcegroups" else "",
        "subscriptionId": parts[2] if of_subscription else "",
        "managedBy": document.get("managedBy", ""),
        "sku": document.get("sku"),
        "plan": None,
        "properties": document["properties"],
        "tags": document.get("tags"),
        "identity": document.get("identity"),
        "zones": document.get("zones"),
        "extendedLocation": None,
    }
