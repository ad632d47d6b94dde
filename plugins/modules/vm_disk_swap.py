#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vm_disk_swap
short_description: Make a virtual machine run on restored disks, or on its former disks again
version_added: 2.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Replaces disks of an existing virtual machine with other disks, mostly disks that were restored from a backup of the
    current ones. The OS disk, data disks, or both.
  - Each new disk is attached as the disk was that it replaces, with the same LUN, caching, write accelerator and delete
    option.
  - Before the module changes the machine, it checks everything that it can read, and it writes on the new disks, as
    tags, all that it needs to finish the swap or to undo it. If the run ends half-way, for whatever reason, run the same
    task again, or run it with O(state=rolled_back). You need no file and no result of the first run.
  - If the swap fails, or if the machine does not start on the new disks, the module puts the former disks back, and
    starts the machine if it ran before. The task then fails, and says why.
  - It never deletes a disk, and never forces Azure to detach one.
options:
  virtual_machine:
    description:
      - The name or the ARM id of the virtual machine.
      - If you give a name, you must set O(vm_resource_group) too.
    type: str
    required: true
  vm_resource_group:
    description:
      - The resource group of the virtual machine.
    type: str
  swaps:
    description:
      - The disks to exchange. A disk can be in this list only once.
      - With O(state=swapped), you must set it.
      - With O(state=rolled_back), it is optional. If you do not set it, the module takes all swaps of this machine that
        it finds noted on the disks that the machine uses, and, for a swap that ended half-way, on the disks of the
        resource groups of the machine and of its disks.
    type: list
    elements: dict
    suboptions:
      current_disk:
        description:
          - The disk that the machine uses now, or used before the swap, by its name or its ARM id.
          - A name is a disk in the resource group of the machine.
        type: str
        required: true
      new_disk:
        description:
          - The disk that takes its place, by its name or its ARM id.
          - A name is a disk in the resource group of the machine.
        type: str
        required: true
  state:
    description:
      - V(swapped) makes sure that the machine uses the new disks.
      - V(rolled_back) makes sure that the machine uses the former disks again, attached as they were. Its power is then
        as it was before the swap. If the swap was done with O(power=deallocate), the machine stays deallocated.
    type: str
    choices:
      - swapped
      - rolled_back
    default: swapped
  power:
    description:
      - What the module does with the power of the machine. With O(state=swapped), you must set it. There is no default,
        because it stops a machine. With O(state=rolled_back), the module does not use it.
      - V(deallocate_and_start) deallocates the machine, swaps the disks, and starts it.
      - V(deallocate) deallocates the machine and swaps the disks. The machine stays deallocated.
      - V(as_is) leaves the power as it is. The OS disk of a running machine is then refused, because the module never
        swaps it while the machine runs.
    type: str
    choices:
      - deallocate_and_start
      - deallocate
      - as_is
  require_proven:
    description:
      - Whether a completed restore job of the vault must show that each new disk was restored from the backup of the
        disk that it replaces. You must then set O(vault_name) and O(vault_resource_group), or O(vaults).
      - The module does not look again at a new disk that the machine already uses after a swap that has ended.
      - With O(state=rolled_back) and without O(swaps), the module must see that each new disk is a copy of the disk that its
        tags name as the former one, because everyone who can write tags can write these. The snapshot that the new disk
        was made of shows it, or a restore job if you set O(vault_name). Disks that you name in O(swaps) are put back as
        you say.
    type: bool
    default: true
  vault_name:
    description:
      - The name of the Backup vault that the new disks were restored from. It is used for the proof only. With
        O(state=rolled_back), it is optional.
    type: str
  vault_resource_group:
    description:
      - The resource group of the Backup vault.
    type: str
  vaults:
    description:
      - The ARM ids of the Backup vaults that the new disks were restored from, if there are several. They can be in
        different subscriptions.
    type: list
    elements: str
  api_version:
    description:
      - The version of the Microsoft.DataProtection API. You can use every stable version since V(2021-01-01).
    type: str
    default: "2025-07-01"
  wait_for_agent:
    description:
      - Whether to wait, after the start, until the agent of the machine reports that it is ready.
      - Set it to V(false) for a machine without an agent.
    type: bool
    default: true
  boot_timeout:
    description:
      - How long to wait for the agent, in seconds. If it is not ready by then, the swap has failed.
    type: int
    default: 900
  on_failure:
    description:
      - V(roll_back) puts the former disks back if the swap fails.
      - V(stop) leaves everything as it is at that moment. Use it to look for the cause. Run the task again to go on, or
        with O(state=rolled_back) to go back.
    type: str
    choices:
      - roll_back
      - stop
    default: roll_back
  plan_digest:
    description:
      - The value that check mode returned as RV(plan_digest). If you set it, the task refuses to do anything else than
        what was planned then.
    type: str
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault_group
  - azure_dr.backup.login
  - azure_dr.backup.waiting
seealso:
  - module: azure_dr.backup.disk_restore
  - module: azure_dr.backup.disk_restore_batch
  - name: Change the OS disk used by an Azure VM
    description: Microsoft's description of how an OS disk is swapped.
    link: https://learn.microsoft.com/azure/virtual-machines/os-disk-swap
