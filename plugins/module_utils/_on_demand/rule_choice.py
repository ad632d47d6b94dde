# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""By which rule of its policy a disk is backed up, and for how long its point is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .._arm.errors import OptionRefused
from .._arm.times import format_duration
from .._azure.dataprotection.policies import BackupPolicy
from .errors import BackupRuleNotFound
from .requests import Terms


@dataclass(frozen=True)
class ChosenRule:
    """A backup rule by its name, and the tag that the point gets. `retention_seconds` is null if it is not known."""

    name: str
    tag: str | None
    retention_seconds: float | None


def choose_rule(policy: BackupPolicy, terms: Terms) -> ChosenRule:
    """The rule and the tag that the terms ask for, in the policy's spelling.

    Raises `OptionRefused` for what the policy does not have, and for points that it does not keep for long enough.
    """
    tag = _tag(policy, terms)
    rule = ChosenRule(_rule_name(policy, terms.rule_name), tag, _retention(policy, tag))
    _check_retention(policy, rule, terms)
    return rule


def _rule_name(policy: BackupPolicy, given: str | None) -> str:
    names = policy.backup_rules
    if not names:
        raise BackupRuleNotFound(f"The backup policy {policy.name!r} has no backup rule.")
    if given is None:
        if len(names) > 1:
            raise OptionRefused(
                "rule_name", f"the backup policy {policy.name!r} has several backup rules: choose {_any_of(names)}"
            )
        return names[0]
    if found := _same(given, names):
        return found
    retention = _same(given, (rule.tag for rule in policy.retentions))
    what = (
        f"{given!r} is a retention rule of the backup policy {policy.name!r}, which says for how long points are kept"
        if retention
        else f"the backup policy {policy.name!r} has no backup rule {given!r}"
    )
    also = f", and retention_tag: {retention} for the retention" if retention else ""
    raise OptionRefused("rule_name", f"{what}. Give rule_name: {_any_of(names)}{also}, or leave rule_name out")


def _tag(policy: BackupPolicy, terms: Terms) -> str | None:
    """The tag that the point gets: the one that was asked for, else the policy's default."""
    tags = policy.tags or tuple(rule.tag for rule in policy.retentions)
    if terms.retention_tag is None:
        return next((rule.tag for rule in policy.retentions if rule.is_default), None)
    if found := _same(terms.retention_tag, tags):
        return found
    has = f"has {', '.join(tags)}" if tags else "has none"
    why = f"{terms.retention_tag!r} is no retention tag of the backup policy {policy.name!r}, which {has}"
    raise OptionRefused("retention_tag", why)


def _retention(policy: BackupPolicy, tag: str | None) -> float | None:
    kept = (rule.seconds for rule in policy.retentions if tag and rule.tag.lower() == tag.lower())
    return next(kept, None)


def _check_retention(policy: BackupPolicy, rule: ChosenRule, terms: Terms) -> None:
    least = terms.min_retention_seconds
    if least is None or (rule.retention_seconds or 0.0) >= least:
        return
    seconds = rule.retention_seconds
    kept = "for a time that is not known" if seconds is None else f"for {format_duration(seconds)}"
    longer = [each.tag for each in policy.retentions if each.seconds is not None and each.seconds >= least]
    way_out = (
        f"Give retention_tag: {_any_of(longer)}"
        if longer
        else "No tag of the policy keeps points for longer: add a retention rule to it, or ask for less"
    )
    raise OptionRefused(
        "min_retention",
        f"{format_duration(least)} are asked for, and the backup policy {policy.name!r} keeps points with the tag "
        f"{rule.tag!r} {kept}. {way_out}",
    )


def _same(name: str, names: Iterable[str]) -> str | None:
    return next((each for each in names if each.lower() == name.lower()), None)


def _any_of(names: Iterable[str]) -> str:
    return " or ".join(names)
