# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.
"""Explains a failure: what is behind it, who can mend it, and how.

What the error itself says counts before what its code mostly means: a right that it names, wherever it stands in it, a
cause that is nested in it, the subscription and the group that were asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from .._arm.errors import Advice, OperationFailed, RequestRefused, TaskError
from .._arm.problems import Problem
from .._arm.resource_ids import ResourceId, resource_group_id
from .explanations import (
    EXPLANATIONS,
    RIGHT_NOT_NAMED,
    SNAPSHOTS_USED_UP,
    TRY_AGAIN,
    UNKNOWN_PRINCIPAL,
    Explanation,
    Words,
)
from .missing_rights import find_missing_rights
from .own_explanations import OUTCOMES, OWN_EXPLANATIONS
from .rights_explained import explain_right, role_on_target_gives

# A caller's codes. Nested in an error of Azure Backup, they are about whoever Azure Backup acts as.
OF_A_CALLER = frozenset({"authorizationfailed", "linkedauthorizationfailed"})
# Kinds that say nothing beside Azure's code.
SAYS_WHAT_AZURE_SAYS = frozenset({"RequestRefused", "OperationFailed", "JobFailed", "JobsFailed"})
BY_CODE: Mapping[str, Explanation] = {
    code.lower(): explanation for code, explanation in {**EXPLANATIONS, **OWN_EXPLANATIONS}.items()
}
_PLACE = re.compile(r"/subscriptions/(?P<subscription>[^/]+)(?:/resourcegroups/(?P<group>[^/]+))?", re.IGNORECASE)
_NAMESPACE = re.compile(r"namespace\s*['\u2018](?P<namespace>[\w.]+)['\u2019]", re.IGNORECASE)
_SNAPSHOT, _USED_UP = "snapshot", "(?:limit|maximum|quota|exceed|no more)"
_SNAPSHOTS_USED_UP = re.compile(rf"{_SNAPSHOT}[^.\n]*{_USED_UP}|{_USED_UP}[^.\n]*{_SNAPSHOT}", re.IGNORECASE)
OF_THE_VAULT = {
    "subscription_option": "subscription_id (or the id in backup_instance or vaults)",
    "group_option": "vault_resource_group",
    "name_option": "vault_name",
}
OF_THE_MACHINE = {
    "subscription_option": "subscription_id (or the id in virtual_machine)",
    "group_option": "vm_resource_group (or the id in virtual_machine)",
    "name_option": "virtual_machine",
}
OF_THE_MACHINES = {
    "subscription_option": "subscription_id (AZURE_SUBSCRIPTION_ID, or the id in virtual_machines or vaults)",
    "group_option": "the resource group in virtual_machines",
    "name_option": "virtual_machines",
}
OF_THE_TARGET = {
    "subscription_option": "target_subscription_id (or the id in target_disk)",
    "group_option": "target_resource_group (or the id in target_disk)",
    "name_option": "target_disk",
}


@dataclass(frozen=True)
class Circumstances:
    """What a remedy speaks of; null where it isn't known. `target` is what is made, or something in its group.

    `principal_id` is that of the identity that restores.
    """

    target: ResourceId | None = None
    principal_id: str | None = None


NOTHING_KNOWN = Circumstances()


def explain(failure: TaskError, circumstances: Circumstances = NOTHING_KNOWN) -> Advice | None:
    """The explanation of a failure; None where nothing is known of it."""
    if failure.code not in OUTCOMES:
        return _explain(failure.problem, failure, circumstances, of_login=isinstance(failure, RequestRefused))
    own = _filled(OWN_EXPLANATIONS[failure.code], failure, circumstances)
    if not failure.problem.causes:
        return own
    first, *others = failure.problem.causes
    said = Problem(first.code, first.message, causes=tuple(others))
    why = _explain(said, failure, circumstances, of_login=True)
    if why is None or why.passing:
        return own
    return Advice(f"{own.cause} {why.cause}", why.who, f"{why.remedy}; then {own.remedy}")


def explained(failure: TaskError, circumstances: Circumstances = NOTHING_KNOWN) -> TaskError:
    """The failure with its explanation, unless somebody who knew more has given it one."""
    if failure.advice is None:
        failure.advice = explain(failure, circumstances)
        failure.cause_says_it_all = failure.code not in OUTCOMES and len(find_missing_rights(failure.problem)) == 1
    return failure


def _explain(problem: Problem, failure: TaskError, circumstances: Circumstances, *, of_login: bool) -> Advice | None:
    target, principal = circumstances.target, circumstances.principal_id
    rights = find_missing_rights(problem)
    if rights:
        # What does not come by itself is what somebody has to mend.
        right = min(rights, key=lambda each: role_on_target_gives(each, target, principal))
        of_login = of_login and problem.code.lower() in OF_A_CALLER
        return explain_right(right, target, principal, of_login=of_login)
    kind = OWN_EXPLANATIONS.get(failure.code) if failure.code not in SAYS_WHAT_AZURE_SAYS else None
    found = _find(problem) or kind or (TRY_AGAIN if failure.passing else None)
    return _filled(found, failure, circumstances) if found else None


def may_come(problem: Problem, circumstances: Circumstances) -> bool:
    """Whether all that an operation of Azure Backup lacks is what a role that was just given may soon bring.

    That is the role of the identity that restores, on the target resource group, and nothing else.
    """
    rights = find_missing_rights(problem)
    if rights:
        return all(role_on_target_gives(right, circumstances.target, circumstances.principal_id) for right in rights)
    found = _find(problem)
    return found is not None and found.may_come


def _find(problem: Problem) -> Explanation | None:
    """What the least vague of an error's codes means: its own, or that of the deepest cause; or what its words say."""
    found = _find_by_code(problem)
    is_told = _SNAPSHOTS_USED_UP.search(f"{problem.code}: {_said(problem)}")
    return SNAPSHOTS_USED_UP if is_told and (found is None or found.vague) else found