notes:
  - In check mode, the module reads and checks everything, and returns the plan. It writes nothing.
  - The login must be allowed to read and write the virtual machine and the disks, to deallocate and start the machine,
    to write tags of the new disks, and, if an OS disk is swapped, to use what the machine is linked to, such as its
    network interfaces.
  - The new disks are not backed up before you protect them.
"""

EXAMPLES = r"""
- name: See what would be done, and what would prevent it
  azure_dr.backup.vm_disk_swap:
    vault_name: dr-vault
    vault_resource_group: backup
    virtual_machine: shop-db
    vm_resource_group: shop-prod
    power: deallocate_and_start
    swaps:
      - current_disk: shop-db-os
        new_disk: shop-db-os-restored
      - current_disk: shop-db-data
        new_disk: shop-db-data-restored
  check_mode: true
  register: plan

- name: Let the machine run on the restored disks, exactly as planned
  azure_dr.backup.vm_disk_swap:
    vault_name: dr-vault
    vault_resource_group: backup
    virtual_machine: shop-db
    vm_resource_group: shop-prod
    power: deallocate_and_start
    swaps:
      - current_disk: shop-db-os
        new_disk: shop-db-os-restored
      - current_disk: shop-db-data
        new_disk: shop-db-data-restored
    plan_digest: "{{ plan.plan_digest }}"

- name: Put the former disks back
  azure_dr.backup.vm_disk_swap:
    virtual_machine: shop-db
    vm_resource_group: shop-prod
    state: rolled_back
"""

RETURN = r"""
action:
  description:
    - V(swapped), V(rolled_back), or V(unchanged) if there was nothing to do. In check mode V(would_swap),
      V(would_roll_back) or V(unchanged).
    - If the swap failed and the former disks were put back, it is V(rolled_back), and the task has failed.
    - Null if the task failed and the machine reached neither end.
  returned: success, and failure after the module has read the options
  type: str
  sample: swapped
virtual_machine:
  description: The machine as the module last read it. Null if it could not read it.
  returned: success, and failure after the module has read the options
  type: dict
  contains:
    id:
      description: The ARM id.
      type: str
    name:
      description: The name.
      type: str
    size:
      description: The size, such as V(Standard_D4s_v5).
      type: str
    power:
      description: V(running), V(stopped), V(deallocated), or another word of Azure.
      type: str
    power_before:
      description: The power before the swap, as it was noted.
      type: str
    agent:
      description: The status that the agent of the machine reports. Null if it reports none.
      type: str
    agent_ready:
      description: Whether the agent reports that it is ready.
      type: bool
  sample:
    id: /subscriptions/.../virtualMachines/shop-db
    name: shop-db
    size: Standard_M8ms
    power: running
    power_before: running
    agent: Ready
    agent_ready: true
disks:
  description: One entry for each swap.
  returned: success, and failure after the module has read the options
  type: list
  elements: dict
  contains:
    role:
      description: V(os) or V(data).
      type: str
    lun:
      description: The LUN. Null for the OS disk.
      type: int
    caching:
      description: The caching of the attachment.
      type: str
    write_accelerator:
      description: Whether the attachment uses write accelerator.
      type: bool
    delete_option:
      description: What Azure does with the disk if someone deletes the machine.
      type: str
    former_disk:
      description: The ARM id of the disk that the machine used before. It is never deleted.
      type: str
    new_disk:
      description: The ARM id of the disk that takes its place.
      type: str
    current_disk:
      description: Which of the two disks the machine uses now. Null if it uses neither.
      type: str
    outcome:
      description:
        - V(swapped), V(rolled_back), V(unchanged) or V(failed). In check mode V(would_swap), V(would_roll_back) or
          V(unchanged).
      type: str
  sample:
    - role: os
      lun: null
      caching: ReadWrite
      write_accelerator: false
      delete_option: Detach
      former_disk: /subscriptions/.../disks/shop-db-os
      new_disk: /subscriptions/.../disks/shop-db-os-restored
      current_disk: /subscriptions/.../disks/shop-db-os-restored
      outcome: swapped
findings:
  description: What would prevent the swap, and what you must know about it.
  returned: success, and failure after the module has read the options
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
  sample: []
checks:
  description: All that was checked, whether it passed or not.
  returned: success, and failure after the module has read the options
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
  sample:
    - name: zone
      disk: /subscriptions/.../disks/shop-db-os-restored
      verdict: passed
      message: "shop-db-os-restored: fits"
plan_digest:
  description:
    - The SHA-256 of what is to be done, as 64 hex digits. It is the same before the swap, after a run that was
      interrupted, and after the swap. It is another one if someone has made the machine or a new disk again under the
      same name, or if you change O(require_proven).
    - Null if the module could not read the machine.
  returned: success, and failure after the module has read the options
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
    code: SwapRefused
    message: The disks of 'erp' can't be swapped. The disk 'erp-data-restored' is in zone 2, and erp in 1.
    target: null
    recommended_actions: []
    causes: []
    http_status: null
    url: null
    request_id: null
    correlation_id: null
    activity_id: null
    explanation:
      cause: A check says that Azure would refuse the swap, or that it is not safe.
      who: the person who runs the task
      remedy: do what the message says for each disk
      passing: false
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.vm_disk_swap import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
