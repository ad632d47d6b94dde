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
      - The ID of the recovery point, as M(azure_dr.backup.recovery_point_info) returns it.
      - The recovery point must be in the operational store. The module uses it even if it is expired.
      - Give either this or O(as_of).
    type: str
  as_of:
    description:
      - The time to which to restore. The module uses the newest complete recovery point that is not after this time. It
        ignores recovery points that are expired or whose snapshot Azure no longer has.
      - Give V(latest), or a time in ISO 8601 with V(Z) or an offset, such as V(2026-11-22T03:00:00Z).
      - You can also write V(2026-11-22T03:00Z), V(20261122T030000Z), or an offset in whole hours, such as C(+01).
      - V(latest) means the time at which the task starts, by Azure's clock. The module returns this time as RV(as_of).
        If you run the task again for the same restore, give this time instead of V(latest).
      - Give either this or O(recovery_point_id). There is no default.
    type: str
  max_point_age:
    description:
      - The maximum age of the recovery point in seconds. If the recovery point is older, the task fails.
      - If you do not set it, the recovery point can have any age.
    type: int
"""
