#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: restore_permission
short_description: Give the identity of a Backup vault the permission to restore disks into a resource group
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Azure Backup restores a disk with an identity of the vault, which needs the role C(Disk Restore Operator) on the
    resource group that the disk is made in. This module assigns that role, or takes the assignment away again.
  - Microsoft's own clients do not do this for disks. C(az dataprotection backup-instance update-msi-permissions) takes
    C(--operation Restore) for AKS and databases only (extension dataprotection 1.7.0), and
    C(Set-AzDataProtectionMSIPermission) does not either (Az.DataProtection says C(supportRestoreGrantPermission) false
    for disks, in 2026).
  - The name of the assignment is always the same for the same identity and resource group, so that what this module
    has made can be told from what others have.
options:
  target_resource_group:
    description:
      - The resource group that disks are to be restored into. It must be there. Needed unless O(disks) say it.
    type: str
  target_subscription_id:
    description:
      - The subscription of that resource group. That of the vault by default.
    type: str
  disks:
    description:
      - The disks that you want to restore. Give the same list as for O(azure_dr.backup.disk_restore_batch#module:disks).
      - The module gives the permission to each identity that restores one of these disks, on each resource group that one of
        its disks is restored into.
      - Give this, or O(target_resource_group) with at most one of O(backup_instance) and O(source_disk).
    type: list
    elements: dict
    suboptions:
      backup_instance:
        description:
          - The name of the backup instance that protects the disk. Give this or O(disks[].source_disk).
        type: str
      source_disk:
        description:
          - The protected disk, by its name or its ARM id. Give this or O(disks[].backup_instance).
        type: str
      target_disk:
        description:
          - The name or the ARM id of the disk that the restore makes. Always give it.
          - If you give an ARM id, its resource group and subscription are used.
        type: str
      target_resource_group:
        description:
          - The resource group for this disk. If you do not set it, O(target_resource_group) is used.
        type: str
      target_subscription_id:
        description:
          - The subscription for this disk. If you do not set it, O(target_subscription_id) is used.
        type: str
      recovery_point_id:
        description:
          - This module does not use it. You can leave it in the list.
        type: str
      as_of:
        description:
          - This module does not use it. You can leave it in the list.
        type: str
      max_point_age:
        description:
          - This module does not use it. You can leave it in the list.
        type: int
      location:
        description:
          - This module does not use it. You can leave it in the list.
        type: str
  allow_empty:
    description:
      - Whether it is right if O(disks) is empty, so that no permission is needed. Otherwise that is an error, since a list that
        was computed may be empty by mistake.
    type: bool
    default: false
    version_added: 1.1.0
  vault_identity:
    description:
      - The ARM id of the user-assigned identity of the vault that is to restore. By default the one with which the
        instance named by O(backup_instance) or O(source_disk) is backed up, and the vault's system-assigned one where none
        is named.
    type: str
  backup_instance:
    description:
      - The name of the backup instance that is to be restored, as M(azure_dr.backup.backup_instance_info) returns it. Only
        needed where O(vault_identity) is to be the one that backs it up. Give at most one of this and O(source_disk).
    type: str
  source_disk:
    description:
      - The protected disk that is to be restored, by its name or its ARM id. As O(backup_instance).
    type: str
  state:
    description:
      - V(present) makes sure that the identity has the role on the resource group. An assignment that someone else has made
        does, and so does one that is inherited from the subscription or a management group.
      - V(absent) takes away the assignment that V(present) would have made, whichever run has made it. It never takes away
        another one, and warns of those that are left.
    type: str
    choices:
      - absent
      - present
    default: present
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.login
  - azure_dr.backup.vault
attributes:
  diff_mode:
    support: full
seealso:
  - module: azure_dr.backup.disk_restore
  - module: azure_dr.backup.disk_restore_batch
  - name: Restore Azure Managed Disks
    description: Which identity needs which role where.
    link: https://learn.microsoft.com/azure/backup/restore-managed-disks
notes:
  - The login must be allowed to assign roles on the resource group, as C(Owner), C(User Access Administrator) and
    C(Role Based Access Control Administrator) are. An error names the command for someone else to run.
  - A role takes some minutes to take effect after it was assigned, and after it was taken away. This module does not wait
    for that.
  - The role counts where it is assigned to the identity itself. That an identity has it as a member of a group isn't seen.
  - Take the permission away only when no restore into the resource group is under way. One that is would fail.
"""

EXAMPLES = r"""
- name: Let the vault restore into a resource group
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

- name: Take the permission away again, if this play has given it
  azure_dr.backup.restore_permission:
    vault_name: dr-vault
    vault_resource_group: backup
    target_resource_group: erp-drill
    state: absent
  when: permission.made_by == 'this_task'

- name: Let the identity that backs a disk up restore it
  azure_dr.backup.restore_permission:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    target_resource_group: erp-restored

- name: Let whatever backs these disks up restore them
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
    - Each permission that there is to be, with C(changed), C(state), C(vault_identity), C(principal_id), C(role), C(scope),
      C(assignment_id), C(inherited_from) and C(made_by), which are those below. Below they are null where there is more than
      one permission.
  returned: always, once the options are understood
  type: list
  elements: dict
state:
  description: Whether the identity has the role on the resource group now, or, in check mode, would, V(present) or V(absent).
    It is V(present) after O(state=absent), too, where an assignment is left that this module did not make.
  returned: success
  type: str
  sample: present
vault_identity:
  description: The ARM id of the user-assigned identity that this is about. Null where it is the vault's system-assigned one.
  returned: success
  type: str
principal_id:
  description: The object id of the identity.
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
  description: The ARM id of the assignment that gives the role, or, with O(state=absent), of the one that was taken away. Null
    where there is none.
  returned: success
  type: str
  sample: /subscriptions/.../resourceGroups/erp-drill/providers/Microsoft.Authorization/roleAssignments/17ed73c0-3c0a-4c82-86cd-c0e6939a0a7e
inherited_from:
  description: The scope above the resource group that this assignment was made for. Null where it was made for the resource
    group itself.
  returned: success
  type: str
made_by:
  description:
    - Who made this assignment. V(this_task) where it was not there before and Azure says that it made a new one, or, in
      check mode, would. V(another_task) where an earlier task of this module made it, or one at the same time.
      V(someone_else) where it is another than this module makes. Null where there is none.
    - Only what V(this_task) has made is this play's to take away.
  returned: success
  type: str
  sample: this_task
locks:
  description:
    - The management locks that kept a permission from being given or taken away, each with C(id), C(name), C(level) and
      C(scope). Empty where no lock was in the way, and where the login may not read locks.
  returned: always, once the options are understood
  type: list
  elements: dict
  sample: []
warnings:
  description: What is odd, but not an error. Ansible shows it, too.
  returned: when there is any
  type: list
  elements: str
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

from ..module_utils._ansible.running import run_module
from ..module_utils._ansible.tasks.restore_permission import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
