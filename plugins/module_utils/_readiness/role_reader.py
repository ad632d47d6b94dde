# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reads who has which role: by Azure Resource Graph, and by the scope itself before one is missing.

Resource Graph shows assignments, and neither the groups that an identity is in nor what management groups contain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .._arm.errors import NoAnswer, RequestRefused
from .._arm.session import ArmSession
from .._azure import wire
from .._azure.authorization.roles import list_roles_of, role_guid
from .._azure.resource_graph.summaries import assignment_rows
from .gone_groups import is_group_gone
from .states import RoleState


class WantedRole(NamedTuple):
    """A role, by its GUID, that an identity needs at a scope."""

    principal_id: str
    role: str
    scope: str


def read_roles(
    session: ArmSession, by_graph: bool, wanted: Iterable[WantedRole]
) -> tuple[Mapping[WantedRole, RoleState], tuple[str, ...]]:
    """Which of these roles there are, and what is unknown, in sentences."""
    each_once = sorted(set(wanted))
    unknown: list[str] = []
    held: set[WantedRole] = set()
    if by_graph and each_once:
        try:
            held = _by_graph(session, each_once)
        except (RequestRefused, NoAnswer) as error:
            unknown.append(f"Azure Resource Graph did not say which roles there are: {error}")
    return {one: _state(session, one, one in held) for one in each_once}, tuple(unknown)


def _by_graph(session: ArmSession, wanted: Iterable[WantedRole]) -> set[WantedRole]:
    rows = assignment_rows(session, sorted({one.principal_id for one in wanted}))
    given = [
        WantedRole(
            (wire.text(row, "principal") or "").lower(),
            role_guid(wire.text(row, "role") or ""),
            (wire.text(row, "scope") or "").lower().rstrip("/"),
        )
        for row in rows
        # Without a scope it gives nothing; the scope of all there is is a single stroke.
        if wire.text(row, "scope")
    ]
    return {one for one in wanted if any(_gives(each, one) for each in given)}


def _gives(assigned: WantedRole, wanted: WantedRole) -> bool:
    same = assigned.principal_id == wanted.principal_id.lower() and assigned.role == wanted.role
    return same and f"{wanted.scope.lower()}/".startswith(f"{assigned.scope}/")


def _state(session: ArmSession, wanted: WantedRole, held: bool) -> RoleState:
    """What was not seen is asked of the scope itself: its answer knows groups and all that is above it."""
    principal, scope = wanted.principal_id, wanted.scope
    if held:
        return RoleState(principal, scope, held=True)
    try:
        roles = set(list_roles_of(session, scope, principal))
    except (RequestRefused, NoAnswer) as error:
        return RoleState(principal, scope, held=False, why_unknown="" if is_group_gone(error) else str(error))
    if roles and wanted.role not in roles:
        why = f"it has other roles there ({', '.join(sorted(roles))}), which Azure Backup does not document as enough."
        return RoleState(principal, scope, held=False, why_unknown=why)
    return RoleState(principal, scope, held=wanted.role in roles)