def _find_by_code(problem: Problem) -> Explanation | None:
    own = BY_CODE.get(problem.code.lower())
    if own and not own.vague:
        return own
    known = [*_behind(problem), *([own] if own else [])]
    return min(known, key=lambda each: each.vague, default=None)


def _behind(problem: Problem) -> Iterator[Explanation]:
    for cause in reversed(problem.causes):
        code = cause.code.lower()
        if code in OF_A_CALLER:
            yield RIGHT_NOT_NAMED
        elif code in BY_CODE:
            yield BY_CODE[code]


def _filled(found: Explanation, failure: TaskError, circumstances: Circumstances) -> Advice:
    words = asdict(_words(failure, circumstances))
    cause, remedy = found.cause.format(**words), found.remedy.format(**words)
    return Advice(cause, found.who, remedy, passing=found.passing or failure.passing)


def _words(failure: TaskError, circumstances: Circumstances) -> Words:
    """What an explanation speaks of, as far as the failure or its circumstances tell."""
    target = circumstances.target
    words = replace(Words(), principal=circumstances.principal_id or UNKNOWN_PRINCIPAL)
    if target:
        scope = resource_group_id(target.subscription_id, target.resource_group)
        words = replace(words, scope=scope, group=target.resource_group, subscription=target.subscription_id)
    if namespace := _NAMESPACE.search(_said(failure.problem)):
        words = replace(words, namespace=namespace["namespace"])
    # Of an operation that failed, the URL is that of its status.
    asked = None if isinstance(failure, OperationFailed) else _PLACE.search(failure.trace.url or "")
    if asked and not _names(failure.problem, target, asked):
        words = replace(words, subscription=asked["subscription"])
        return replace(words, **_options_of((failure.trace.url or "").lower()))
    return replace(words, **OF_THE_TARGET) if target else words


def _options_of(url: str) -> Mapping[str, str]:
    """The options that name what a request was about."""
    if "/microsoft.dataprotection/" in url:
        return OF_THE_VAULT
    if url.partition("?")[0].endswith("/microsoft.compute/virtualmachines"):
        return OF_THE_MACHINES
    return OF_THE_MACHINE if "/microsoft.compute/virtualmachines/" in url else OF_THE_TARGET


def _names(problem: Problem, target: ResourceId | None, asked: re.Match[str]) -> bool:
    """Whether the error is about the target, and not about the place that the request was sent to."""
    if target is None:
        return False
    said = _said(problem).lower()
    pairs = ((target.subscription_id, asked["subscription"]), (target.resource_group, asked["group"] or ""))
    return any(f"'{own.lower()}'" in said and own.lower() != other.lower() for own, other in pairs)


def _said(problem: Problem) -> str:
    return "\n".join([problem.message, *(cause.message for cause in problem.causes), *problem.recommended_actions])
