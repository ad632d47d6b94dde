# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table ``resourcecontainers``: subscriptions and resource groups."""

from __future__ import annotations

from collections.abc import Iterator

from .graph_rows import Reach, row
from .graph_wanted import of_type
from .model import Wanted
from .resources import group_document
from .subscriptions import subscription_document
from .views import Document

_SUBSCRIPTIONS = "Microsoft.Resources/subscriptions"
_GROUPS = f"{_SUBSCRIPTIONS}/resourceGroups"


def rows(reach: Reach, wanted: list[Wanted]) -> Iterator[Document]:
    """Those that the query may be about."""
    estate = reach.estate
    if of_type(wanted, _SUBSCRIPTIONS):
        for one in reach.subscriptions:
            if reach.has(f"/subscriptions/{one}"):
                told = subscription_document(estate, one)
                properties = {name: told[name] for name in ("managedByTenants", "state", "subscriptionPolicies")}
                document = {"id": told["id"], "name": told["displayName"], "properties": properties, "tags": {}}
                yield row(document, estate.tenant_id, type_=_SUBSCRIPTIONS)
    if of_type(wanted, _GROUPS):
        for group in reach.kept(estate.groups.values()):
            if reach.shows(group.id, f"{_GROUPS}/read"):
                yield row(group_document(group), estate.tenant_id, type_=_GROUPS)
