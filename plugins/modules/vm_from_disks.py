#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vm_from_disks
short_description: Make a virtual machine from restored disks beside the original, or delete it again
version_added: 2.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Makes a virtual machine from disks that are there, beside the machine that the disks came from. The original is not
    touched.
  - The machine gets one network interface with a private address, in the subnet that you name. It never gets a public
    address. Use a subnet that can't reach your production network, or a network security group that closes it.
  - Before the module makes anything, it checks everything that it can read, and names all problems together.
  - It marks what it makes with the tag C(azure-dr-vm-from-disks). It never changes or deletes a virtual machine or a
    network interface that does not carry this tag.
  - If the run ends half-way, for whatever reason, run the same task again. It goes on from where the run ended.
options:
  name:
    description:
      - The name of the new virtual machine. Its network interface gets the same name with V(-nic).
    type: str
    required: true
  resource_group:
    description:
      - The resource group of the new virtual machine, which must exist.
    type: str
    required: true
  os_disk:
    description:
      - The disk that the machine boots from, by its name or its ARM id. A name is a disk in O(resource_group).
      - The machine is made in the region and in the zone of this disk.
      - With O(state=present), you must set it.
    type: str
  data_disks:
    description:
      - The data disks of the machine. A disk can be in this list only once.
    type: list
    elements: dict
    suboptions:
      disk:
        description:
          - The disk, by its name or its ARM id. A name is a disk in O(resource_group).
        type: str
        required: true
      lun:
        description:
          - The LUN at which the disk is attached, from V(0) to V(63). If you do not set it, it is the lowest LUN that no
            other disk of the list has.
        type: int
      caching:
        description:
          - The caching of the disk. If you do not set it, the disk is attached with V(None).
        type: str
        choices:
          - None
          - ReadOnly
          - ReadWrite
  like:
    description:
      - A virtual machine, by its name or its ARM id, that the new one is to be like. The new one gets its size, its
        security profile, its disk controller, its licence, and the caching of its OS disk.
      - With O(recovery_map), it is a machine of the map, which need not exist any more. Otherwise it must exist, and a
        name is a machine in O(resource_group).
    type: str
  recovery_map:
    description:
      - A recovery map that has the machine of O(like), as a map, as JSON in a text, or as the path of a JSON file.
    type: raw
  size:
    description:
      - The size of the machine, such as V(Standard_D4s_v5). If you do not set it, it is that of O(like).
    type: str
  subnet_id:
    description:
      - The ARM id of the subnet that the machine is in. With O(state=present), you must set it.
    type: str
  network_security_group_id:
    description:
      - The ARM id of a network security group for the network interface.
    type: str
  wait_for_agent:
    description:
      - Whether to wait until the agent of the machine reports that it is ready.
      - Set it to V(false) for a machine without an agent.
    type: bool
    default: true
  boot_timeout:
    description:
      - How long to wait for the agent, in seconds. If it is not ready by then, the task fails, and the machine stays so
        that you can look at it.
    type: int
    default: 900
  state:
    description:
      - V(present) makes sure that the machine exists, has these disks, and runs. If the machine exists but differs from
        what you ask for, the task fails.
      - V(absent) deletes the machine and its network interface. The disks stay.
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
  - module: azure_dr.backup.disk_restore_batch
  - module: azure_dr.backup.vm_disk_attachment
  - module: azure_dr.backup.vm_disk_swap
notes:
  - In check mode, the module reads and checks everything, and returns what it would do. It writes nothing.
  - A copy of a machine believes that it is the original. It has the same host name, keys and scheduled jobs, and it may
    join a domain or a cluster, or send mail. Keep it in a network of its own.
  - The new machine has no identity, no extensions and no tags of the original.
"""

EXAMPLES = r"""
- name: Make a machine beside shop-db from its restored disks
  azure_dr.backup.vm_from_disks:
    name: shop-db-check
    resource_group: shop-restored
    os_disk: shop-db-os-restored
    data_disks:
      - disk: shop-db-data-restored
        lun: 0
        caching: ReadOnly
    like: >-
      /subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/shop-prod/providers/Microsoft.Compute/virtualMachines/shop-db
    subnet_id: >-
      /subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/shop-prod/providers/Microsoft.Network/virtualNetworks/shop-net/subnets/quarantine
  register: machine

