#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vm_disk_attachment
short_description: Attach a disk to a virtual machine as a data disk, or detach it
version_added: 1.1.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Attaches an existing managed disk to a virtual machine as a data disk, for example to look into a restored disk, or
    detaches it again.
  - The machine can run. The module changes neither its power nor its other disks, and never forces Azure to detach a
    disk.
  - To replace a disk that the machine uses, use M(azure_dr.backup.vm_disk_swap).
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
      - The ARM id of the disk.
    type: str
    required: true
  lun:
    description:
      - The LUN of the disk, from 0.
      - If you do not set it, the module takes the lowest free one, or leaves the disk where it is attached.
    type: int
  caching:
    description:
      - The caching of the attachment.
    type: str
    choices:
      - None
      - ReadOnly
      - ReadWrite
    default: None
  state:
    description:
      - V(present) makes sure that the machine uses the disk. If it uses it at another LUN or with other caching, the task
        fails.
      - V(absent) makes sure that the machine does not use the disk. The disk is not deleted.
    type: str
    choices:
      - absent
      - present
    default: present
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.login
  - azure_dr.backup.waiting
seealso:
  - module: azure_dr.backup.disk_restore
  - module: azure_dr.backup.vm_disk_swap
notes:
  - Unmount the file systems of a disk before you detach it. The module knows nothing of them.
  - Do not attach a restored disk beside the disk that it was restored from if both have the same volume group or the same
    file system IDs.
"""

EXAMPLES = r"""
- name: Attach a restored disk to a machine to look into it
  azure_dr.backup.vm_disk_attachment:
    virtual_machine: helper
    vm_resource_group: tools
    disk: "{{ restored.target_disk.id }}"
  register: attached

- name: Say where it is
  ansible.builtin.debug:
    msg: The disk is at LUN {{ attached.lun }}

- name: Detach it again
  azure_dr.backup.vm_disk_attachment:
    virtual_machine: helper
    vm_resource_group: tools
    disk: "{{ restored.target_disk.id }}"
    state: absent
"""

RETURN = r"""
state:
  description: V(present) if the machine uses the disk as the module last read it, V(absent) if it does not.
  returned: success, and failure after the module has read the options
  type: str
  sample: present
virtual_machine:
  description: The ARM id of the machine.
  returned: success, and failure after the module has read the options
  type: str
  sample: /subscriptions/.../virtualMachines/helper
disk:
  description: The ARM id of the disk.
  returned: success, and failure after the module has read the options
  type: str
  sample: /subscriptions/.../disks/erp-data-restored
lun:
  description: The LUN of the disk. In check mode, the LUN that it would get. Null if it is not attached.
  returned: success, and failure after the module has read the options
  type: int
  sample: 0
caching:
  description: The caching of the attachment. Null if the disk is not attached.
  returned: success, and failure after the module has read the options
  type: str
  sample: None
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
    message: "LUN 0 of 'helper' is taken by /subscriptions/.../disks/helper-data: choose another, such as 1."
    target: null
    recommended_actions: []
    causes: []
    http_status: null
    url: null
    request_id: null
    correlation_id: null
    activity_id: null
    explanation:
      cause: The disk can't be attached or detached in this way. Nothing was sent.
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
