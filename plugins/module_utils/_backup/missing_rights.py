# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Rights that an error says are missing: whose, to do what, and where, wherever in the error that stands.

The sentences are Resource Manager's: of AuthorizationFailed (recorded in jobs of Azure Backup), and of
LinkedAuthorizationFailed (learn.microsoft.com, "Troubleshoot Azure RBAC limits" and "Troubleshoot Azure RBAC").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .._arm.problems import Problem

_CLIENT = r"client\s*'(?P<client>[^']*)'(?:\s*with object id\s*'(?P<object>[^']*)')?"
_MISSING = r"does not have (?:authorization|permissions?) to perform (?:the )?actions?(?:\(s\))?\s*'(?P<actions>[^']+)'"
_WHERE = r"(?:over|on|at)\s+(?:the )?(?:linked )?scopes?(?:\(s\))?\s*'(?P<scopes>[^']+)'"
_SENTENCE = re.compile(rf"(?:{_CLIENT}(?:(?!\bclient\s*').)*?)?{_MISSING}\s+{_WHERE}", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class MissingRight:
    """One right. `client_id` and `object_id` are those of whoever lacks it; null where the error does not say."""

    client_id: str | None
    object_id: str | None
    action: str
    scope: str

    @property
    def who(self) -> str | None:
        """The id of whoever lacks it: role assignments speak of object ids."""
        return self.object_id or self.client_id

    def is_of(self, principal_id: str) -> bool:
        """Whether it is this identity that lacks it; an error names one, or by one of its ids."""
        return principal_id.lower() in ((self.object_id or "").lower(), (self.client_id or "").lower())

    def is_within(self, scope: str) -> bool:
        """Whether it is missing at that scope, or below."""
        own, outer = self.scope.lower().rstrip("/"), scope.lower().rstrip("/")
        return own == outer or own.startswith(f"{outer}/")


def find_missing_rights(problem: Problem) -> list[MissingRight]:
    """The rights that an error, its causes and its advice say are missing, each once, the deepest cause's first."""
    told = [cause.message for cause in reversed(problem.causes)]
    texts = [*told, problem.message, *problem.recommended_actions]
    return list(dict.fromkeys(right for text in texts for right in _rights_in(text)))


def _rights_in(text: str) -> Iterator[MissingRight]:
    """A sentence can name several actions, and as many scopes, each action with its own."""
    for found in _SENTENCE.finditer(text):
        actions, scopes = _listed(found["actions"]), _listed(found["scopes"])
        if len(actions) == len(scopes):
            pairs = list(zip(actions, scopes, strict=True))
        else:
            pairs = [(action, scope) for action in actions for scope in scopes]
        for action, scope in pairs:
            yield MissingRight(found["client"] or None, found["object"] or None, action, scope)


def _listed(text: str) -> list[str]:
    return [part for each in text.split(",") if (part := each.strip())]
