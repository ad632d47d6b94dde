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
      - The resource group to make the disk in, unless the target is given by its ARM id. It must be there, and the
        vault's identity needs the role C(Disk Restore Operator) on it.
    type: str
  target_subscription_id:
    description:
      - The subscription to make the disk in, unless the target is given by its ARM id. That of the vault by default.
    type: str
  location:
    description:
      - The region of the restored disk. Azure restores disks in the region of their snapshots only, which is the
        default, so that this can only confirm it.
    type: str
"""
