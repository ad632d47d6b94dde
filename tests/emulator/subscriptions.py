# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Resources: subscriptions, tenants, regions and providers, which az and PowerShell ask for when they log in.

Shapes: learn.microsoft.com, REST reference of Azure Resource Manager 2022-12-01 (subscriptions, tenants) and 2021-04-01
(providers).
"""

from __future__ import annotations

from typing import Any

from .cloud import Call
from .errors import AzureError, arm_error
from .estate import Estate
from .messages import Response
from .routing import Route
from .versions import VERSIONS

_PROVIDERS = {
    "Microsoft.Authorization": {"roleAssignments": ["2022-04-01"], "roleDefinitions": ["2022-04-01"]},
    "Microsoft.Compute": {
        "disks": ["2025-01-02", "2023-04-02"],
        "snapshots": ["2025-01-02", "2023-10-02"],
        "virtualMachines": ["2026-04-01", "2024-07-01"],
    },
    "Microsoft.DataProtection": {
        "backupVaults": VERSIONS[::-1],
        "backupVaults/backupInstances": VERSIONS[::-1],
        "backupVaults/backupPolicies": VERSIONS[::-1],
    },
    "Microsoft.Network": {"networkInterfaces": ["2025-05-01", "2024-05-01"], "virtualNetworks": ["2025-05-01"]},
    "Microsoft.ResourceGraph": {"resources": ["2021-03-01"]},
    "Microsoft.Resources": {"resourceGroups": ["2024-11-01", "2021-04-01"], "subscriptions": ["2022-12-01"]},
}
"""Types of resources, and some of their api-versions, the newest first."""
_POLICIES = {"locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off"}


def list_subscriptions(call: Call) -> Response:
    """Those in which the caller may do anything."""
    access = call.estate.access
    found = [one for one in call.estate.subscriptions if access.knows(call.caller, f"/subscriptions/{one}", call.now)]
    documents = [subscription_document(call.estate, one) for one in found]
    return Response.of_json({"value": documents, "count": {"type": "Total", "value": len(documents)}})


def get_subscription(call: Call) -> Response:
    """GET of a subscription."""
    return Response.of_json(subscription_document(call.estate, call.names["subscription"].lower()))


def subscription_document(estate: Estate, identifier: str) -> dict[str, Any]:
    """A subscription."""
    return {
        "id": f"/subscriptions/{identifier}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": identifier,
        "tenantId": estate.tenant_id,
        "displayName": estate.subscriptions[identifier],
        "state": "Enabled",
        "subscriptionPolicies": _POLICIES,
    }


def list_tenants(call: Call) -> Response:
    """The one of the subscriptions."""
    tenant = call.estate.tenant_id
    document = {"id": f"/tenants/{tenant}", "tenantId": tenant, "displayName": "Emulated", "tenantCategory": "Home"}
    return Response.of_json({"value": [document]})


def list_locations(call: Call) -> Response:
    """The regions in which there are groups."""
    scope = f"/subscriptions/{call.names['subscription']}"
    names = sorted({group.location for group in call.estate.groups.values()})
    found = [
        {
            "id": f"{scope}/locations/{name}",
            "name": name,
            "type": "Region",
            "displayName": name,
            "regionalDisplayName": name,
            "metadata": {"regionType": "Physical", "regionCategory": "Recommended"},
        }
        for name in names
    ]
    return Response.of_json({"value": found})


def list_providers(call: Call) -> Response:
    """All that there are, registered."""
    return Response.of_json({"value": [_provider(call, name) for name in _PROVIDERS]})


def get_provider(call: Call) -> Response:
    """GET of a provider; the same after it has been registered."""
    wanted = call.names["namespace"].lower()
    name = next((one for one in _PROVIDERS if one.lower() == wanted), None)
    if name is None:
        message = f"The resource namespace '{call.names['namespace']}' is invalid."
        raise AzureError(arm_error(404, "InvalidResourceNamespace", message))
    return Response.of_json(_provider(call, name))


def _provider(call: Call, name: str) -> dict[str, Any]:
    regions = sorted({group.location for group in call.estate.groups.values()})
    types = [
        {"resourceType": type_, "locations": regions, "apiVersions": versions, "capabilities": "None"}
        for type_, versions in _PROVIDERS[name].items()
    ]
    identifier = f"/subscriptions/{call.names['subscription']}/providers/{name}"
    return {"id": identifier, "namespace": name, "resourceTypes": types, "registrationState": "Registered"}


_SUBSCRIPTION, _RIGHT = "/subscriptions/{subscription}", "Microsoft.Resources/subscriptions"
_PROVIDER = f"{_SUBSCRIPTION}/providers/{{namespace}}"
ROUTES = [
    Route("GET", "/subscriptions", list_subscriptions, f"{_RIGHT}/read"),
    Route("GET", "/tenants", list_tenants, "Microsoft.Resources/tenants/read"),
    Route("GET", _SUBSCRIPTION, get_subscription, f"{_RIGHT}/read"),
    Route("GET", f"{_SUBSCRIPTION}/locations", list_locations, f"{_RIGHT}/locations/read"),
    Route("GET", f"{_SUBSCRIPTION}/providers", list_providers, f"{_RIGHT}/providers/read"),
    Route("GET", _PROVIDER, get_provider, f"{_RIGHT}/providers/read"),
    Route("POST", f"{_PROVIDER}/register", get_provider, "{namespace}/register/action"),
]
