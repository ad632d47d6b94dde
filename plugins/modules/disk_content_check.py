#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: disk_content_check
short_description: Check that a disk has content, without a virtual machine
version_added: 2.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Reads the beginning and the end of a managed disk and the beginnings of its first 8 partitions, and returns its
    partition table and file systems. It reads less than 3 MiB, so it proves that the disk has content, not that the data
    is complete.
  - A disk that contains only zeros there makes the task fail. So does a partition table that is damaged together with its
    copy, or a partition that ends after the end of the disk. Content that the module does not know is not a failure.
  - The module knows GPT and MBR, the file systems ext2, ext3, ext4, XFS, Btrfs, NTFS, ReFS, FAT and exFAT, and also LVM2,
    LUKS1, LUKS2, BitLocker and swap. It does not follow an extended partition of an MBR.
  - To read the disk, the module asks Azure for a signed URL (SAS) that allows to read for O(access_seconds), and ends
    this access when it has read. It also ends the access if reading fails, or if you press Ctrl-C.
  - The signed URL is a secret. The module never returns, shows or logs it. It sends it only to Azure Storage of the
    chosen cloud, without a token.
options:
  disk:
    description:
      - The ARM id of the disk. No virtual machine must use it.
    type: str
    required: true
  access_seconds:
    description:
      - After how many seconds Azure ends the access if the module cannot end it. The range is 60 to 3600.
      - While the access is open, Azure does not attach or delete the disk.
    type: int
    default: 600
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.azure_group
  - azure_dr.backup.login
  - azure_dr.backup.waiting
attributes:
  idempotent:
    description: Each run opens the disk for reading and ends this access, so each run returns RV(ignore:changed=true).
    support: none
seealso:
  - module: azure_dr.backup.disk_restore
notes:
  - The result is RV(ignore:changed=true) whenever the module opens the disk, because this writes to Azure. The disk is as
    it was before when the task ends.
  - If the task is killed, the access ends by itself after O(access_seconds). The next run on this disk ends it at once. It
    recognizes it by the tag C(azure-dr-content-check), which the disk has while its access is open. An access that the
    module has not opened is never ended, and makes the task fail.
  - Do not check one disk in two tasks at the same time. The second ends the access of the first, which then fails.
  - The machine that runs the module must reach the storage host of the disk, such as
    C(md-....z1.blob.storage.azure.net), over HTTPS.
  - In check mode, the module reads the properties of the disk and says whether it could be opened. It does not open it.
"""

EXAMPLES = r"""
- name: Check that the restored disk has content
  azure_dr.backup.disk_content_check:
    disk: "{{ restored.target_disk.id }}"
  register: checked

- name: Make sure that it has the file system of the source
  ansible.builtin.assert:
    that: "'xfs' in checked.content.partitions | map(attribute='file_system')"
"""

RETURN = r"""
disk:
  description: The ARM id of the disk.
  returned: success, and failure after the module has read the options
  type: str
  sample: /subscriptions/.../disks/erp-data-restored
verdict:
  description:
    - V(recognized) means that the module knows at least one file system, or other signature, on the disk.
    - V(unknown) means that there is data, or a partition table, but nothing else that the module knows.
    - V(empty) means that the first and the last MiB of the disk contain only zeros. The task fails.
    - V(damaged) means that at least one of RV(findings) is an error. The task fails.
    - Null if the content was not read, as in check mode.
  returned: success, and failure after the module has read the options
  type: str
  sample: recognized
content:
  description: What is on the disk. Null if the content was not read.
  returned: success, and failure after the module has read the options
  type: dict
  contains:
    size:
      description: The size of the disk in bytes.
      type: int
    partition_table:
      description: V(gpt) or V(mbr). Null if the module has found none.
      type: str
    file_system:
      description: The file system of a disk without a partition table, in the words of RV(content.partitions).
      type: str
    partitions:
      description: The partitions.
      type: list
      elements: dict
      contains:
        number:
          description: The number of the partition.
          type: int
        start:
          description: Where the partition starts, in bytes.
          type: int
        size:
          description: The size of the partition in bytes.
          type: int
        type:
          description: The type that the partition table names, a GUID or a number such as V(0x83).
          type: str
        file_system:
          description:
            - One of V(ext2), V(ext3), V(ext4), V(xfs), V(btrfs), V(ntfs), V(refs), V(fat), V(exfat), V(lvm2), V(luks1),
              V(luks2), V(bitlocker) and V(swap).
            - Null if the module does not know it, or has not read the partition.
          type: str
  sample:
    size: 68719476736
    partition_table: gpt
    file_system: null
    partitions:
      - number: 1
        start: 1048576
        size: 68717379584
        type: 0fc63daf-8483-4772-8e79-3d69d8477de4
        file_system: ext4
bytes_read:
  description: How many bytes the module has read from the disk.
  returned: success, and failure after the module has read the options
  type: int
  sample: 2165248
elapsed_seconds:
  description: How long the check took, in seconds.
  returned: success, and failure after the module has read the options
  type: float
  sample: 9.4
findings:
  description: What you should know about the content, or about the access to the disk.
  returned: success, and failure after the module has read the options
  type: list
  elements: dict
  contains:
    code:
      description:
        - V(disk_empty), V(gpt_damaged), V(partition_outside), V(gpt_primary_damaged), V(gpt_backup_damaged),
          V(gpt_backup_elsewhere), V(partition_empty), V(partitions_not_read), or V(access_left_over).
      type: str
    severity:
      description: V(error), V(warning) or V(info). An error makes the task fail.
      type: str
    message:
      description: What the module has found.
      type: str
    remedy:
      description: What to do about it.
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
    code: DiskEmpty
    message: The disk 'erp-data-restored' is empty. The first and the last MiB of the disk contain only zeros.
    target: null
    recommended_actions: []
    causes: []
    http_status: null
    url: null
    request_id: null
    correlation_id: null
    activity_id: null
    explanation:
      cause: The disk contains only zeros where every disk in use has something else.
      who: the person who runs the task
      remedy: restore the disk from another recovery point, and check whether its source has data
      passing: false
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.disk_content_check import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