- name: Delete the machine and its network interface, and keep the disks
  azure_dr.backup.vm_from_disks:
    name: shop-db-check
    resource_group: shop-restored
    state: absent

- name: Make it like a machine that is gone, from the recovery map of an earlier day
  azure_dr.backup.vm_from_disks:
    name: shop-db-check
    resource_group: shop-restored
    os_disk: shop-db-os-restored
    like: shop-db
    recovery_map: maps/yesterday.json
    subnet_id: >-
      /subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/shop-prod/providers/Microsoft.Network/virtualNetworks/shop-net/subnets/quarantine
"""

RETURN = r"""
action:
  description:
    - V(created), V(started) if the machine existed and did not run, V(deleted), or V(unchanged) if there was nothing to
      do. In check mode V(would_create), V(would_start), V(would_delete) or V(unchanged).
    - Null if the task failed.
  returned: success, and failure after the module has read the options
  type: str
  sample: created
virtual_machine:
  description: The machine as the module last read it. Null if it does not exist.
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
    zone:
      description: The availability zone. Null if it is in none.
      type: str
    power:
      description: V(running), V(stopped), V(deallocated), or another word of Azure.
      type: str
    agent:
      description: The state that the agent of the machine reports. Null if it reports nothing.
      type: str
    agent_ready:
      description: Whether the agent has reported, since the machine was started, that it is ready.
      type: bool
  sample:
    id: /subscriptions/.../virtualMachines/shop-db-check
    name: shop-db-check
    size: Standard_M8ms
    zone: "1"
    power: running
    agent: Ready
    agent_ready: true
network_interface:
  description: The network interface as the module last read it. Null if it does not exist.
  returned: success, and failure after the module has read the options
  type: dict
  contains:
    id:
      description: The ARM id.
      type: str
    subnet_id:
      description: The ARM id of its subnet.
      type: str
    network_security_group_id:
      description: The ARM id of its network security group. Null if it has none.
      type: str
    private_address:
      description: Its private address.
      type: str
  sample:
    id: /subscriptions/.../networkInterfaces/shop-db-check-nic
    subnet_id: /subscriptions/.../virtualNetworks/drill/subnets/closed
    network_security_group_id: null
    private_address: 10.0.0.7
disks:
  description: The disks of the machine as the module last read it. Empty if it does not exist.
  returned: success, and failure after the module has read the options
  type: list
  elements: dict
  contains:
    role:
      description: V(os) or V(data).
      type: str
    disk:
      description: The ARM id of the disk.
      type: str
    lun:
      description: The LUN. Null for the OS disk.
      type: int
    caching:
      description: The caching of the attachment.
      type: str
    delete_option:
      description: What Azure does with the disk if someone deletes the machine. It is V(Detach).
      type: str
  sample:
    - role: os
      disk: /subscriptions/.../disks/shop-db-os-restored
      lun: null
      caching: ReadWrite
      delete_option: Detach
kept:
  description: With O(state=absent), what has the names of the machine and was not deleted.
  returned: success, and failure after the module has read the options
  type: list
  elements: dict
  contains:
    id:
      description: The ARM id.
      type: str
    reason:
      description: Why it was not deleted.
      type: str
  sample: []
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
      description: The ARM id of the disk that it is about. Null if it is about the machine or its network.
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
      description: The ARM id of the disk that it is about. Null if it is about the machine or its network.
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
    code: NameTaken
    message: "/subscriptions/.../virtualMachines/shop-db is there already, and is not touched: vm_from_disks did not make it."
    target: null
    recommended_actions: []
    causes: []
    http_status: null
    url: null
    request_id: null
    correlation_id: null
    activity_id: null
    explanation:
      cause: There is a machine or a network interface of that name that vm_from_disks did not make. It was not touched.
      who: the person who runs the task
      remedy: take another name
      passing: false
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.vm_from_disks import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
