#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vm_recovery_plan
short_description: Plan how virtual machines are recovered from the backups of their disks
version_added: 2.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - For each virtual machine, says which of its disks must be restored and how the restored disks are called, and checks
    whether the machine can use these disks. It only reads.
  - The result is what M(azure_dr.backup.disk_restore_batch) and M(azure_dr.backup.vm_disk_swap) need. The role
    P(azure_dr.backup.recover_vms#role) does all of it.
  - A machine that was recovered before uses restored disks, and nothing protects these. The tags on them say which disks
    they replaced. The module plans to restore the backups of those disks.
  - While a disk does not exist yet, the module checks the disk that it will be a copy of. What Azure decides only when it
    restores, such as the zone of the disk, has the verdict V(unknown).
options:
  vault_name:
    description:
      - The name of the Backup vault that protects the disks. With O(state=swapped), you must set this and
        O(vault_resource_group), or O(vaults).
      - With O(state=rolled_back), its restore jobs can show where the disks came from. Without it, only the snapshots can
        that the disks were made of.
    type: str
  vault_resource_group:
    description:
      - The resource group of the Backup vault.
    type: str
  vaults:
    description:
      - The ARM ids of the Backup vaults that protect the disks, if there are several. They can be in different
        subscriptions.
    type: list
    elements: str
  api_version:
    description:
      - The version of the Microsoft.DataProtection API. You can use every stable version since V(2021-01-01).
    type: str
    default: "2025-07-01"
  virtual_machines:
    description:
      - The machines, by their names or ARM ids. A name is a machine in the subscription of the login.
      - If a name fits several machines, the task fails and the error lists them.
    type: list
    elements: str
  tags:
    description:
      - Takes the machines that have all of these tags themselves. An empty value stands for every value.
      - If you give O(virtual_machines) too, a machine must fit both.
    type: dict
  recovery_map:
    description:
      - The recovery map of an earlier run of M(azure_dr.backup.restore_readiness_info), as this value, as JSON in a text, or as
        the path of a JSON file.
      - With it, you can name a machine that does not exist any more. Its disks are planned to be restored. No swap is planned,
        and RV(virtual_machines[].from_disks) is what M(azure_dr.backup.vm_from_disks) needs to make the machine again.
      - A data disk that the machine has in the map and no machine has today is planned to be restored too. The swap does not
        attach it. RV(virtual_machines[].left_to_do) says how to attach it.
    type: raw
  state:
    description:
      - V(swapped) plans a recovery. Give O(virtual_machines) or O(tags).
      - V(rolled_back) finds the machines that were recovered, and the swaps that can be undone. If you give neither
        O(virtual_machines) nor O(tags), it takes all machines of the subscription of the login that a disk names.
        A swap that only tags tell of, and nothing else shows, is refused.
    type: str
    choices:
      - swapped
      - rolled_back
    default: swapped
  power:
    description:
      - What M(azure_dr.backup.vm_disk_swap) is to do with the power of the machine. With O(state=swapped), you must set it.
    type: str
    choices:
      - deallocate_and_start
      - deallocate
      - as_is
  as_of:
    description:
      - The time to which to recover, V(latest) or a time in ISO 8601 with V(Z) or an offset, such as
        V(2026-11-22T03:00:00Z). With O(state=swapped), you must set it.
    type: str
  target_disk_name:
    description:
      - How the restored disks are called. C({disk}) is the name of the disk, C({vm}) that of the machine, and C({as_of})
        the time, such as C(20261122T030000Z).
      - The restored disks are made in the resource group of their machine.
    type: str
    default: "{disk}-{as_of}"
  on_unprotected:
    description:
      - What to do if nothing in the vaults protects a disk of a machine. With V(fail), this machine cannot be recovered.
        With V(ignore), the disk stays as it is.
    type: str
    choices:
      - fail
      - ignore
    default: fail
  on_failure:
    description:
      - What to do if a machine cannot be recovered. With V(continue), the task plans the others. It fails only if no
        machine is left. With V(stop), it fails.
      - If a machine runs on the disks of another recovery, the task always fails, because the machines would not all be at one
        moment. Undo that recovery first, or leave the machine out.
    type: str
    choices:
      - continue
      - stop
    default: continue
  plan_digest:
    description:
      - The value that an earlier run returned as RV(plan_digest), which somebody approved. If what would be done now is another
        plan, the task fails.
      - A plan is the machines, the backup instances, the restored disks with their places, the time and O(power). The recovery
        points are those that O(as_of) means. With V(latest), you cannot set it.
    type: str
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault_group
  - azure_dr.backup.login
attributes:
  check_mode:
    description: It only reads, in check mode too.
seealso:
  - module: azure_dr.backup.disk_restore_batch
  - module: azure_dr.backup.vm_disk_swap
"""

EXAMPLES = r"""
- name: See how two machines would be recovered, and what would prevent it
  azure_dr.backup.vm_recovery_plan:
    vault_name: dr-vault
    vault_resource_group: backup
    virtual_machines:
      - shop-app
      - shop-db
    as_of: "2026-11-22T03:00:00Z"
    power: deallocate_and_start
  register: plan

- name: Find all machines that were recovered and can be put back
  azure_dr.backup.vm_recovery_plan:
    state: rolled_back
  register: recovered
"""

RETURN = r"""
virtual_machines:
  description: One entry for each machine, sorted by name.
  returned: success, and failure after the machines were read
  type: list
  elements: dict
  contains:
    id:
      description: The ARM id.
      type: str
    name:
      description: The name.
      type: str
    resource_group:
      description: The name of its resource group.
      type: str
    power:
      description: V(running), V(stopped), V(deallocated), or another word of Azure. Null if the machine could not be read.
      type: str
    ready:
      description: Whether there is something to do for this machine and nothing prevents it.
      type: bool
    why_not:
      description: What prevents it, in sentences. Null if nothing does.
      type: str
    exists:
      description: Whether the machine exists. If not, only O(recovery_map) has it.
      type: bool
    left_to_do:
      description: What is left to do when the disks are restored and swapped, in sentences. Null if nothing is.
      type: str
    from_disks:
      description: Options of M(azure_dr.backup.vm_from_disks) for a machine that does not exist any more. Null if it exists.
      type: dict
      contains:
        name:
          description: The name of the machine.
          type: str
        resource_group:
          description: The name of its resource group.
          type: str
        os_disk:
          description: The ARM id of the restored OS disk.
          type: str
        data_disks:
          description: The restored data disks.
          type: list
          elements: dict
          contains:
            disk:
              description: The ARM id of the restored disk.
              type: str
            lun:
              description: The LUN that its source disk had.
              type: int
            caching:
              description: The caching that its source disk had.
              type: str
        like:
          description: The ARM id of the machine, which O(recovery_map) has.
          type: str
    disks_exist:
      description: Whether all restored disks exist already.
      type: bool
    vaults:
      description: The ARM ids of the vaults that protect these disks, the option
        O(azure_dr.backup.vm_disk_swap#module:vaults) for this machine. Empty with O(state=rolled_back).
      type: list
      elements: str
    disks:
      description: The disks that are restored, the OS disk first, then by LUN. Empty with O(state=rolled_back).
      type: list
      elements: dict
      contains:
        role:
          description: V(os) or V(data).
          type: str
        lun:
          description: The LUN. Null for the OS disk.
          type: int
        source_disk:
          description: The ARM id of the disk whose backup is restored.
          type: str
        current_disk:
          description: The ARM id of the disk that the machine uses now in this place. Null if it uses none.
          type: str
        backup_instance:
          description: The name of the backup instance.
          type: str
        target_disk:
          description: The ARM id of the restored disk.
          type: str
        exists:
          description: Whether this disk exists already.
          type: bool
    swaps:
      description: The option O(azure_dr.backup.vm_disk_swap#module:swaps) for this machine.
      type: list
      elements: dict
      contains:
        current_disk:
          description: The ARM id of the disk that the machine used before the recovery.
          type: str
        new_disk:
          description: The ARM id of the restored disk.
          type: str
    unprotected_disks:
      description: The ARM ids of the disks of this machine that nothing in the vaults protects.
      type: list
      elements: str
    findings:
      description: What would prevent the swap, and what you must know about it.
      type: list
      elements: dict
      contains:
        code:
          description: The name of the check, such as V(zone).
          type: str
        severity:
          description: V(error), V(warning), or V(info) for what could not be checked.
          type: str
        disk:
          description: The ARM id of the disk that it is about. Null if it is about the machine.
          type: str
        message:
          description: What was found, in one sentence.
          type: str
        remedy:
          description: What to do about it.
          type: str
    checks:
      description: All that was checked, whether it passed or not.
      type: list
      elements: dict
      contains:
        name:
          description: The name of the check.
          type: str
        disk:
          description: The ARM id of the disk that it is about. Null if it is about the machine.
          type: str
        verdict:
          description: V(passed), V(refused), V(warning), or V(unknown) if Azure does not tell it.
          type: str
        message:
          description: What was found, in one sentence.
          type: str
disks:
  description: The option O(azure_dr.backup.disk_restore_batch#module:disks) for all machines that can be recovered.
  returned: success, and failure after the machines were read
  type: list
  elements: dict
  contains:
    backup_instance:
      description: The ARM id of the backup instance.
      type: str
    target_disk:
      description: The name of the restored disk.
      type: str
    target_resource_group:
      description: The resource group of the machine.
      type: str
    target_subscription_id:
      description: The subscription of the machine.
      type: str
used_source_disks:
  description: The ARM ids of those disks that are backed up and that the machines still use.
  returned: success, and failure after the machines were read
  type: list
  elements: str
vaults:
  description: The ARM ids of the vaults that protect the disks of all machines that can be recovered.
  returned: success, and failure after the machines were read
  type: list
  elements: str
plan_digest:
  description:
    - The SHA-256 of what would be done, as 64 hex digits. It stays the same while and after the machines are recovered.
    - Null with O(state=rolled_back).
  returned: success, and failure after the machines were read
  type: str
  sample: 6d2a2f4c4b8bd5f8e4a1c1d7f1c2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4
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
    code: RecoveryRefused
    message: "Nothing was sent. shop-db: Nothing in the vaults that were looked at protects the disk 'shop-db-tmp'. Fix: ..."
    target: null
    recommended_actions: []
    causes: []
    http_status: null
    url: null
    request_id: null
    correlation_id: null
    activity_id: null
    explanation: null
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.vm_recovery_plan import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
