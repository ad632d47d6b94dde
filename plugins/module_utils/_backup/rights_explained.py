# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.
"""What a missing right means: whose it is, what role has it, and whether it may still come."""

from __future__ import annotations

import re

from .._arm.errors import Advice
from .._arm.resource_ids import ResourceId, resource_group_id
from .._azure.authorization.roles import DISK_RESTORE_OPERATOR
from .explanations import GRANT_RESTORE, GROUP_OWNER, UNKNOWN_PRINCIPAL
from .missing_rights import MissingRight

# The actions of Disk Restore Operator (learn.microsoft.com, "Azure built-in roles").
GIVEN_ON_TARGET = re.compile(
    r"Microsoft\.Compute/disks/(read|write)|Microsoft\.Resources/subscriptions/resourceGroups/read"
    r"|Microsoft\.Authorization/.+/read",
    re.IGNORECASE,
)
# Which role has an action, and where it is given: the first that fits.
ROLES_OF_THE_IDENTITY = (
    (re.compile(r"Microsoft\.Compute/diskEncryptionSets/.*", re.IGNORECASE), "Reader"),
    (re.compile(r"Microsoft\.Compute/snapshots/.*", re.IGNORECASE), "Disk Snapshot Contributor"),
)
ROLES_OF_THE_LOGIN = (
    (re.compile(r"Microsoft\.DataProtection/resourceGuards/.*", re.IGNORECASE), "Backup MUA Operator"),
    (re.compile(r"Microsoft\.DataProtection/.+/(read)", re.IGNORECASE), "Reader"),
    (re.compile(r"Microsoft\.DataProtection/.*", re.IGNORECASE), "Backup Operator"),
    (re.compile(r"Microsoft\.(Compute|Resources)/.+/read", re.IGNORECASE), "Reader"),
    (re.compile(r"Microsoft\.Compute/virtualMachines/.*", re.IGNORECASE), "Virtual Machine Contributor"),
    (re.compile(r"Microsoft\.Network/.*", re.IGNORECASE), "Network Contributor"),
    (re.compile(r"Microsoft\.Resources/tags/write", re.IGNORECASE), "Tag Contributor"),
    (re.compile(r"Microsoft\.Authorization/.*", re.IGNORECASE), "Role Based Access Control Administrator"),
)

ON_THE_VAULT = re.compile(r".+/providers/Microsoft\.DataProtection/backupVaults/[^/]+", re.IGNORECASE)
ON_THE_GROUP = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+", re.IGNORECASE)
OF_DISKS = re.compile(r"Microsoft\.Compute/(disks|snapshots)/", re.IGNORECASE)


def role_on_target_gives(right: MissingRight, target: ResourceId | None, principal_id: str | None) -> bool:
    """Whether it is a right that the restoring identity has by its role on the target resource group."""
    if target is None or not GIVEN_ON_TARGET.fullmatch(right.action):
        return False
    if right.who and principal_id and not right.is_of(principal_id):
        return False
    return right.is_within(resource_group_id(target.subscription_id, target.resource_group))


def explain_right(
    right: MissingRight, target: ResourceId | None, principal_id: str | None, *, of_login: bool
) -> Advice:
    """Who lacks which right where, and the role that has it. `of_login`: Azure refused the login's own request."""
    cause = f"{_whose(right, principal_id, of_login)} does not have the right {right.action} on {right.scope}."
    if of_login:
        role = _role(right, ROLES_OF_THE_LOGIN)
        return Advice(cause, "someone who can assign roles to the login", f"give the login {role} on {_place(right)}")
    if target and role_on_target_gives(right, target, principal_id):
        scope = resource_group_id(target.subscription_id, target.resource_group)
        remedy = GRANT_RESTORE.format(
            role=DISK_RESTORE_OPERATOR.name, principal=principal_id or UNKNOWN_PRINCIPAL, scope=scope
        )
        return Advice(cause, GROUP_OWNER, remedy)
    return Advice(
        cause,
        f"someone who can assign roles on {_place(right)} (Owner, User Access Administrator)",
        f"give that identity {_role(right, ROLES_OF_THE_IDENTITY)} on {_place(right)}",
    )


def _whose(right: MissingRight, principal_id: str | None, of_login: bool) -> str:
    if of_login:
        return f"This login ({right.who})" if right.who else "This login"
    if right.who is None:
        return "An identity that Azure does not name"
    if principal_id is None:
        return f"The identity {right.who}"
    if right.is_of(principal_id):
        return f"The vault's identity {principal_id}"
    return f"The identity {right.who}, which is not the vault's identity {principal_id},"


def _role(right: MissingRight, roles: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    known = next((role for actions, role in roles if actions.fullmatch(right.action)), None)
    return f"the role {known}" if known else f"a role that contains {right.action}"


def _place(right: MissingRight) -> str:
    """Where the role is to be given: on the vault, on the group of disks and snapshots, else on what is named."""
    of_disks = ON_THE_GROUP.match(right.scope) if OF_DISKS.match(right.action) else None
    place = ON_THE_VAULT.match(right.scope) or of_disks
    return place[0] if place else re.sub(r"/providers/[^/]+/?$", "", right.scope)
