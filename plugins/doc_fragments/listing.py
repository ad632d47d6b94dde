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
      - Only what is not older than this moment, in ISO 8601 with V(Z) or an offset, such as V(2026-11-22T03:00:00Z).
    type: str
  started_before:
    description:
      - Only what is not younger than this moment, in the same form.
    type: str
  limit:
    description:
      - The most items to return. The newest are kept, and RV(truncated) says that there are more.
    type: int
    default: 100
"""
