# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What restore_permission does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..._arm.credentials.login import Login
from ..._arm.errors import OptionRefused
from ..._arm.plain_text import printable
from ..._arm.resource_ids import same_id, why_not_a_resource_group, why_not_a_subscription
from ..._arm.session import ArmSession
from ..._azure.authorization.locks import Lock
from ..._azure.authorization.roles import DISK_RESTORE_OPERATOR, Grant
from ..._azure.dataprotection.vaults import VaultRef
from ..._backup.errors import ScopeLocked
from ..._backup.option_values import OptionValues, check_name, read_text
from ..._backup.role_grants import Outcome, ensure_absent, ensure_present, restoring_identity
from ..._backup.run_contexts import Asked, RunContexts
from ..._backup.sources import Source, read_source, read_source_if_given
from ..._restore.permission_use import PermissionUse
from ..._restore.requests import read_identity, read_target
from ..connection import READING_SECONDS, login_warnings, open_session, read_login
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..optional_vaults import read_optional_vaults
from ..options import Spec, disk_options, empty_options, source_options, vault_options
from ..runtime import Runtime
from .disk_options import combined, named_where_given
from .listed_vaults import ListedDisk, read_listed

FACTS = (
    "state",
    "vault_id",
    "vault_ids",
    "vault_identity",
    "principal_id",
    "role",
    "scope",
    "assignment_id",
    "inherited_from",
    "made_by",
)


@dataclass(frozen=True)
class Wanted:
    """A group to restore into, and from which vault; and what, if the identity that backs it up restores it."""

    vault: VaultRef
    subscription_id: str
    resource_group: str
    source: Source | None


@dataclass
class Needed:
    """A permission that is needed: by which identity, None for the vault's own, and of which vaults, by their keys."""

    grant: Grant
    identity: str | None
    vaults: dict[str, VaultRef]


