# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table ``authorizationresources``: role assignments and role definitions.

They name a built-in role by an id without a subscription (samples of learn.microsoft.com, "Azure Resource Graph sample
queries for Azure Authorization"), unlike the REST API.
"""

from __future__ import annotations

from collections.abc import Iterator

from .authorization import assignment_document, role_document
from .graph_rows import Reach, row
from .graph_wanted import of_type
from .model import Wanted
from .views import Document

_ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"
_DEFINITIONS = "Microsoft.Authorization/roleDefinitions"
_DEFINITION = "/providers/Microsoft.Authorization/RoleDefinitions/{}"


def rows(reach: Reach, wanted: list[Wanted]) -> Iterator[Document]:
    """Those that the query may be about."""
    access, tenant = reach.estate.access, reach.estate.tenant_id
    if of_type(wanted, _ASSIGNMENTS):
        for one in reach.kept(access.assignments.values()):
            inside = one.scope.lower().startswith("/subscriptions/")
            if (inside or reach.above) and reach.shows(one.id, f"{_ASSIGNMENTS}/read", one.created):
                document = assignment_document(reach.call, one)
                document["properties"]["roleDefinitionId"] = _DEFINITION.format(one.role)
                yield row(document, tenant, location="global")
    if of_type(wanted, _DEFINITIONS):
        for role in reach.kept(access.roles.values()):
            identifier = _DEFINITION.format(role.name)
            if reach.shows(identifier, f"{_DEFINITIONS}/read"):
                yield row({**role_document(reach.call, role), "id": identifier}, tenant, location="global")
