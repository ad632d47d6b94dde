# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may do what: principals, roles and their assignments, and actions denied to a caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from .arm_ids import Caseless, is_at_or_below
from .model import Principal, RoleAssignment, RoleDefinition
from .names import BUILT_IN_ROLES, made_up_guid


@dataclass(frozen=True)
class Denial:
    """An action that a principal may not do at or below a scope. ``action`` may hold ``*``."""

    action: str
    scope: str
    client_id: str | None = None


class Access:
    """Role assignments rule what a vault's identity may do, and a caller that is ``only_by_roles``.

    Any other caller may do everything that is not denied.
    """

    def __init__(self) -> None:
        self.principals: Caseless[Principal] = Caseless()
        """By client id."""
        self.directory: set[str] = set()
        """Object ids that can be given a role."""
        self.roles: Caseless[RoleDefinition] = Caseless()
        self.assignments: Caseless[RoleAssignment] = Caseless()
        """By the id of the assignment."""
        self.fading: list[tuple[RoleAssignment, datetime]] = []
        """Assignments that are gone and still in effect, with the moment of their end."""
        self.denials: list[Denial] = []
        for role in BUILT_IN_ROLES:
            self.roles[role.name] = role

    def add_principal(self, principal: Principal) -> Principal:
        """Registers who can ask for tokens."""
        self.principals[principal.client_id] = principal
        self.directory.add(principal.object_id)
        return principal

    def deny(self, action: str, scope: str = "/", client_id: str | None = None) -> Denial:
        """Takes a right from the callers, or from one; such as ``Microsoft.Compute/disks/read``."""
        denial = Denial(action, scope, client_id)
        self.denials.append(denial)
        return denial

    def may_call(self, caller: Principal, action: str, scope: str, now: datetime) -> bool:
        """Whether a caller may do that; the scope is what the path names. What names no subscription is open to all."""
        if scope.lower().startswith("/subscriptions/"):
            if not _is_below(scope, caller.only_below):
                return False
            if caller.only_by_roles and not self.has_role_for(caller.object_id, action, scope, now):
                return False
        return not any(
            _matches(denial.action, action)
            and is_at_or_below(scope, denial.scope)
            and denial.client_id in (None, caller.client_id)
            for denial in self.denials
        )

    def knows(self, caller: Principal, scope: str, now: datetime) -> bool:
        """Whether a caller has any right at, above or below a scope, so that the scope is listed."""
        places = caller.only_below
        if caller.only_by_roles:
            mine = (one for one in self.assignments.values() if one.principal_id == caller.object_id)
            places = [one.scope for one in mine if one.effective <= now]
        return places is None or any(is_at_or_below(one, scope) or is_at_or_below(scope, one) for one in places)

    def grant(self, principal_id: str, role: str, scope: str, effective: datetime) -> RoleAssignment:
        """Assigns a role; the same again changes nothing."""
        name = made_up_guid("assignment", scope, principal_id, role)
        assignment = RoleAssignment(name, scope, role, principal_id, effective, effective)
        self.assignments[assignment.id] = assignment
        return assignment

    def remove(self, identifier: str, until: datetime) -> RoleAssignment | None:
        """Ends an assignment, which stays in effect ``until`` then; None if there is none."""
        assignment = self.assignments.pop(identifier, None)
        if assignment:
            self.fading.append((assignment, until))
        return assignment

    def revoke(self, principal_id: str, scope: str) -> None:
        """Takes all roles of a principal on exactly that scope, at once."""
        for key, assignment in list(self.assignments.items()):
            if assignment.principal_id == principal_id and assignment.scope.lower() == scope.lower():
                del self.assignments[key]

    def has_role_for(self, principal_id: str, action: str, scope: str, now: datetime) -> bool:
        """Whether a role that is in effect allows a principal to do that."""
        fading = (assignment for assignment, until in self.fading if until > now)
        return any(
            assignment.principal_id == principal_id
            and assignment.effective <= now
            and is_at_or_below(scope, assignment.scope)
            and self._allows(assignment.role, action)
            for assignment in (*self.assignments.values(), *fading)
        )

    def _allows(self, role_name: str, action: str) -> bool:
        role = self.roles.get(role_name)
        return (
            role is not None
            and any(_matches(pattern, action) for pattern in role.actions)
            and not any(_matches(pattern, action) for pattern in role.not_actions)
        )


def _is_below(scope: str, allowed: list[str] | None) -> bool:
    return allowed is None or any(is_at_or_below(scope, outer) for outer in allowed)


def _matches(pattern: str, action: str) -> bool:
    return fnmatchcase(action.lower(), pattern.lower())
