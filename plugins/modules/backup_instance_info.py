#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_instance_info
short_description: Find what protects a disk in Azure Backup
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Lists the backup instances of a Backup vault that protect managed disks, or those that protect one disk. Users know
    the disk, and the other modules of Azure Backup want the instance, whose name holds a GUID.
options:
  source_disk:
    description:
      - Return only the instances that protect this disk, given by its name or its ARM id. The disk itself may be gone.
    type: str
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.login
  - azure_dr.backup.vault
"""

EXAMPLES = r"""
- name: Find what protects a disk
  azure_dr.backup.backup_instance_info:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
  register: found

- name: List all that the vault protects
  azure_dr.backup.backup_instance_info:
    vault_name: dr-vault
    vault_resource_group: backup
"""

RETURN = r"""
backup_instances:
  description: The backup instances, by name. An empty list where there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The ARM id.
      type: str
    name:
      description: The name that the other modules take as O(azure_dr.backup.disk_restore#module:backup_instance).
      type: str
    datasource_type:
      description: What is protected, V(Microsoft.Compute/disks).
      type: str
    source_disk_id:
      description: The ARM id of the protected disk.
      type: str
    source_disk_name:
      description: The name of the protected disk.
      type: str
    location:
      description: The region of the disk and of its snapshots.
      type: str
    policy_id:
      description: The ARM id of the backup policy.
      type: str
    snapshot_resource_group_id:
      description: The ARM id of the resource group that holds the snapshots.
      type: str
    protection_state:
      description: The service's word for how protection goes, such as V(ProtectionConfigured) or V(ProtectionStopped).
      type: str
    user_assigned_identity_id:
      description: The ARM id of the user-assigned identity that backs the disk up. Null where it is the vault's own.
      type: str
  sample:
    - id: /subscriptions/.../backupVaults/dr-vault/backupInstances/erp-data-erp-data-0e3f1a52-8d0f-4c1e-9d43-5b1b8a4a1f10
      name: erp-data-erp-data-0e3f1a52-8d0f-4c1e-9d43-5b1b8a4a1f10
      datasource_type: Microsoft.Compute/disks
      source_disk_id: /subscriptions/.../resourceGroups/erp-prod/providers/Microsoft.Compute/disks/erp-data
      source_disk_name: erp-data
      location: westeurope
      policy_id: /subscriptions/.../backupVaults/dr-vault/backupPolicies/daily
      snapshot_resource_group_id: /subscriptions/.../resourceGroups/erp-snapshots
      protection_state: ProtectionConfigured
      user_assigned_identity_id: null
error:
  description:
    - What went wrong, in Azure's own code and words where it gave any. Every key is always there.
    - C(target) is what it is about, the name of the option where an option was refused. C(causes) are the errors nested
      in it, outermost first. C(url) has no query. C(request_id), C(correlation_id) and C(activity_id) are what Azure's
      support asks for. C(explanation) has C(cause), C(who) can mend it, C(remedy), and C(passing), which is true
      if the same task again can succeed a little later. It is null if nothing is known of the code.
  returned: failure
  type: dict
  sample:
    code: ResourceNotFound
    message: The Resource 'Microsoft.DataProtection/backupVaults/dr-vault' under resource group 'backup' was not found.
    target: null
    recommended_actions: []
    causes: []
    http_status: 404
    url: https://management.azure.com/subscriptions/.../backupVaults/dr-vault
    request_id: 3f0c2a6e-8a57-4f55-9d0a-0f2c6f6f4b11
    correlation_id: 3f0c2a6e-8a57-4f55-9d0a-0f2c6f6f4b11
    activity_id: 0c1d5a0e-2f0c-4c8e-8a53-6a3f6f0b7c55
    explanation:
      cause: What the message names does not exist.
      who: whoever runs the task
      remedy: check vault_name, vault_resource_group and subscription_id
      passing: false
"""

from ..module_utils._ansible.running import run_module
from ..module_utils._ansible.tasks.backup_instance_info import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
