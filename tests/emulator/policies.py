# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backup policies of a vault: those by which its disks are backed up.

Body: the answer to a PUT in an azure-cli-extensions recording of 2025-11.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .cloud import Call
from .errors import AzureError, not_found
from .messages import Response
from .model import Vault

_STORE = {"dataStoreType": "OperationalStore", "objectType": "DataStoreInfoBase"}


def list_policies(call: Call) -> Response:
    """All of a vault."""
    return Response.of_json({"value": [_document(call.vault, name) for name in _names(call.vault)]})


def get_policy(call: Call) -> Response:
    """GET of a policy."""
    wanted = call.names["policy"]
    name = next((one for one in _names(call.vault) if one.lower() == wanted.lower()), None)
    if name is None:
        raise AzureError(not_found(f"backup policy {wanted}", call.api_version))
    return Response.of_json(_document(call.vault, name))


def _names(vault: Vault) -> list[str]:
    return sorted({*(one.name for one in vault.policies.values()), *(one.policy for one in vault.instances.values())})


def _period(duration: timedelta) -> str:
    """``P1D`` or ``PT4H``."""
    hours = int(duration.total_seconds() // 3600)
    return f"PT{hours}H" if hours % 24 else f"P{hours // 24}D"


def _document(vault: Vault, name: str) -> dict[str, Any]:
    """The backup rule, which tags the points, and a retention rule for each tag."""
    policy = vault.policy(name)
    trigger = {
        "schedule": {"repeatingTimeIntervals": [f"R/2026-01-01T03:00:00+00:00/{_period(policy.interval)}"]},
        "taggingCriteria": [_tagging(tag, number) for number, tag in enumerate(policy.retentions)],
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
        "policyRules": [backup, *(_retention(tag, kept) for tag, kept in policy.retentions.items())],
        "datasourceTypes": ["Microsoft.Compute/disks"],
        "objectType": "BackupPolicy",
    }
    type_ = "Microsoft.DataProtection/backupVaults/backupPolicies"
    return {"properties": properties, "id": f"{vault.id}/backupPolicies/{name}", "name": name, "type": type_}


def _tagging(tag: str, number: int) -> dict[str, Any]:
    """Every point has the default tag, unless it is the first of its week."""
    info = {"tagInfo": {"tagName": tag, "id": f"{tag}_"}}
    if tag == "Default":
        return {**info, "taggingPriority": 99, "isDefault": True}
    criteria = [{"absoluteCriteria": ["FirstOfWeek"], "objectType": "ScheduleBasedBackupCriteria"}]
    return {**info, "taggingPriority": 15 + 5 * number, "isDefault": False, "criteria": criteria}


def _retention(tag: str, kept: timedelta) -> dict[str, Any]:
    deletion = {"objectType": "AbsoluteDeleteOption", "duration": _period(kept)}
    return {
        "lifecycles": [{"deleteAfter": deletion, "sourceDataStore": _STORE}],
        "isDefault": tag == "Default",
        "name": tag,
        "objectType": "AzureRetentionRule",
    }
