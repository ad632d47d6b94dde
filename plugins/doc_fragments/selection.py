# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that find disks: where to look, and which disks to take."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  vault_name:
    description:
      - The name of the Backup vault to look in. Give it together with O(vault_resource_group).
      - Give this, O(vaults) or O(subscriptions). If you give none of them, the module looks in all vaults of the
        login's subscription that the login can see.
    type: str
  vault_resource_group:
    description:
      - The resource group of the Backup vault.
    type: str
  vaults:
    description:
      - The ARM ids of the Backup vaults to look in. They can be in different subscriptions.
    type: list
    elements: str
    version_added: 2.0.0
  subscriptions:
    description:
      - The IDs of the subscriptions to look in. The module looks in all of their Backup vaults that the login can see.
    type: list
    elements: str
    version_added: 2.0.0
  api_version:
    description:
      - The version of the Microsoft.DataProtection API. You can use every stable version since V(2021-01-01).
    type: str
    default: "2025-07-01"
  source_disks:
    description:
      - The disks to take, by their names or ARM ids. A disk does not have to exist any more.
      - If you give several of O(source_disks), O(virtual_machines), O(source_resource_groups) and O(tags), the module
        takes the disks that fit all of them. Within a list, a disk must fit one entry.
      - If a name fits several disks, the task fails and the error lists them.
    type: list
    elements: str
    version_added: 2.0.0
  virtual_machines:
    description:
      - Takes the disks of these virtual machines, which you give by their names or ARM ids.
      - If a name fits several virtual machines, the task fails and the error lists them.
    type: list
    elements: str
    version_added: 2.0.0
  source_resource_groups:
    description:
      - Takes the disks in these resource groups, which you give by their names.
    type: list
    elements: str
    version_added: 2.0.0
  tags:
    description:
      - Takes the disks that have all of these tags. A tag can be a tag of the disk, or of the virtual machine that the
        disk belongs to.
      - An empty value stands for every value.
      - Azure does not distinguish upper and lower case in the name of a tag. It does in the value.
    type: dict
    version_added: 2.0.0
  recovery_map:
    description:
      - The recovery map of an earlier run of C(restore_readiness_info), or the path of a JSON file with it
        on the machine where the module runs.
      - The map shows which disk belonged to which virtual machine. The module uses it for disks that no virtual machine
        has today, for example because the virtual machine was deleted.
    type: raw
    version_added: 2.0.0
"""
