# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The attributes of the modules."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff
      mode.
    support: none
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no
      change.
    support: full
  async:
    description: Can be run with the C(async) property of a task.
    support: full
"""

    # For modules that log in.
    AZURE = r"""
attributes:
  action_group:
    description: Use C(group/azure_dr.backup.azure) in C(module_defaults) to set the login for all modules.
    support: full
    membership:
      - azure_dr.backup.azure
"""

    # For modules that log in and take a vault.
    VAULT = r"""
attributes:
  action_group:
    description: Use C(group/azure_dr.backup.azure) in C(module_defaults) to set the login for all modules, and
      C(group/azure_dr.backup.vault) to set the vault for all modules that take one.
    support: full
    membership:
      - azure_dr.backup.azure
      - azure_dr.backup.vault
"""
