#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_instance_info
short_description: List the backup instances that protect managed disks
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Lists the backup instances that protect managed disks. It looks in one Backup vault, in several, or in all vaults of
    subscriptions.
  - You can select by disk, by virtual machine, by resource group and by tag.
  - For each backup instance, it returns the virtual machine that the disk belongs to, the tags of the disk, and, if Azure
    knows it, the time of the newest recovery point.
  - The module asks Azure Resource Graph, which needs few requests. Resource Graph shows changes with a delay of some
    seconds. If Resource Graph does not answer, the module reads the lists of the vaults and of Microsoft.Compute.
options:
  source_disk:
    description:
      - The name or the ARM id of a protected disk. The module returns only the backup instances that protect this disk.
      - The disk itself does not have to exist any more.
      - If you do not set it, the module returns all backup instances that protect disks.
    type: str
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault
  - azure_dr.backup.login
  - azure_dr.backup.selection
seealso:
  - module: azure_dr.backup.recovery_point_info
  - module: azure_dr.backup.disk_restore
"""

EXAMPLES = r"""
- name: Find the backup instance that protects a disk
  azure_dr.backup.backup_instance_info:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
  register: found

- name: List all backup instances of the vault that protect disks
  azure_dr.backup.backup_instance_info:
    vault_name: dr-vault
    vault_resource_group: backup

- name: List what protects the disks of two virtual machines, in whatever vault of the subscription
  azure_dr.backup.backup_instance_info:
    virtual_machines:
      - shop-web
      - shop-db
  register: shop

- name: List what protects an application, in all vaults of two subscriptions
  azure_dr.backup.backup_instance_info:
    subscriptions:
      - b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20
      - 5a7c1d9e-7f5a-4b1c-a0f3-c52d4e4a6b8c
    tags:
      application: shop
"""

RETURN = r"""
backup_instances:
  description: The backup instances, sorted by name. The list is empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The ARM id of the backup instance.
      type: str
    name:
      description: The name of the backup instance. Other modules take it as
        O(azure_dr.backup.disk_restore#module:backup_instance).
      type: str
    datasource_type:
      description: The type of the protected resource, V(Microsoft.Compute/disks).
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
      description: The ARM id of the resource group that contains the snapshots.
      type: str
    protection_state:
      description: The state of the protection, in Azure's words, such as V(ProtectionConfigured) or
        V(ProtectionStopped).
      type: str
    user_assigned_identity_id:
      description: The ARM id of the user-assigned identity that backs up the disk. Null if the vault uses its
        system-assigned identity.
      type: str
    vault_id:
      description: The ARM id of the Backup vault.
      type: str
    virtual_machine:
      description: The virtual machine that the disk belongs to. Null if it belongs to none, or if it is not known.
      type: dict
      contains:
        id:
          description: The ARM id of the virtual machine.
          type: str
        name:
          description: The name of the virtual machine.
          type: str
        role:
          description: V(os) for the OS disk, V(data) for a data disk. Null if the login cannot read the virtual machine.
          type: str
        lun:
          description: The LUN of a data disk.
          type: int
        caching:
          description: The caching of the attachment, V(None), V(ReadOnly) or V(ReadWrite).
          type: str
        write_accelerator:
          description: Whether the write accelerator is on.
          type: bool
        delete_option:
          description: What happens to the disk if the virtual machine is deleted, V(Delete) or V(Detach).
          type: str
        from_recovery_map:
          description: Whether this is known from O(recovery_map) only. No virtual machine has the disk today.
          type: bool
    tags:
      description: The tags of the disk. Empty if it has none, or if the login cannot see the disk.
      type: dict
    newest_point:
      description:
        - The time of the newest recovery point, as Resource Graph knows it. Null if Resource Graph does not know it, which
          is common and does not mean that there is no recovery point.
        - M(azure_dr.backup.recovery_point_info) reads the recovery points themselves.
      type: str
    oldest_point:
      description: The time of the oldest recovery point. Null if Resource Graph does not know it.
      type: str
    allowed_operations:
      description: What Azure allows for this backup instance, in Azure's words, such as V(Restore). Null if it is not
        known.
      type: list
      elements: str
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
      vault_id: /subscriptions/.../resourceGroups/backup/providers/Microsoft.DataProtection/backupVaults/dr-vault
      virtual_machine:
        id: /subscriptions/.../resourceGroups/erp-prod/providers/Microsoft.Compute/virtualMachines/erp
        name: erp
        role: data
        lun: 0
        caching: ReadOnly
        write_accelerator: false
        delete_option: Detach
        from_recovery_map: false
      tags:
        application: erp
      newest_point: "2026-11-22T03:00:07.473835Z"
      oldest_point: "2026-11-09T03:00:07.473835Z"
      allowed_operations: [BackupNow, Restore, ChangePolicy, StopBackup, Delete]
unknown:
  description: What the module could not find out, each in a sentence. For example, a subscription that the login cannot see.
  returned: success
  type: list
  elements: str
  sample: []
error:
  description: What went wrong. Every key is always there. A key that does not apply is null or an empty list.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Azure's error code, or a code of this collection, such as V(OptionRefused).
        - R(Troubleshooting,ansible_collections.azure_dr.backup.docsite.troubleshooting) lists the codes.
      type: str
    message:
      description: The error message, in Azure's words if Azure gave a message.
      type: str
    target:
      description: What the error is about. If an option was refused, this is the name of the option.
      type: str
    recommended_actions:
      description: What Azure recommends.
      type: list
      elements: str
    causes:
      description: The errors that are nested in this error. The outermost error is the first.
      type: list
      elements: dict
      contains:
        code:
          description: The error code.
          type: str
        message:
          description: The error message.
          type: str
    http_status:
      description: The HTTP status code of Azure's answer.
      type: int
    url:
      description: The URL of the request, without the query.
      type: str
    request_id:
      description: Azure's ID of the request. Give it to Azure support.
      type: str
    correlation_id:
      description: Azure's correlation ID of the request. Give it to Azure support.
      type: str
    activity_id:
      description: The activity ID of the request or of the operation. Give it to Azure support.
      type: str
    explanation:
      description: Why it failed and how to fix it. Null if the collection does not know the code.
      type: dict
      contains:
        cause:
          description: Why it failed, in one sentence.
          type: str
        who:
          description: Who can fix it.
          type: str
        remedy:
          description: What this person must do.
          type: str
        passing:
          description: Whether the cause can go away without a change. If it is true, run the same task again a little
            later.
          type: bool
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
      who: the person who runs the task
      remedy: check vault_name, vault_resource_group and subscription_id (or the id in backup_instance or vaults)
      passing: false
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.backup_instance_info import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
