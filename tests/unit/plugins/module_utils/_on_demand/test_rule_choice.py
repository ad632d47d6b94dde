# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""By which rule a disk is backed up, under which tag, and what is said of names that the policy does not have."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import OptionRefused
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.policies import (
    BackupPolicy,
    Retention,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand.errors import BackupRuleNotFound
from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand.requests import Terms
from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand.rule_choice import ChosenRule, choose_rule

WEEK = 7 * 86_400.0
DEFAULT, YEARLY, ODD = (
    Retention("Default", WEEK, True),
    Retention("Yearly", 52 * WEEK, False),
    Retention("Odd", None, False),
)


def policy(*rules: str, retentions: tuple[Retention, ...] = (DEFAULT, YEARLY, ODD)) -> BackupPolicy:
    return BackupPolicy("/policy", "hourly", rules, tuple(each.tag for each in retentions), retentions)


HOURLY = policy("BackupHourly")


def refusal(terms: Terms, of: BackupPolicy = HOURLY) -> str:
    with pytest.raises(OptionRefused) as refused:
        choose_rule(of, terms)
    return str(refused.value)


def test_the_only_backup_rule_and_the_default_tag() -> None:
    assert choose_rule(HOURLY, Terms()) == ChosenRule("BackupHourly", "Default", WEEK)


def test_names_are_without_case_and_sent_as_the_policy_has_them() -> None:
    chosen = choose_rule(HOURLY, Terms(rule_name="BACKUPHOURLY", retention_tag="yearly"))

    assert chosen == ChosenRule("BackupHourly", "Yearly", 52 * WEEK)


def test_a_policy_without_tags_says_nothing_of_retention() -> None:
    assert choose_rule(policy("Daily", retentions=()), Terms()) == ChosenRule("Daily", None, None)


def test_of_several_backup_rules_one_must_be_named() -> None:
    two = policy("BackupHourly", "BackupWeekly")

    assert refusal(Terms(), two).endswith("has several backup rules: choose BackupHourly or BackupWeekly")
    assert choose_rule(two, Terms(rule_name="BackupWeekly")).name == "BackupWeekly"


@pytest.mark.parametrize("given", ["Default", "default", "Yearly"])
def test_the_name_of_a_retention_rule_is_answered_by_the_right_one(given: str) -> None:
    said = refusal(Terms(rule_name=given))

    assert said.startswith(f"rule_name: {given!r} is a retention rule of the backup policy 'hourly'")
    assert "Give rule_name: BackupHourly" in said


def test_a_name_of_nothing_is_answered_by_the_right_one() -> None:
    said = refusal(Terms(rule_name="BackupDaily"))

    assert said.startswith("rule_name: the backup policy 'hourly' has no backup rule 'BackupDaily'")
    assert "Give rule_name: BackupHourly" in said


def test_a_tag_that_the_policy_does_not_have() -> None:
    assert refusal(Terms(retention_tag="Monthly")).endswith("which has Default, Yearly, Odd")
    assert refusal(Terms(retention_tag="Monthly"), policy("Daily", retentions=())).endswith("which has none")


def test_a_policy_that_backs_nothing_up() -> None:
    with pytest.raises(BackupRuleNotFound):
        choose_rule(policy(), Terms())


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (Terms(min_retention_seconds=WEEK + 1), "'Default' for 7 days. Give retention_tag: Yearly"),
        (Terms(min_retention_seconds=53 * WEEK), "No tag of the policy keeps points for longer"),
        (Terms(min_retention_seconds=WEEK, retention_tag="Odd"), "for a time that is not known"),
    ],
)
def test_points_that_die_too_soon_are_not_made(terms: Terms, says: str) -> None:
    assert says in refusal(terms)


def test_points_that_are_kept_for_long_enough() -> None:
    assert choose_rule(HOURLY, Terms(min_retention_seconds=WEEK)).tag == "Default"
    assert choose_rule(HOURLY, Terms(min_retention_seconds=0)).tag == "Default"
