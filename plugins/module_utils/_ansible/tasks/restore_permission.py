# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What restore_permission does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..._arm.errors import OptionRefused
from ..._arm.plain_text import printable
from ..._arm.resource_ids import same_id, why_not_a_resource_group, why_not_a_subscription
from ..._azure.authorization.locks import Lock
from ..._azure.authorization.roles import DISK_RESTORE_OPERATOR, Grant
from ..._azure.dataprotection.vaults import VaultRef
from ..._backup.errors import ScopeLocked
from ..._backup.option_values import OptionValues, check_name, read_text
from ..._backup.role_grants import Outcome, ensure_absent, ensure_present, restoring_identity
from ..._backup.run_context import RunContext
from ..._backup.sources import Source, read_source, read_source_if_given
from ..._restore.permission_use import PermissionUse
from ..._restore.requests import read_identity, read_target
from ..connection import Connection, connect, read_vault
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..options import Spec, disk_options, empty_options, source_options, vault_options
from ..runtime import Runtime
from .disk_options import combined, named_where_given, read_disks
from .listed_vault import with_instance_names

FACTS = ("state", "vault_identity", "principal_id", "role", "scope", "assignment_id", "inherited_from", "made_by")


@dataclass(frozen=True)
class Wanted:
    """A group to restore into, and what is restored, where the identity that backs it up is the one that restores."""

    subscription_id: str
    resource_group: str
    source: Source | None


def spec() -> Spec:
    """The options."""
    return {
        **vault_options(),
        **source_options(),
        "disks": {"type": "list", "elements": "dict", "options": disk_options()},
        **empty_options(),
        "target_resource_group": {"type": "str"},
        "target_subscription_id": {"type": "str"},
        "vault_identity": {"type": "str"},
        "outcome": {"type": "dict"},
        "state": {"type": "str", "choices": ["absent", "present"], "default": "present"},
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Make sure that the identities that restore may make disks in the groups, or remove what it would grant."""
    login, vault = read_vault(options, runtime)
    given = read_identity(options)
    wanted = _read_wanted(options, vault)
    outcome = _read_outcome(options)
    connection = connect(login, vault, runtime)
    grants = _find_grants(wanted, str(given) if given else None, connection)
    use = PermissionUse(connection.session, vault, outcome)
    outcomes: list[tuple[Outcome, str | None]] = []
    for grant, identity in grants:
        try:
            became = _ensure(options, grant, use, connection, runtime)
        except Exception as error:
            locks = error.locks if isinstance(error, ScopeLocked) else ()
            raise TaskFailed(as_failure(error), _result(outcomes, connection.warnings, locks)) from error
        outcomes.append((became, identity))
    return _result(outcomes, connection.warnings)


def _ensure(
    options: OptionValues, grant: Grant, use: PermissionUse, connection: Connection, runtime: Runtime
) -> Outcome:
    session, check_mode = connection.session, runtime.check_mode
    if options["state"] == "absent":
        return ensure_absent(session, grant, check_mode=check_mode, check_not_needed=use.check_not_needed)
    return ensure_present(session, grant, check_mode=check_mode)


def permission_result(outcome: Outcome, identity: str | None) -> Result:
    """What became of the permission of an identity of the vault, None for its system-assigned one."""
    grant, assignment = outcome.grant, outcome.assignment
    return {
        "changed": outcome.change is not None,
        "state": "present" if outcome.there else "absent",
        "vault_identity": identity,
        "principal_id": grant.principal_id,
        "role": grant.role.name,
        "scope": grant.scope,
        "assignment_id": assignment.id if assignment else None,
        "inherited_from": assignment.scope if assignment and not same_id(assignment.scope, grant.scope) else None,
        "made_by": outcome.made_by,
    }


def _result(
    outcomes: Sequence[tuple[Outcome, str | None]], warnings: Sequence[str], locks: Sequence[Lock] = ()
) -> Result:
    """What became of all permissions; where there is one only, its facts stand by themselves, too."""
    permissions = [permission_result(outcome, identity) for outcome, identity in outcomes]
    alone = permissions[0] if len(permissions) == 1 else {}
    return {
        **{name: alone.get(name) for name in FACTS},
        "changed": any(permission["changed"] for permission in permissions),
        "permissions": permissions,
        "locks": [{"id": lock.id, "name": lock.name, "level": lock.level, "scope": lock.scope} for lock in locks],
        "diff": {
            "before": "".join(_shown(outcome.grant) for outcome, _identity in outcomes if outcome.change == "taken"),
            "after": "".join(_shown(outcome.grant) for outcome, _identity in outcomes if outcome.change == "given"),
        },
        "warnings": [*warnings, *(warning for outcome, _identity in outcomes for warning in outcome.warnings)],
    }


def _shown(grant: Grant) -> str:
    principal = printable(grant.principal_id)
    return f"{grant.id}\n  scope: {grant.scope}\n  role: {grant.role.name}\n  principal_id: {principal}\n"


def _find_grants(
    wanted: Sequence[Wanted], identity: str | None, connection: Connection
) -> list[tuple[Grant, str | None]]:
    """Each permission that is needed, once, and the identity that needs it."""
    vault = connection.vault
    sources = [] if identity else [each.source for each in wanted if each.source]
    context = RunContext(connection.session, vault, sources)
    grants: dict[str, tuple[Grant, str | None]] = {}
    for each in wanted:
        instance = context.instance(each.source) if each.source and not identity else None
        restoring, principal = restoring_identity(vault, context.vault(), identity, instance)
        grant = Grant(DISK_RESTORE_OPERATOR, each.subscription_id, each.resource_group, principal)
        grants.setdefault(str(grant.id).lower(), (grant, restoring))
    return list(grants.values())


def _read_outcome(options: OptionValues) -> Mapping[str, object] | None:
    """What the restore returned that used the permission."""
    outcome = options["outcome"]
    if outcome is not None and options["state"] != "absent":
        raise OptionRefused("outcome", "is only for state: absent")
    return outcome if isinstance(outcome, Mapping) else None


def _read_wanted(options: OptionValues, vault: VaultRef) -> list[Wanted]:
    """What is asked for: for `disks`, or for one group."""
    if options["disks"] is None:
        subscription, group = _read_group(options, vault)
        return [Wanted(subscription, group, read_source_if_given(options))]
    for name in ("backup_instance", "source_disk"):
        if read_text(options, name):
            raise OptionRefused(name, "give either this or disks, not both")
    disks = with_instance_names(read_disks(options), vault)
    return [_read_disk(options, disk, vault, f"disks[{number}].") for number, disk in enumerate(disks)]


def _read_disk(options: OptionValues, disk: OptionValues, vault: VaultRef, where: str) -> Wanted:
    wanted = combined(options, disk)
    with named_where_given(options, disk, where):
        target = read_target(wanted, vault.id.subscription_id, where)
        return Wanted(target.subscription_id, target.resource_group, read_source(wanted, where))


def _read_group(options: OptionValues, vault: VaultRef) -> tuple[str, str]:
    """The subscription and the name of the group."""
    group = read_text(options, "target_resource_group")
    subscription = read_text(options, "target_subscription_id") or vault.id.subscription_id
    if not group:
        raise OptionRefused("target_resource_group", "is missing: give this or disks")
    check_name("target_resource_group", group, why_not_a_resource_group)
    check_name("target_subscription_id", subscription, why_not_a_subscription)
    return subscription, group
