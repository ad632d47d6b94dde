# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Backup policies: when disks are backed up, and for how long their points are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..._arm.resource_ids import ResourceId
from ..._arm.session import ArmSession
from ..._arm.times import parse_duration
from .. import wire
from ..resource_names import resource_name
from .vaults import VaultRef

BACKUP_RULE, RETENTION_RULE = "azurebackuprule", "azureretentionrule"
# Of months and years Azure does not say how many days they have; these are the fewest.
DAYS = {"Y": 365, "M": 28, "W": 7, "D": 1}
_DATE_PERIOD = re.compile(r"P(?P<number>\d{1,6})(?P<unit>[YMW])", re.ASCII)


@dataclass(frozen=True)
class Retention:
    """A retention rule, whose name is that of the tag. `seconds` is null if the policy says it in no known form."""

    tag: str
    seconds: float | None
    is_default: bool


@dataclass(frozen=True)
class BackupPolicy:
    """One policy: the names of its backup rules, the tags that these give, and its retention rules."""

    id: str
    name: str
    backup_rules: tuple[str, ...]
    tags: tuple[str, ...]
    retentions: tuple[Retention, ...]


def get_policy(session: ArmSession, ref: VaultRef, name: str) -> BackupPolicy:
    """One policy by its name (BackupPolicies_Get)."""
    path = ref.id.child("backupPolicies", name)
    doing = f"reading the backup policy {name!r} of vault {ref}"
    return _read(session.get(path.path, query=ref.query, doing=doing).body, path, name)


def _read(body: object, path: ResourceId, name: str) -> BackupPolicy:
    rules = wire.items(body, "properties", "policyRules")
    backing_up = [rule for rule in rules if _kind(rule) == BACKUP_RULE]
    criteria = [each for rule in backing_up for each in wire.items(rule, "trigger", "taggingCriteria")]
    return BackupPolicy(
        id=wire.text(body, "id") or str(path),
        name=resource_name(body) or name,
        backup_rules=tuple(text for rule in backing_up if (text := wire.text(rule, "name"))),
        tags=tuple(text for each in criteria if (text := wire.text(each, "tagInfo", "tagName"))),
        retentions=tuple(
            Retention(text, _kept(rule), wire.member(rule, "isDefault") is True)
            for rule in rules
            if _kind(rule) == RETENTION_RULE and (text := wire.text(rule, "name"))
        ),
    )


def _kind(rule: object) -> str:
    return (wire.text(rule, "objectType") or "").lower()


def _kept(rule: object) -> float | None:
    """The shortest time for which a retention rule keeps a point in a store, None if none is known."""
    lifecycles = wire.items(rule, "lifecycles")
    periods = [_seconds(wire.text(each, "deleteAfter", "duration")) for each in lifecycles]
    return min((seconds for seconds in periods if seconds is not None), default=None)


def _seconds(period: str | None) -> float | None:
    """Seconds from `P7D`, `P12W`, `P3M`, `P1Y` or `PT4H`."""
    match = _DATE_PERIOD.fullmatch(period or "")
    if match:
        return int(match["number"]) * DAYS[match["unit"]] * 86400.0
    return parse_duration(period)
