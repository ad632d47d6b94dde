# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backup policies as Azure tells them: which rule backs up, which ones keep, and for how long."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import Trace
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.transport import Answer
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.policies import (
    BackupPolicy,
    Retention,
    get_policy,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref

REF = vault_ref("b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20", "backup", "dr-vault", "2025-07-01")
DAY = 86_400.0


def read(body: Any) -> BackupPolicy:
    """The policy of that body."""

    class Session:
        def get(self, *_path: Any, **_options: Any) -> Answer:
            return Answer(200, {}, body, True, Trace())

    session: Any = Session()
    return get_policy(session, REF, "hourly")


def backup_rule(name: str, *tags: str) -> dict[str, Any]:
    tagging = [{"tagInfo": {"tagName": tag, "id": f"{tag}_"}, "isDefault": tag == "Default"} for tag in tags]
    return {"objectType": "AzureBackupRule", "name": name, "trigger": {"taggingCriteria": tagging}}


def retention_rule(name: str, duration: object) -> dict[str, Any]:
    deletion = {"objectType": "AbsoluteDeleteOption", "duration": duration}
    cycles = [{"deleteAfter": deletion, "sourceDataStore": {"dataStoreType": "OperationalStore"}}]
    return {"objectType": "AzureRetentionRule", "name": name, "isDefault": name == "Default", "lifecycles": cycles}


def with_rules(*rules: object) -> dict[str, Any]:
    return {"id": "/policy", "name": "hourly", "properties": {"objectType": "BackupPolicy", "policyRules": list(rules)}}


def test_the_backup_rule_is_told_from_the_retention_rules() -> None:
    found = read(with_rules(backup_rule("BackupHourly", "Default", "Weekly"), retention_rule("Default", "P7D")))

    assert (found.backup_rules, found.tags) == (("BackupHourly",), ("Default", "Weekly"))
    assert found.retentions == (Retention("Default", 7 * DAY, True),)


@pytest.mark.parametrize(
    ("duration", "days"),
    [
        ("P7D", 7),
        ("P12W", 84),
        ("P3M", 84),
        ("P1Y", 365),
        ("PT12H", 0.5),
        ("P0D", 0),
        ("for ever", None),
        (None, None),
        (7, None),
    ],
)
def test_for_how_long_points_are_kept(duration: object, days: float | None) -> None:
    (retention,) = read(with_rules(retention_rule("Default", duration))).retentions

    assert retention.seconds == (None if days is None else days * DAY)


@pytest.mark.parametrize("body", [None, {}, [], {"properties": None}, with_rules(None, {}, {"objectType": "Other"}, 7)])
def test_a_policy_that_says_nothing(body: Any) -> None:
    found = read(body)

    assert (found.name, found.backup_rules, found.tags, found.retentions) == ("hourly", (), (), ())
