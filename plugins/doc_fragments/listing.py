# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that list."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  started_after:
    description:
      - Return only items that are from this time or later.
      - Write the time in ISO 8601 with V(Z) or an offset, such as V(2026-11-22T03:00:00Z).
    type: str
  started_before:
    description:
      - Return only items that are from this time or earlier. Write the time as for O(started_after).
    type: str
  limit:
    description:
      - The maximum number of items to return.
      - If there are more, the module returns the newest ones and RV(truncated) is true.
    type: int
    default: 100
"""
