#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: restore_permission
short_description: Let a Backup vault restore disks into a resource group
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Azure Backup restores a disk with an identity of the vault. This identity needs the role C(Disk Restore Operator) on
    the resource group of the new disk. This module assigns the role, or removes the assignment again.
  - Microsoft's own clients do not assign this role for disks. C(az dataprotection backup-instance
    update-msi-permissions) accepts C(--operation Restore) for AKS and databases only (extension dataprotection 1.7.0).
    C(Set-AzDataProtectionMSIPermission) does not assign it either (in 2026, C(supportRestoreGrantPermission) is false
    for disks in Az.DataProtection).
  - For the same identity and resource group, the module always uses the same name for the assignment. By this name it
    knows which assignments it made.
options:
  target_resource_group:
    description:
      - The resource group that you want to restore disks into. It must exist.
      - You must set it, unless each disk in O(disks) has its own.
    type: str
  target_subscription_id:
    description:
      - The ID of the subscription of this resource group.
      - If you do not set it, the subscription of the vault is used.
    type: str
  disks:
    description:
      - The disks that you want to restore. Give the same list as for
        O(azure_dr.backup.disk_restore_batch#module:disks).
      - The module gives the permission to each identity that restores one of these disks, on each resource group that
        one of its disks is restored into.
      - Do not use it together with O(backup_instance) or O(source_disk).
    type: list
    elements: dict
    suboptions:
      backup_instance:
        description:
          - The name or the ARM id of the backup instance that protects the disk. Give this or O(disks[].source_disk).
          - An ARM id names the vault, too. So the disks can be in several vaults and subscriptions.
        type: str
      source_disk:
        description:
          - The name or the ARM id of the protected disk. Give this or O(disks[].backup_instance).
        type: str
      target_disk:
        description:
          - The name or the ARM id of the disk that the restore makes. You must set it.
          - If you give an ARM id, its resource group and subscription are used.
        type: str
      target_resource_group:
        description:
          - The resource group for this disk.
          - If you do not set it, O(target_resource_group) is used.
        type: str
      target_subscription_id:
        description:
          - The ID of the subscription for this disk.
          - If you do not set it, O(target_subscription_id) is used.
        type: str
      recovery_point_id:
        description:
          - This module does not use it. It can be there because M(azure_dr.backup.disk_restore_batch) uses it.
        type: str
      as_of:
        description:
          - This module does not use it. It can be there because M(azure_dr.backup.disk_restore_batch) uses it.
        type: str
      max_point_age:
        description:
          - This module does not use it. It can be there because M(azure_dr.backup.disk_restore_batch) uses it.
        type: int
      location:
        description:
          - This module does not use it. It can be there because M(azure_dr.backup.disk_restore_batch) uses it.
        type: str
  allow_empty:
    description:
      - Whether O(disks) can be an empty list. The task then does nothing.
      - By default, an empty list is an error, because a computed list can be empty by mistake.
    type: bool
    default: false
    version_added: 2.0.0
  vault_identity:
    description:
      - The ARM id of the user-assigned identity of the vault that restores the disks.
      - If you do not set it, the identity that backs up the disk is used. If you name neither a backup instance nor a
        disk, the system-assigned identity of the vault is used.
    type: str
  backup_instance:
    description:
      - The name of the backup instance that you want to restore, as M(azure_dr.backup.backup_instance_info) returns it.
        The permission is for the identity that backs it up.
      - You do not need it if you set O(vault_identity), or if the vault uses its system-assigned identity.
      - Give at most one of this and O(source_disk).
    type: str
  source_disk:
    description:
      - The name or the ARM id of the protected disk that you want to restore. The permission is for the identity that
        backs it up.
      - You do not need it if you set O(vault_identity), or if the vault uses its system-assigned identity.
      - Give at most one of this and O(backup_instance).
    type: str
  outcome:
    description:
      - The registered result of M(azure_dr.backup.disk_restore_batch), if you gave the permission for it.
      - The module then does not remove the permission if this result has a restore into the resource group that can
        still be running (C(running), C(started) or C(outcome_unknown)), or if it does not say what became of the
        restores. Azure may not list the job of such a restore yet.
      - Use it only with O(state=absent).
    type: dict
    version_added: 2.0.0
  state:
    description:
      - V(present) makes sure that the identity has the role on the resource group. If someone else has assigned it, or
        if the identity inherits it from the subscription or a management group, the module changes nothing.
      - V(absent) removes the assignment that V(present) would have made, whichever run made it. It never removes
        another assignment. It warns about the assignments that remain.
      - V(absent) fails with C(PermissionInUse), and removes nothing, while a restore from the vaults of the task into the
        resource group is running. If Azure gives a job a status that this version does not know, or does not say which disk the
        job makes, the job counts as such a restore.
    type: str
    choices:
      - absent
      - present
    default: present
  vault_name:
    description:
      - The name of the Backup vault. You can leave it out if each disk in O(disks) has the ARM id of its backup instance.
    type: str
  vaults:
    description:
      - The ARM ids of the Backup vaults, instead of O(vault_name). The permission is for the identity of each of them. If
        they share O(vault_identity), it is one permission, and V(absent) looks at the jobs of all of them.
    type: list
    elements: str
    version_added: 2.0.0
  vault_resource_group:
    description:
      - The resource group of the Backup vault.
    type: str
  api_version:
    description:
      - The version of the Microsoft.DataProtection API. You can use every stable version since V(2021-01-01).
    type: str
    default: "2025-07-01"
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault_group
  - azure_dr.backup.login
attributes:
  diff_mode:
    support: full
seealso:
  - module: azure_dr.backup.disk_restore
  - module: azure_dr.backup.disk_restore_batch
  - name: Restore Azure Managed Disks
    description: Microsoft's description of the identities and roles that a restore needs.
    link: https://learn.microsoft.com/azure/backup/restore-managed-disks
notes:
  - The login must be allowed to assign roles on the resource group. C(Owner), C(User Access Administrator) and C(Role
    Based Access Control Administrator) allow it. If the login is not allowed to, the error contains the command that
    someone else can run.
  - After a role is assigned or removed, it takes some minutes until the change takes effect. This module does not wait
    for that.
  - The module finds a role only if it is assigned to the identity itself. It does not find a role that the identity has
    as a member of a group.
  - A restore that begins while the module removes the permission fails. Remove the permission only if no other task
    restores into the resource group.
  - To remove a permission, the login must be allowed to read the jobs of the vault.
"""

EXAMPLES = r"""
- name: Let the vault restore disks into a resource group
  azure_dr.backup.restore_permission:
    vault_name: dr-vault
    vault_resource_group: backup
    target_resource_group: erp-drill
  register: permission

- name: Restore a disk
  azure_dr.backup.disk_restore:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    as_of: latest
    target_disk: erp-data-drill
    target_resource_group: erp-drill

- name: Remove the permission if this play gave it
  azure_dr.backup.restore_permission:
    vault_name: dr-vault
    vault_resource_group: backup
    target_resource_group: erp-drill
    state: absent
  when: permission.made_by == 'this_task'

- name: Give the permission to the identity that backs up a disk
  azure_dr.backup.restore_permission:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    target_resource_group: erp-restored

- name: Give the permission to all identities that back up a list of disks
  azure_dr.backup.restore_permission:
    vault_name: dr-vault
    vault_resource_group: backup
    target_resource_group: erp-restored
    disks:
      - source_disk: erp-os
        target_disk: erp-os-restored
      - source_disk: erp-data
        target_disk: erp-data-drill
        target_resource_group: erp-drill
"""

RETURN = r"""
permissions:
  description:
    - All permissions of the task, one for each identity and resource group.
    - If there is only one permission, the same values are also outside this list. If there are more, the values outside
      are null.
  returned: success, and failure after the module has read the vault
  type: list
  elements: dict
  contains:
    vault_id:
      description: The ARM id of the vault. If vaults share the identity, that of the first of them.
      type: str
    vault_ids:
      description: The ARM ids of all vaults of the task that share the identity.
      type: list
      elements: str
    changed:
      description: Whether the task changed this permission, or would change it in check mode.
      type: bool
    state:
      description:
        - Whether the identity has the role on the resource group now. In check mode, whether it would have the role.
        - V(present) or V(absent). It is also V(present) after O(state=absent) if there is an assignment that this
          module did not make.
      type: str
    vault_identity:
      description: The ARM id of the user-assigned identity. Null if it is the system-assigned identity of the vault.
      type: str
    principal_id:
      description: The object ID of the identity.
      type: str
    role:
      description: The name of the role.
      type: str
    scope:
      description: The ARM id of the resource group.
      type: str
    assignment_id:
      description:
        - The ARM id of the role assignment. With O(state=absent), this is the assignment that the module removed.
        - Null if there is none.
      type: str
    inherited_from:
      description:
        - The scope above the resource group that the assignment belongs to, such as the subscription.
        - Null if the assignment belongs to the resource group itself.
      type: str
    made_by:
      description:
        - Who made the assignment.
        - V(this_task) means that the assignment did not exist before and that Azure reports a new one. In check mode,
          it means that this task would make it.
        - V(another_task) means that an earlier task of this module made it, or another task at the same time.
        - V(someone_else) means that this module did not make it.
        - Null if there is no assignment.
        - Remove an assignment in your play only if this value is V(this_task).
      type: str
state:
  description:
    - Whether the identity has the role on the resource group now. In check mode, whether it would have the role.
    - V(present) or V(absent). It is also V(present) after O(state=absent) if there is an assignment that this module
      did not make.
  returned: success
  type: str
  sample: present
vault_id:
  description: The ARM id of the vault.
  returned: success
  type: str
  sample: /subscriptions/.../resourceGroups/backup/providers/Microsoft.DataProtection/backupVaults/dr-vault
vault_ids:
  description: The ARM ids of all vaults of the task that share the identity.
  returned: success
  type: list
  elements: str
vault_identity:
  description: The ARM id of the user-assigned identity. Null if it is the system-assigned identity of the vault.
  returned: success
  type: str
principal_id:
  description: The object ID of the identity.
  returned: success
  type: str
  sample: 42377822-9982-4373-a40b-eddf8b9434a5
role:
  description: The name of the role.
  returned: success
  type: str
  sample: Disk Restore Operator
scope:
  description: The ARM id of the resource group.
  returned: success
  type: str
  sample: /subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/erp-drill
assignment_id:
  description:
    - The ARM id of the role assignment. With O(state=absent), this is the assignment that the module removed.
    - Null if there is none.
  returned: success
  type: str
  sample: /subscriptions/.../resourceGroups/erp-drill/providers/Microsoft.Authorization/roleAssignments/17ed73c0-3c0a-4c82-86cd-c0e6939a0a7e
inherited_from:
  description:
    - The scope above the resource group that the assignment belongs to, such as the subscription.
    - Null if the assignment belongs to the resource group itself.
  returned: success
  type: str
made_by:
  description:
    - Who made the assignment.
    - V(this_task) means that the assignment did not exist before and that Azure reports a new one. In check mode, it
      means that this task would make it.
    - V(another_task) means that an earlier task of this module made it, or another task at the same time.
    - V(someone_else) means that this module did not make it.
    - Null if there is no assignment.
    - Remove an assignment in your play only if this value is V(this_task).
  returned: success
  type: str
  sample: this_task
locks:
  description:
    - The management locks that stopped the module from assigning the role or removing the assignment.
    - The list is empty if no lock stopped it, or if the login cannot read locks.
  returned: success, and failure after the module has read the vault
  type: list
  elements: dict
  contains:
    id:
      description: The ARM id of the lock.
      type: str
    name:
      description: The name of the lock.
      type: str
    level:
      description: What the lock prevents, V(CanNotDelete) or V(ReadOnly).
      type: str
    scope:
      description: The ARM id of what is locked.
      type: str
  sample: []
warnings:
  description: Problems that did not make the task fail. Ansible shows them too.
  returned: when there are warnings
  type: list
  elements: str
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
    code: AuthorizationFailed
    message: The client '...' with object id '...' is not authorized to perform action 'Microsoft.Authorization/roleAssignments/write' ...
    target: null
    recommended_actions: []
    causes: []
    http_status: 403
    url: https://management.azure.com/subscriptions/.../roleAssignments/17ed73c0-3c0a-4c82-86cd-c0e6939a0a7e
    request_id: 3f0c2a6e-8a57-4f55-9d0a-0f2c6f6f4b11
    correlation_id: 3f0c2a6e-8a57-4f55-9d0a-0f2c6f6f4b11
    activity_id: 0c1d5a0e-2f0c-4c8e-8a53-6a3f6f0b7c55
    explanation: null
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.restore_permission import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
