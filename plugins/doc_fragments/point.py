# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that restore: from which point."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  recovery_point_id:
    description:
      - The recovery point, by its id. It is used even if it is expired. It must be in the operational store.
      - Give exactly one of this and O(as_of).
    type: str
  as_of:
    description:
      - The moment to go back to, V(latest) or in ISO 8601 with V(Z) or an offset, such as V(2026-11-22T03:00:00Z).
        The newest complete recovery point not after it is taken. Expired ones are left out, and so are those whose
        snapshot is not kept any more.
      - V(2026-11-22T03:00Z), V(20261122T030000Z) and an offset of whole hours such as C(+01) are taken, too.
      - V(latest) becomes the moment at which the task begins, by the clock of Azure. It is returned as RV(as_of), for
        reruns.
      - Give exactly one of this and O(recovery_point_id). There is no default.
    type: str
  max_point_age:
    description:
      - The most seconds that the chosen recovery point may be old. An older one is an error.
    type: int
"""
