#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vm_disk_attachment
short_description: Attach a disk to a virtual machine, or detach it
version_added: 2.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Attaches a managed disk to an existing virtual machine as a data disk, for example to read single files from a
    restored disk, or detaches it.
  - Before the module attaches a disk, it checks everything that it can read, and names all problems together.
  - If the run ends half-way, for whatever reason, run the same task again. It waits for what Azure has begun, and does
    the rest.
  - It never detaches a disk from another machine, never forces Azure to detach one, and never deletes a disk.
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
  disk:
    description:
      - The ARM id of the disk. The modules that restore disks return it.
      - A disk that another machine uses is refused.
    type: str
    required: true
  lun:
    description:
      - The LUN at which the disk is attached, from V(0) to V(63).
      - If you do not set it, the module takes the lowest free LUN. A disk that is attached already keeps its LUN.
    type: int
  caching:
    description:
      - The caching of the disk. If you do not set it, the module attaches the disk with V(None). A disk that is attached
        already keeps its caching.
    type: str
    choices:
      - None
      - ReadOnly
      - ReadWrite
  state:
    description:
      - V(present) makes sure that the machine has the disk. If the machine has it at another LUN or with another caching
        than you ask for, the task fails, because the machine may be using it.
      - V(absent) makes sure that the machine does not have the disk. Unmount the disk in the machine first. An OS disk is
        refused.
    type: str
    choices:
      - present
      - absent
    default: present
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.azure_group
  - azure_dr.backup.login
  - azure_dr.backup.waiting
seealso:
  - module: azure_dr.backup.disk_restore
  - module: azure_dr.backup.vm_from_disks
  - module: azure_dr.backup.vm_disk_swap
notes:
  - In check mode, the module reads and checks everything, and returns what it would do. It writes nothing.
  - Azure attaches the disk with the delete option V(Detach), so that it stays if someone deletes the machine.
  - A copy of a disk has the same volume IDs and labels as the disk. If the machine uses the original too, mount the copy
    by its device, read-only, not by its UUID or label.
"""

EXAMPLES = r"""
- name: Restore a disk
  azure_dr.backup.disk_restore:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: shop-db-data
    as_of: latest
    target_resource_group: shop-restored
    target_disk: shop-db-data-files
  register: restored

- name: Attach it to another machine, to read files from it
  azure_dr.backup.vm_disk_attachment:
    virtual_machine: shop-app
    vm_resource_group: shop-prod
    disk: "{{ restored.target_disk.id }}"
    caching: ReadOnly
  register: attached

- name: Show where the disk is, such as /dev/disk/azure/scsi1/lun0
  ansible.builtin.debug:
    msg: "/dev/disk/azure/scsi1/lun{{ attached.lun }}"

- name: Detach it again
  azure_dr.backup.vm_disk_attachment:
    virtual_machine: shop-app
    vm_resource_group: shop-prod
    disk: "{{ restored.target_disk.id }}"
    state: absent
"""

RETURN = r"""
action:
  description:
    - V(attached), V(detached), or V(unchanged) if there was nothing to do. In check mode V(would_attach),
      V(would_detach) or V(unchanged).
    - Null if the task failed.
  returned: success, and failure after the module has read the options
  type: str
  sample: attached
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
  sample:
    id: /subscriptions/.../virtualMachines/rescue
    name: rescue
    size: Standard_D4s_v5
    power: running
disk:
  description: The ARM id of the disk.
  returned: success, and failure after the module has read the options
  type: str
  sample: /subscriptions/.../disks/shop-db-data-restored
lun:
  description:
    - The LUN of the disk. If the disk was detached, it is the LUN that it had. In check mode, it is the LUN that it would
      get.
    - Null if the disk was not attached.
  returned: success, and failure after the module has read the options
  type: int
  sample: 0
caching:
  description: The caching of the attachment, as for RV(lun).
  returned: success, and failure after the module has read the options
  type: str
  sample: ReadOnly
delete_option:
  description: What Azure does with the disk if someone deletes the machine, as for RV(lun).
  returned: success, and failure after the module has read the options
  type: str
  sample: Detach
findings:
  description: The problems, and what you must know about the disks and the machine.
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
      disk: /subscriptions/.../disks/shop-db-data-restored
      verdict: passed
      message: "shop-db-data-restored: fits"
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
    code: AttachmentRefused
    message: "The disk 'shop-db-data-restored' is attached to 'rescue' already, but at LUN 2, and the task asks for LUN 0."
    target: null
    recommended_actions: []
    causes: []
    http_status: null
    url: null
    request_id: null
    correlation_id: null
    activity_id: null
    explanation:
      cause: The disk can't be attached or detached as the task asks for it. Nothing was sent.
      who: the person who runs the task
      remedy: do what the message says
      passing: false
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.vm_disk_attachment import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
