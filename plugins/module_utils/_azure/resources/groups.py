# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Resource groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from ..._arm.resource_ids import resource_group_id
from ..._arm.session import ArmSession
from .. import wire

QUERY = {"api-version": "2022-09-01"}


@dataclass(frozen=True)
class ResourceGroup:
    """A resource group. The names of tags have no case in Azure: here they are in lower case."""

    id: str
    name: str
    tags: Mapping[str, str] = field(default_factory=dict)


def get_group(session: ArmSession, subscription_id: str, name: str) -> ResourceGroup:
    """Read a resource group (ResourceGroups_Get)."""
    path = resource_group_id(subscription_id, quote(name, safe=""))
    body = session.get(path, query=QUERY, doing=f"reading the resource group {name!r}").body
    tags = {tag.lower(): value for tag, value in wire.texts_by_name(body, "tags").items()}
    return ResourceGroup(
        wire.text(body, "id") or resource_group_id(subscription_id, name), wire.text(body, "name") or name, tags
    )
