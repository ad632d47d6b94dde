# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that restore: to where."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  target_resource_group:
    description:
      - The resource group of the restored disk. It must exist. The identity of the vault needs the role
        C(Disk Restore Operator) on it, see M(azure_dr.backup.restore_permission).
      - You must set it, unless you give the ARM id of the target disk.
    type: str
  target_subscription_id:
    description:
      - The ID of the subscription of the restored disk. It is not used if you give the ARM id of the target disk.
      - If you do not set it, the subscription of the vault is used.
    type: str
  location:
    description:
      - The region of the restored disk.
      - Azure restores a disk only in the region of its snapshots. This is the default, and no other value is possible.
    type: str
"""