def spec() -> Spec:
    """The options. The vault can be named by the ids in `disks`, too."""
    vault = vault_options()
    for name in ("vault_name", "vault_resource_group"):
        vault[name] = {"type": "str"}
    vault["vaults"] = {"type": "list", "elements": "str"}
    return {
        **vault,
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
    login, wanted = _read_wanted(options, runtime)
    given = read_identity(options)
    outcome = _read_outcome(options)
    session, warnings = open_session(login, runtime, seconds=READING_SECONDS), login_warnings(login)
    use = PermissionUse(session, outcome)
    outcomes: list[tuple[Outcome, Needed]] = []
    for needed in _find_needed(wanted, str(given) if given else None, session):
        try:
            became = _ensure(options, needed, use, session, runtime)
        except Exception as error:
            locks = error.locks if isinstance(error, ScopeLocked) else ()
            raise TaskFailed(as_failure(error), _result(outcomes, warnings, locks)) from error
        outcomes.append((became, needed))
    return _result(outcomes, warnings)


def _ensure(
    options: OptionValues, needed: Needed, use: PermissionUse, session: ArmSession, runtime: Runtime
) -> Outcome:
    if options["state"] != "absent":
        return ensure_present(session, needed.grant, check_mode=runtime.check_mode)
    return ensure_absent(
        session,
        needed.grant,
        check_mode=runtime.check_mode,
        check_not_needed=lambda grant: use.check_not_needed(grant, needed.vaults.values()),
    )


def permission_result(outcome: Outcome, needed: Needed) -> Result:
    """What became of a permission."""
    grant, assignment = outcome.grant, outcome.assignment
    vaults = [str(vault.id) for vault in needed.vaults.values()]
    return {
        "vault_id": vaults[0],
        "vault_ids": vaults,
        "changed": outcome.change is not None,
        "state": "present" if outcome.there else "absent",
        "vault_identity": needed.identity,
        "principal_id": grant.principal_id,
        "role": grant.role.name,
        "scope": grant.scope,
        "assignment_id": assignment.id if assignment else None,
        "inherited_from": assignment.scope if assignment and not same_id(assignment.scope, grant.scope) else None,
        "made_by": outcome.made_by,
    }


def _result(outcomes: Sequence[tuple[Outcome, Needed]], warnings: Sequence[str], locks: Sequence[Lock] = ()) -> Result:
    """What became of all permissions; where there is one only, its facts stand by themselves, too."""
    permissions = [permission_result(outcome, needed) for outcome, needed in outcomes]
    alone = permissions[0] if len(permissions) == 1 else {}
    return {
        **{name: alone.get(name) for name in FACTS},
        "changed": any(permission["changed"] for permission in permissions),
        "permissions": permissions,
        "locks": [{"id": lock.id, "name": lock.name, "level": lock.level, "scope": lock.scope} for lock in locks],
        "diff": {
            "before": "".join(_shown(outcome.grant) for outcome, _needed in outcomes if outcome.change == "taken"),
            "after": "".join(_shown(outcome.grant) for outcome, _needed in outcomes if outcome.change == "given"),
        },
        "warnings": [*warnings, *(warning for outcome, _needed in outcomes for warning in outcome.warnings)],
    }


def _shown(grant: Grant) -> str:
    principal = printable(grant.principal_id)
    return f"{grant.id}\n  scope: {grant.scope}\n  role: {grant.role.name}\n  principal_id: {principal}\n"


def _find_needed(wanted: Sequence[Wanted], identity: str | None, session: ArmSession) -> list[Needed]:
    """Each permission that is needed, once. Vaults can share an identity."""
    contexts = RunContexts(session, [Asked(each.vault, None if identity else each.source) for each in wanted])
    found: dict[str, Needed] = {}
    for each in wanted:
        context = contexts.of(each.vault)
        instance = context.instance(each.source) if each.source and not identity else None
        restoring, principal = restoring_identity(each.vault, context.vault(), identity, instance)
        grant = Grant(DISK_RESTORE_OPERATOR, each.subscription_id, each.resource_group, principal)
        needed = found.setdefault(str(grant.id).lower(), Needed(grant, restoring, {}))
        needed.vaults.setdefault(each.vault.id.key, each.vault)
    return list(found.values())


def _read_outcome(options: OptionValues) -> Mapping[str, object] | None:
    """What the restore returned that used the permission."""
    outcome = options["outcome"]
    if outcome is not None and options["state"] != "absent":
        raise OptionRefused("outcome", "is only for state: absent")
    return outcome if isinstance(outcome, Mapping) else None


def _read_wanted(options: OptionValues, runtime: Runtime) -> tuple[Login, list[Wanted]]:
    """How to log in, and what is asked for: for `disks`, or for one group. Raises `OptionRefused`."""
    if options["disks"] is None:
        login, source = read_login(options, runtime), read_source_if_given(options)
        vaults = read_optional_vaults(options, login)
        if not vaults:
            raise OptionRefused("vault_name", "name the vault, or give vaults or disks")
        if source and len(vaults) > 1:
            raise OptionRefused("vaults", "name only the vault that protects the disk, or give disks instead")
        return login, [Wanted(vault, *_read_group(options, vault), source) for vault in vaults]
    for name in ("backup_instance", "source_disk", "vaults"):
        if read_text(options, name):
            raise OptionRefused(name, "give either this or disks, not both")
    login, _named, disks = read_listed(options, runtime)
    return login, [_read_disk(options, disk) for disk in disks]


def _read_disk(options: OptionValues, disk: ListedDisk) -> Wanted:
    wanted = combined(options, disk.options)
    with named_where_given(options, disk.options, disk.where):
        target = read_target(wanted, disk.vault.id.subscription_id, disk.where)
        return Wanted(disk.vault, target.subscription_id, target.resource_group, read_source(wanted, disk.where))


def _read_group(options: OptionValues, vault: VaultRef) -> tuple[str, str]:
    """The subscription and the name of the group."""
    group = read_text(options, "target_resource_group")
    subscription = read_text(options, "target_subscription_id") or vault.id.subscription_id
    if not group:
        raise OptionRefused("target_resource_group", "is missing: give this or disks")
    check_name("target_resource_group", group, why_not_a_resource_group)
    check_name("target_subscription_id", subscription, why_not_a_subscription)
    return subscription, group
