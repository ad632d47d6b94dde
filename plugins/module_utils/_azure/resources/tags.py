# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Tags of a resource, changed one by one: the rights on the resource itself are not needed for it."""

from __future__ import annotations

from collections.abc import Mapping

from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from ..._arm.transport import Answer

QUERY = {"api-version": "2022-09-01"}


def merge_tags(session: ArmSession, resource: ResourceId, tags: Mapping[str, str]) -> None:
    """Add tags, or change those that there are, and leave all others (Tags_UpdateAtScope, Merge)."""
    _patch(session, resource, "Merge", tags, f"writing tags of {resource.name!r}")


def delete_tags(session: ArmSession, resource: ResourceId, tags: Mapping[str, str]) -> None:
    """Take away tags that have these values (Tags_UpdateAtScope, Delete)."""
    _patch(session, resource, "Delete", tags, f"deleting tags of {resource.name!r}")


def _patch(session: ArmSession, resource: ResourceId, operation: str, tags: Mapping[str, str], doing: str) -> Answer:
    return session.patch(
        f"{resource.path}/providers/Microsoft.Resources/tags/default",
        query=QUERY,
        body={"operation": operation, "properties": {"tags": dict(tags)}},
        doing=doing,
    )
