# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Roles on resource groups, such as the one to restore into: whose they are, whether they are there, given and taken.

Microsoft's clients don't give the role that restores disks: `update-msi-permissions --operation Restore` of the Azure
CLI (extension dataprotection 1.7.0) is for AKS and databases only, and Az.DataProtection says
`supportRestoreGrantPermission: false` in its AzureDisk.json.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Literal

from .._arm.clock import Deadline
from .._arm.errors import Advice, OptionRefused, RequestRefused, TaskError
from .._arm.resource_ids import same_id
from .._arm.session import ArmSession
from .._arm.times import format_duration
from .._arm.waiter import look_times
from .._azure.authorization.locks import Lock, list_locks
from .._azure.authorization.roles import (
    Grant,
    RoleAssignment,
    create_assignment,
    delete_assignment,
    list_assignments,
)
from .._azure.dataprotection.instances import BackupInstance
from .._azure.dataprotection.vaults import Vault, VaultRef
from .error_guide import OF_A_CALLER, Circumstances, explain, explained
from .errors import ScopeLocked, TargetNotFound, VaultIdentityUnknown
from .explanations import GRANT, GROUP_OWNER

MadeBy = Literal["this_task", "another_task", "someone_else"]

# A new identity takes some minutes to be known everywhere (learn.microsoft.com, "Troubleshoot Azure RBAC").
REPLICATION_SECONDS = 180.0
LONGEST_PAUSE_SECONDS = 15.0


@dataclass(frozen=True)
class Permission:
    """What there is of a permission: `own` is the assignment that this collection makes, `others` are all others."""

    grant: Grant
    own: RoleAssignment | None
    others: tuple[RoleAssignment, ...]

    @property
    def assignment(self) -> RoleAssignment | None:
        """What gives it: our own assignment, else one on the very group, else an inherited one."""
        direct = [each for each in self.others if same_id(each.scope, self.grant.scope)]
        return next((each for each in (self.own, *direct, *self.others) if each), None)


@dataclass(frozen=True)
class Outcome:
    """What became of a permission, or, in check mode, would.

    `assignment` is what it was about, and `made_by` who made it. `there`: the permission is there now.
    """

    grant: Grant
    change: Literal["given", "taken"] | None
    there: bool
    assignment: RoleAssignment | None
    made_by: MadeBy | None
    warnings: tuple[str, ...] = ()


def restoring_identity(
    ref: VaultRef, vault: Vault, wanted: str | None, instance: BackupInstance | None
) -> tuple[str | None, str]:
    """The identity that restores, None for the vault's system-assigned one, and the object id that it has.

    It is the one asked for, else the one that backs the instance up, else the system-assigned one.
    """
    of_instance = instance.identity_id if instance else None
    identity = wanted or of_instance
    principal = vault.user_identities.get(identity.lower()) if identity else vault.identity_principal_id
    if principal:
        return identity, principal
    there = [*(["its system-assigned one"] if vault.identity_principal_id else []), *vault.user_identities]
    named = f"it has {', '.join(there)}" if there else "it has no identity"
    if wanted or not of_instance:
        what = (
            f"{wanted} is not an identity of vault {ref}" if wanted else f"vault {ref} has no system-assigned identity"
        )
        raise OptionRefused("vault_identity", f"{what}: {named}")
    raise VaultIdentityUnknown(
        f"The identity {of_instance}, with which {instance.name if instance else ''!r} is backed up, does not belong "
        "to vault "
        f"{ref}: {named}."
    )


def look(session: ArmSession, grant: Grant) -> Permission:
    """What there is of a permission. Sends nothing that changes anything."""
    with _explained(grant, "someone who can assign roles to the login", f"give the login Reader on {grant.scope}"):
        found = list(list_assignments(session, grant))
    own = next((each for each in found if same_id(each.id, str(grant.id))), None)
    return Permission(grant, own, tuple(each for each in found if each is not own))


def ensure_present(session: ArmSession, grant: Grant, *, check_mode: bool) -> Outcome:
    """Give the permission, unless it is there, if only inherited."""
    permission = look(session, grant)
    if permission.assignment:
        return _found(permission)
    ours = RoleAssignment(str(grant.id), grant.scope)
    if check_mode:
        return Outcome(grant, change="given", there=True, assignment=ours, made_by="this_task")
    try:
        made = _create(session, grant)
    except RequestRefused as refusal:
        if refusal.problem.code != "RoleAssignmentExists":
            raise
        permission = look(session, grant)
        if not permission.assignment:
            raise
        return _found(permission)
    if made:
        return Outcome(grant, change="given", there=True, assignment=ours, made_by="this_task")
    warning = (
        f"Azure says that {grant} exists already, although it did not exist a moment ago: another task granted it, "
        "or this "
        "task did and the answer was lost. The result calls it another task's."
    )
    return Outcome(grant, change="given", there=True, assignment=ours, made_by="another_task", warnings=(warning,))


