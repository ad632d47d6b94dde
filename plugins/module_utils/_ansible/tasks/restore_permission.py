# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What restore_permission does."""

from __future__ import annotations

from ..._arm.resource_ids import same_id, why_not_a_resource_group, why_not_a_subscription
from ..._dataprotection.roles import ROLE, Grant
from ..._dataprotection.vaults import VaultRef
from ..._restore.knowledge import Knowledge
from ..._restore.permission import Outcome, ensure_absent, ensure_present, restoring_identity
from ..._restore.reading import check_name
from ..._restore.sources import read_source
from ..._restore.telling import Tell
from ..._restore.wishes import read_identity
from ..connecting import connect, read_vault
from ..options import Spec, source_options, vault_options
from ..running import Result
from ..wanting import watch_starters
from .reading import Options


def spec() -> Spec:
    """The options."""
    return {
        **vault_options(),
        **source_options(),
        "target_resource_group": {"type": "str", "required": True},
        "target_subscription_id": {"type": "str"},
        "vault_identity": {"type": "str"},
        "state": {"type": "str", "choices": ["absent", "present"], "default": "present"},
    }


def run(options: Options, check_mode: bool, tell: Tell) -> Result:
    """Make sure that the identity that restores may make disks in the group, or take away what this would give."""
    login, vault = read_vault(options)
    subscription, group = _read_group(options, vault)
    given = read_identity(options)
    wished = str(given) if given else None
    named = [name for name in ("backup_instance", "source_disk") if str(options[name] or "").strip()]
    source = read_source(options) if named else None
    still_wanted = watch_starters()
    connection = connect(login, vault)
    knowledge = Knowledge(connection.session, vault, [source] if source else [])
    instance = knowledge.instance(source) if source else None
    identity, principal = restoring_identity(vault, knowledge.vault(), wished, instance)
    ensure = ensure_present if options["state"] == "present" else ensure_absent
    outcome = ensure(
        connection.session, Grant(subscription, group, principal), check_mode=check_mode, still_wanted=still_wanted
    )
    return {
        **permission_result(outcome),
        "vault_identity": identity,
        "warnings": [*connection.warnings, *outcome.warnings],
    }


def permission_result(outcome: Outcome) -> Result:
    """What became of a permission."""
    grant, assignment = outcome.grant, outcome.assignment
    given = f"{grant.id}\n  scope: {grant.scope}\n  role: {ROLE}\n  principal_id: {grant.principal_id}\n"
    return {
        "changed": outcome.change is not None,
        "state": "present" if outcome.there else "absent",
        "principal_id": grant.principal_id,
        "role": ROLE,
        "scope": grant.scope,
        "assignment_id": assignment.id if assignment else None,
        "inherited_from": assignment.scope if assignment and not same_id(assignment.scope, grant.scope) else None,
        "made_by": outcome.made_by,
        "diff": {
            "before": given if outcome.change == "taken" else "",
            "after": given if outcome.change == "given" else "",
        },
    }


def _read_group(options: Options, vault: VaultRef) -> tuple[str, str]:
    """The subscription and the name of the group."""
    group = str(options["target_resource_group"]).strip()
    subscription = str(options["target_subscription_id"] or "").strip() or vault.id.subscription_id
    check_name("target_resource_group", group, why_not_a_resource_group)
    check_name("target_subscription_id", subscription, why_not_a_subscription)
    return subscription, group
