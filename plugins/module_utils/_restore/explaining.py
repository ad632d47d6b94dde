# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Explains a failure: what its code means here, who can mend it, and how."""

from __future__ import annotations

from dataclasses import dataclass

from .._arm.errors import Advice
from .._arm.problems import Problem
from .._arm.resource_ids import ResourceId, resource_group_id
from .._dataprotection.roles import ROLE
from .explanations import EXPLANATIONS, Explanation

UNKNOWN_PRINCIPAL = "OBJECT-ID-OF-THE-VAULT-IDENTITY"


@dataclass(frozen=True)
class Circumstances:
    """What a remedy speaks of. `principal_id` is that of the identity that restores, null where it isn't known."""

    target: ResourceId
    principal_id: str | None


def explain(problem: Problem, circumstances: Circumstances) -> Advice | None:
    """The explanation of a problem, or of the cause behind it where its own code is a generic one; None: unknown."""
    found = _find(problem)
    if found is None:
        return None
    target = circumstances.target
    words = {
        "role": ROLE,
        "principal": circumstances.principal_id or UNKNOWN_PRINCIPAL,
        "scope": resource_group_id(target.subscription_id, target.resource_group),
        "group": target.resource_group,
    }
    return Advice(found.cause.format(**words), found.who, found.remedy.format(**words))


def _find(problem: Problem) -> Explanation | None:
    own = EXPLANATIONS.get(problem.code)
    if own and not own.generic:
        return own
    behind = (EXPLANATIONS.get(cause.code) for cause in reversed(problem.causes))
    return next((each for each in behind if each and not each.generic), own)
