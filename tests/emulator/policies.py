# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backup policies of a vault: those by which its disks are backed up.

Body: the answer to a PUT in an azure-cli-extensions recording of 2025-11.
"""

from __future__ import annotations

from typing import Any

from .cloud import Call
from .errors import AzureError, not_found
from .messages import Response
from .model import BackupPolicy, Vault

_STORE = {"dataStoreType": "OperationalStore", "objectType": "DataStoreInfoBase"}


def list_policies(call: Call) -> Response:
    """All of a vault."""
    names = call.vault.policy_names()
    return Response.of_json({"value": [policy_document(call.vault, call.vault.policy(name)) for name in names]})


def get_policy(call: Call) -> Response:
    """GET of a policy."""
    wanted = call.names["policy"]
    name = next((one for one in call.vault.policy_names() if one.lower() == wanted.lower()), None)
    if name is None:
        raise AzureError(not_found(f"backup policy {wanted}", call.api_version))
    return Response.of_json(policy_document(call.vault, call.vault.policy(name)))


def policy_document(vault: Vault, policy: BackupPolicy) -> dict[str, Any]:
    """The backup rule, which tags the points, and a retention rule for each tag."""
    trigger = {
        "schedule": {"repeatingTimeIntervals": [f"R/2026-01-01T03:00:00+00:00/{policy.every}"]},
        "taggingCriteria": [_tagging(policy, tag, number) for number, tag in enumerate(policy.retention_days)],
        "objectType": "ScheduleBasedTriggerContext",
    }
    backup = {
        "backupParameters": {"backupType": "Incremental", "objectType": "AzureBackupParams"},
        "trigger": trigger,
        "dataStore": _STORE,
        "name": policy.rule,
        "objectType": "AzureBackupRule",
    }
    properties = {
        "policyRules": [backup, *(_retention(policy, tag) for tag in policy.retention_days)],
        "datasourceTypes": ["Microsoft.Compute/disks"],
        "objectType": "BackupPolicy",
    }
    type_ = "Microsoft.DataProtection/backupVaults/backupPolicies"
    identifier = f"{vault.id}/backupPolicies/{policy.name}"
    return {"properties": properties, "id": identifier, "name": policy.name, "type": type_}


def _tagging(policy: BackupPolicy, tag: str, number: int) -> dict[str, Any]:
    """Every point has the default tag, unless it is the first of its week."""
    info = {"tagInfo": {"tagName": tag, "id": f"{tag}_"}}
    if tag == policy.default_tag:
        return {**info, "taggingPriority": 99, "isDefault": True}
    criteria = [{"absoluteCriteria": ["FirstOfWeek"], "objectType": "ScheduleBasedBackupCriteria"}]
    return {**info, "taggingPriority": 15 + 5 * number, "isDefault": False, "criteria": criteria}


def _retention(policy: BackupPolicy, tag: str) -> dict[str, Any]:
    deletion = {"objectType": "AbsoluteDeleteOption", "duration": f"P{policy.retention_days[tag]}D"}
    return {
        "lifecycles": [{"deleteAfter": deletion, "sourceDataStore": _STORE}],
        "isDefault": tag == policy.default_tag,
        "name": tag,
        "objectType": "AzureRetentionRule",
    }
