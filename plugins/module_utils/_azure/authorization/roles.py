# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Role assignments: who may do what in a resource group.

Sources: recorded traffic of azure-cli-extensions (`az dataprotection backup-instance update-msi-permissions`);
learn.microsoft.com, "Role Assignments" of the REST API of Microsoft.Authorization, and "Troubleshoot Azure RBAC".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID, uuid5

from ..._arm.resource_ids import ResourceId, resource_group_id
from ..._arm.session import ArmSession
from .. import wire
from ..resource_names import last_name, resource_name

AUTHORIZATION_API_VERSION = "2022-04-01"
ASSIGNMENT = "Microsoft.Authorization/roleAssignments"
QUERY = {"api-version": AUTHORIZATION_API_VERSION}

OUR_NAMES = UUID("94bc4d1f-3ffe-4cbb-b487-a03a1e18888a")


@dataclass(frozen=True)
class Role:
    """A built-in role: what people call it, and the GUID that it has in every subscription."""

    name: str
    guid: str


# learn.microsoft.com, "Azure built-in roles".
DISK_RESTORE_OPERATOR = Role("Disk Restore Operator", "b50d9833-a0cb-478e-945f-707fcc997c13")
DISK_SNAPSHOT_CONTRIBUTOR = Role("Disk Snapshot Contributor", "7efff54f-a5b4-42b5-a1c5-5411624893ce")


@dataclass(frozen=True)
class Grant:
    """A role for one principal on exactly one resource group."""

    role: Role
    subscription_id: str
    resource_group: str
    principal_id: str

    @property
    def scope(self) -> str:
        """The ARM id of the resource group."""
        return resource_group_id(self.subscription_id, self.resource_group)

    @property
    def role_id(self) -> str:
        """The ARM id of the role."""
        return (
            f"/subscriptions/{self.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/{self.role.guid}"
        )

    @property
    def id(self) -> ResourceId:
        """The id under which this collection assigns it: always the same for the same grant, and like no other's."""
        name = str(uuid5(OUR_NAMES, "|".join((self.scope, self.principal_id, self.role.guid)).lower()))
        return ResourceId(self.subscription_id, self.resource_group, ASSIGNMENT, (name,))

    def __str__(self) -> str:
        return (
            f"the role {self.role.name} for the identity {self.principal_id} on resource group {self.resource_group!r}"
        )


@dataclass(frozen=True)
class RoleAssignment:
    """One assignment, at the scope that it was made for, which holds below it too."""

    id: str
    scope: str


def list_assignments(session: ArmSession, grant: Grant) -> Iterator[RoleAssignment]:
    """What gives the role to the principal, at the group or above it (RoleAssignments_ListForScope).

    `atScope()` is what the Azure CLI filters by: it takes no principal beside it, and a list by principal alone
    misses management groups.
    """
    path = grant.id.path.rpartition("/")[0]
    query = {**QUERY, "$filter": "atScope()"}
    for item in session.items(path, query=query, doing=f"reading who has the role {grant.role.name} on {grant.scope}"):
        properties = wire.mapping(item, "properties")
        role = (wire.text(properties, "roleDefinitionId") or "").rpartition("/")[2]
        principal = wire.text(properties, "principalId") or ""
        name = resource_name(item)
        if name and role.lower() == grant.role.guid and principal.lower() == grant.principal_id.lower():
            identifier, scope = wire.text(item, "id"), wire.text(properties, "scope")
            if scope is None:
                scope = identifier.rpartition(f"/providers/{ASSIGNMENT}/")[0] if identifier else grant.scope
            yield RoleAssignment(identifier or f"{scope}/providers/{ASSIGNMENT}/{name}", scope)


def list_roles_of(session: ArmSession, scope: str, principal_id: str) -> Iterator[str]:
    """The GUIDs of the roles that a principal has at a scope, itself or by a group.

    RoleAssignments_ListForScope. `assignedTo()` follows the principal into the groups that it is in
    (learn.microsoft.com, "List Azure role assignments using the REST API").
    """
    path = "/".join(quote(part, safe="") for part in f"{scope}/providers/{ASSIGNMENT}".split("/"))
    query = {**QUERY, "$filter": f"atScope() and assignedTo('{principal_id}')"}
    doing = f"reading which roles the identity {principal_id} has on {scope}"
    for item in session.items(path, query=query, doing=doing):
        if role := wire.text(item, "properties", "roleDefinitionId"):
            yield role_guid(role)


def role_guid(role_id: str) -> str:
    """The GUID of a role: it stands at the end of its id, which services write with and without a subscription."""
    return last_name(role_id).lower()


def create_assignment(session: ArmSession, grant: Grant) -> bool:
    """Assign the role (RoleAssignments_Create). Whether that made the assignment, or it was there (200, not 201).

    The same grant under another name is refused with 409, RoleAssignmentExists. `principalType` is needed for an
    identity that was made a moment ago, and even so Azure may answer 400, PrincipalNotFound, for some minutes.
    """
    properties = {
        "roleDefinitionId": grant.role_id,
        "principalId": grant.principal_id,
        "principalType": "ServicePrincipal",
    }
    answer = session.put(grant.id.path, query=QUERY, body={"properties": properties}, doing=f"granting {grant}")
    return answer.status == 201


def delete_assignment(session: ArmSession, grant: Grant) -> None:
    """Delete the assignment that this collection makes (RoleAssignments_Delete); 204 says that there is none."""
    session.delete(grant.id.path, query=QUERY, doing=f"taking away {grant}")
