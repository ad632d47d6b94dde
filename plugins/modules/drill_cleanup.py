#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: drill_cleanup
short_description: Delete the disks that a recovery drill has restored, and nothing else
version_added: 2.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Deletes the disks in one resource group that a recovery drill has restored there. A drill is a run of the role
    P(azure_dr.backup.recovery_drill#role), or a task of M(azure_dr.backup.disk_restore_batch) with
    O(azure_dr.backup.disk_restore_batch#module:drill).
  - It never deletes a disk because of its name or its tags alone. It never deletes a resource group or a snapshot.
  - A disk is deleted only if all of this holds. The module reads it again right before it deletes the disk.
  - 1. The resource group has the tag C(azure-dr-drill) with the value C(allowed).
  - 2. The disk has the mark of the drill. If the drill was killed before it wrote the mark, the disk has none, and the next
    point must prove it.
  - 3. A restore job of the drill has completed, names the disk as its destination, and was running when Azure made the disk.
    The module knows the jobs of a drill by their activity ID, which the drill derives from its ID.
  - 4. The unique ID of the disk is the one in the mark. If someone deletes a disk and makes another one with the same name, the
    other one stays.
  - 5. No virtual machine uses the disk, by what the disk says and by what the virtual machines of the resource group say.
    Nobody has read access to it. No virtual machine has taken or released it in the last five minutes.
  - 6. No lock holds on the disk, its resource group or its subscription.
  - It returns the disks that stay with the reasons. It does not remove locks or detach disks.
options:
  vault_name:
    description:
      - The name of the Backup vault that restored the disks. Give it together with O(vault_resource_group).
      - Give this or O(vaults).
    type: str
  vault_resource_group:
    description:
      - The resource group of the Backup vault.
    type: str
  vaults:
    description:
      - The ARM ids of the Backup vaults that restored the disks, if there are several.
    type: list
    elements: str
  api_version:
    description:
      - The version of the Microsoft.DataProtection API. You can use every stable version since V(2021-01-01).
    type: str
    default: "2025-07-01"
  target_resource_group:
    description:
      - The resource group of your drills. It must have the tag C(azure-dr-drill) with the value C(allowed).
    type: str
    required: true
  target_subscription_id:
    description:
      - The ID of the subscription of this resource group.
      - If you do not set it, the subscription of the vault is used.
    type: str
  drill_id:
    description:
      - The ID of the drill. The module deletes the disks of this drill only.
      - If a restore of the drill is still running, the module waits until it ends. Then it deletes the disk.
      - Give this or O(older_than).
    type: str
  older_than:
    description:
      - Deletes the disks of all drills that Azure made more than this number of seconds ago. Use it to find what killed
        drills have left.
      - A disk whose mark says that a drill keeps it longer stays until then.
      - The module waits for no restore.
    type: int
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault_group
  - azure_dr.backup.login
  - azure_dr.backup.waiting
seealso:
  - module: azure_dr.backup.disk_restore_batch
  - module: azure_dr.backup.restore_report
notes:
  - Give the login the right C(Microsoft.Compute/disks/delete) on the resource group of the drills only. Then Azure refuses to
    delete any disk elsewhere, whatever you give as O(target_resource_group).
  - If a virtual machine has released a disk less than five minutes ago, the module waits. In check mode it does not wait.
  - If a disk stays, the task does not fail. It warns about each disk of the drill that stays, see RV(kept[].left_over).
"""

EXAMPLES = r"""
- name: Delete what a drill has restored
  azure_dr.backup.drill_cleanup:
    vault_name: dr-vault
    vault_resource_group: backup
    target_resource_group: erp-drill
    drill_id: erp-2026-w48

- name: List what killed drills have left, and what would be deleted
  azure_dr.backup.drill_cleanup:
    vault_name: dr-vault
    vault_resource_group: backup
    target_resource_group: erp-drill
    older_than: 86400
  check_mode: true
  register: swept

- name: Fail if a disk of a drill stays
  ansible.builtin.assert:
    that: swept.kept | selectattr('left_over') | length == 0
    fail_msg: "{{ swept.kept | selectattr('left_over') | map(attribute='message') | join(' ') }}"
"""

RETURN = r"""
deleted:
  description: The disks that were deleted. In check mode, the disks that would be deleted.
  returned: success, and failure after the module has read the options
  type: list
  elements: dict
  contains:
    disk:
      description: The ARM id of the disk.
      type: str
    outcome:
      description: V(deleted), or V(would_delete) in check mode.
      type: str
    drill_id:
      description: The ID of the drill. Null if the disk has no mark and O(older_than) is used.
      type: str
    job_id:
      description: The restore job that proves that the drill made the disk.
      type: str
    unique_id:
      description: The unique ID of the disk.
      type: str
    os_type:
      description: V(Linux) or V(Windows) if it is an OS disk, otherwise null.
      type: str
    size_gb:
      description: The size of the disk in GiB.
      type: float
    created_at:
      description: When Azure made the disk.
      type: str
    deleted_at:
      description: When the disk was gone. Null in check mode.
      type: str
  sample:
    - disk: /subscriptions/.../resourceGroups/erp-drill/providers/Microsoft.Compute/disks/erp-data-drill
      outcome: deleted
      drill_id: erp-2026-w48
      job_id: 4f6d7c1a-2a1e-4bb5-8f39-4f1c0d5f2a77
      unique_id: 2b1cf5f4-9d5b-4a3e-8a33-30d5b8b0c6de
      os_type: null
      size_gb: 1024.0
      created_at: "2026-11-26T09:12:44.120000Z"
      deleted_at: "2026-11-26T09:40:02Z"
kept:
  description: All other disks of the resource group, and the disks that running restores of the drill will make.
  returned: success, and failure after the module has read the options
  type: list
  elements: dict
  contains:
    disk:
      description: The ARM id of the disk.
      type: str
    drill_id:
      description: The ID of the drill that the mark of the disk names. Null if there is none.
      type: str
    job_id:
      description: The restore job of the drill that makes or made the disk. Null if there is none.
      type: str
    os_type:
      description: V(Linux) or V(Windows) if it is an OS disk, otherwise null.
      type: str
    reason:
      description:
        - V(not_of_this_drill) means that the disk has no mark of the drill, and no job of it restored the disk.
        - V(too_young) means that O(older_than) or the mark keeps the disk.
        - V(group_not_marked) means that the resource group lost its tag while the module ran.
        - V(restore_running) means that a restore to the disk is running.
        - V(not_proven) means that no restore job proves that the drill made this disk.
        - V(in_use) means that a virtual machine uses the disk, or someone has read access to it.
        - V(just_handed_over) means that a virtual machine took or released the disk less than five minutes ago.
        - V(locked) means that a lock holds.
        - V(not_checked) means that the module could not read what it must know.
        - V(refused) means that Azure refused to delete the disk.
        - V(being_deleted) means that Azure accepted the deletion, and the module does not know its end.
      type: str
    message:
      description: The reason in words.
      type: str
    left_over:
      description: Whether the disk belongs to the drill, or has its mark. If it is true, someone must look at the disk.
      type: bool
  sample:
    - disk: /subscriptions/.../resourceGroups/erp-drill/providers/Microsoft.Compute/disks/erp-log-drill
      drill_id: erp-2026-w48
      job_id: 0d0f1b5e-6f0c-4a55-9e4e-7b6c6d1a9f10
      os_type: null
      reason: locked
      message: The lock 'keep' (CanNotDelete) on /subscriptions/.../resourceGroups/erp-drill keeps it.
      left_over: true
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
    code: DrillGroupNotMarked
    message: "The resource group 'erp-drill' does not have the tag azure-dr-drill: allowed, so no drill may use it. ..."
    target: null
    recommended_actions: []
    causes: []
    http_status: null
    url: null
    request_id: null
    correlation_id: null
    activity_id: null
    explanation:
      cause: "The resource group does not have the tag azure-dr-drill: allowed, so no drill may use it. Nothing was sent."
      who: the owner of the resource group
      remedy: set the tag if the group is for drills only, or name the group of your drills
      passing: false
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.drill_cleanup import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