def ensure_absent(
    session: ArmSession, grant: Grant, *, check_mode: bool, check_not_needed: Callable[[Grant], None]
) -> Outcome:
    """Take away what `ensure_present` would have given, and nothing else. Nobody has rights on a group that is gone.

    Raises what `check_not_needed` raises.
    """
    try:
        permission = look(session, grant)
    except TaskError as failure:
        if failure.problem.code != "ResourceGroupNotFound":
            raise
        return Outcome(grant, None, there=False, assignment=None, made_by=None, warnings=(str(failure),))
    if permission.own:
        check_not_needed(grant)
    if permission.own and not check_mode:
        remedy = removal(grant)
        with _lock_named(session, grant, remedy), _explained(grant, GROUP_OWNER, remedy):
            delete_assignment(session, grant)
    return Outcome(
        grant,
        change="taken" if permission.own else None,
        there=bool(permission.others),
        assignment=permission.own,
        made_by="another_task" if permission.own else None,
        warnings=tuple(
            f"The identity {grant.principal_id} still has the role {grant.role.name} on resource group "
            f"{grant.resource_group!r}, by an assignment on {each.scope} that this module did not make. To remove "
            f"it: az role assignment delete --ids {each.id}"
            for each in permission.others
        ),
    )


def removal(grant: Grant) -> str:
    """The command that removes the assignment of this collection by hand."""
    return f"az role assignment delete --ids {grant.id}"


def _found(permission: Permission) -> Outcome:
    made_by: MadeBy = "another_task" if permission.own else "someone_else"
    return Outcome(permission.grant, change=None, there=True, assignment=permission.assignment, made_by=made_by)


def _create(session: ArmSession, grant: Grant) -> bool:
    """Make the assignment, waiting for an identity that is too new to be known. Whether it was not there yet."""
    patience = Deadline(session.clock, REPLICATION_SECONDS)
    remedy = GRANT.format(principal=grant.principal_id, role=grant.role.name, scope=grant.scope)
    pauses = look_times(LONGEST_PAUSE_SECONDS)
    while True:
        try:
            with _lock_named(session, grant, remedy), _explained(grant, GROUP_OWNER, remedy):
                return create_assignment(session, grant)
        except RequestRefused as refusal:
            if refusal.problem.code != "PrincipalNotFound":
                raise
            pause = next(pauses)
            if pause >= min(patience.left, session.deadline.left):
                raise TaskError(
                    f"Microsoft Entra ID does not know the identity {grant.principal_id}, after "
                    f"{format_duration(patience.seconds)}: {refusal.problem}",
                    problem=refusal.problem,
                    trace=refusal.trace,
                ) from refusal
            session.clock.sleep(pause)


@contextmanager
def _lock_named(session: ArmSession, grant: Grant, then: str) -> Iterator[None]:
    """Name the lock that stands in the way. Azure only says what is locked."""
    try:
        yield
    except RequestRefused as refusal:
        if refusal.problem.code != "ScopeLocked":
            raise
        locks: list[Lock] = []
        with suppress(TaskError):
            locks = list(list_locks(session, grant.scope))
        holding = " and ".join(map(str, locks)) or "a lock that this login can't read"
        raise ScopeLocked(
            f"{refusal} The lock is {holding}.", refusal, locks, _unlocking(grant, locks, then)
        ) from refusal


def _unlocking(grant: Grant, locks: Sequence[Lock], then: str) -> Advice:
    group = f"--resource-group {grant.resource_group} --subscription {grant.subscription_id}"
    unlock = " ".join(["az lock delete --ids", *(lock.id for lock in locks)])
    find = f"az lock list {group} shows it"
    return Advice(
        "The resource group, or its subscription, is locked.",
        GROUP_OWNER,
        f"delete the lock ({unlock if locks else find}), then {then}, then set the lock again",
    )


@contextmanager
def _explained(grant: Grant, who: str, remedy: str) -> Iterator[None]:
    """Tell what helps if the login may not do that, and which option is wrong if the place is not there."""
    try:
        yield
    except RequestRefused as refusal:
        option, what = {
            "ResourceGroupNotFound": ("target_resource_group", f"resource group {grant.resource_group!r}"),
            "SubscriptionNotFound": ("target_subscription_id", f"subscription {grant.subscription_id}"),
        }.get(refusal.problem.code, (None, None))
        circumstances = Circumstances(grant.id, grant.principal_id)
        if option:
            missing = TargetNotFound(
                f"{option}: {what} does not exist, or this login can't see it: {refusal.problem}",
                problem=refusal.problem,
                trace=refusal.trace,
            )
            raise explained(missing, circumstances) from refusal
        advice = explain(refusal, circumstances)
        if advice and refusal.problem.code.lower() in OF_A_CALLER:
            advice = replace(advice, who=who, remedy=remedy)
        refusal.advice = advice
        raise
