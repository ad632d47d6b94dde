#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: disk_restore_batch
short_description: Restore many managed disks from Azure Backup at once
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Makes sure that every disk of a list is there, each restored from the recovery point wished for. It keeps the
    promises of M(azure_dr.backup.disk_restore) for each of them, in one task, with one login, all disks side by side.
  - Every disk is looked up and judged before anything is sent for the first of them.
  - If what the task asks for one disk can't be, nothing is sent for any disk, whatever O(on_failure) says, and the task
    fails with all such findings. So it is if nothing protects the source, if its name fits several, or if there is no such
    recovery point, target resource group, region or subscription.
  - A disk whose restore fails does not hold up the others, unless O(on_failure=stop) is said. The task then fails with the
    records of all.
options:
  disks:
    description:
      - The disks to restore. What is given for a disk wins over what is given for all. A O(disks[].recovery_point_id)
        given for a disk overrides a common O(as_of), and the other way round.
    type: list
    elements: dict
    required: true
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
          - The disk to make, by its name, or by its ARM id, whose resource group and subscription then hold.
        type: str
        required: true
      recovery_point_id:
        description:
          - As O(recovery_point_id).
        type: str
      as_of:
        description:
          - As O(as_of).
        type: str
      max_point_age:
        description:
          - As O(max_point_age).
        type: int
      target_resource_group:
        description:
          - As O(target_resource_group).
        type: str
      target_subscription_id:
        description:
          - As O(target_subscription_id).
        type: str
      location:
        description:
          - As O(location).
        type: str
  max_skew:
    description:
      - The most seconds that may lie between the oldest and the newest recovery point chosen.
      - If given, the points are chosen together. Of all sets of points within it, one of each disk and none after
        O(as_of), the newest is taken, which is the one whose oldest point is newest. Of several such sets it is the one
        whose points lie closest together. If there is no such set, it is an error before anything is sent, which names
        the closest set there is.
      - Otherwise each disk gets its newest point not after O(as_of).
      - The time of a recovery point is uncertain by up to three minutes, so that less than V(180) makes little sense.
    type: int
  max_parallel:
    description:
      - The most restores that are under way at a time. By default as many as Azure takes. Where Azure says that there are
        too many, it becomes fewer by itself.
    type: int
  on_failure:
    description:
      - What to do about the other disks when the restore of one fails, or has no usable recovery point. V(continue) restores
        them all the same, V(stop) sends no more, and still sees all that was accepted to its end.
      - A disk that can't be restored as it is written, such as one whose source is misspelled, is not a failure of this kind:
        nothing is sent for any.
    type: str
    choices:
      - continue
      - stop
    default: continue
  allow_empty:
    description:
      - Whether it is right if O(disks) is empty, so that there is nothing to restore. Otherwise that is an error, since a list
        that was computed may be empty by mistake.
    type: bool
    default: false
    version_added: 1.1.0
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.login
  - azure_dr.backup.vault
  - azure_dr.backup.point
  - azure_dr.backup.target
  - azure_dr.backup.restoring
  - azure_dr.backup.waiting
attributes:
  check_mode:
    description: Check mode is Azure's validateRestore for every disk. It writes nothing and waits for no job.
  diff_mode:
    support: full
seealso:
  - module: azure_dr.backup.disk_restore
"""

EXAMPLES = r"""
- name: Bring an application back to one moment
  azure_dr.backup.disk_restore_batch:
    vault_name: dr-vault
    vault_resource_group: backup
    as_of: latest
    target_resource_group: erp-restored
    disks:
      - source_disk: erp-os
        target_disk: erp-os-restored
      - source_disk: erp-data
        target_disk: erp-data-restored
      - source_disk: erp-log
        target_disk: erp-log-restored
  register: restored

- name: Show what became of each disk
  ansible.builtin.debug:
    msg: "{{ item.target_disk }} {{ item.outcome }} from {{ item.recovery_point_time }}"
  loop: "{{ restored.restores }}"
  loop_control:
    label: "{{ item.source_disk }}"
"""

RETURN = r"""
restores:
  description: What became of each disk, in the order of O(disks).
  returned: always, once the options are understood
  type: list
  elements: dict
  contains:
    target_disk:
      description: The ARM id of the disk to make.
      type: str
    backup_instance:
      description: The name of the backup instance.
      type: str
    source_disk:
      description: The name of the protected disk.
      type: str
    recovery_point_id:
      description: The recovery point that the disk is from, or is to be from. If the disk was found, or its restore was
        joined, it is the one that its job names, which can be another one than O(as_of) would choose now. It is null if
        no job does.
      type: str
    recovery_point_time:
      description: When that point was finished, UTC. With O(validate=false) it is not looked up for points that are named by
        id, unless O(max_skew) or O(max_point_age) depends on it.
      type: str
    job_id:
      description: The name of the restore's job. Null where there is none.
      type: str
    outcome:
      description:
        - What was done, in the words of RV(azure_dr.backup.disk_restore#module:action), or V(failed), or V(running) where
          the time to wait was over before the restore was, or V(not_sent), or V(outcome_unknown) where a restore was sent
          and it can't be told what became of it.
      type: str
    changed:
      description: Whether this task sent a restore for this disk, or would.
      type: bool
    elapsed_seconds:
      description: How long it took.
      type: float
    job_seconds:
      description: How long the job took, as Azure tells.
      type: float
    size_gb:
      description: The size of the restored disk.
      type: int
    phases:
      description:
        - When the validation, the operation, the job, the verification and the wait for rights on the target group began
          and ended, five pairs of seconds since RV(started_at). Null for a phase that there was not.
      type: list
    error:
      description: C(code), C(message), C(request_id) and C(activity_id) of what went wrong. Null where nothing did. What
        mends it is in RV(failures).
      type: dict
  sample:
    - target_disk: /subscriptions/.../resourceGroups/erp-restored/providers/Microsoft.Compute/disks/erp-os-restored
      backup_instance: erp-os-erp-os-3b8a2c57-4f5e-4a54-8a70-9d1f6f3e2b01
      source_disk: erp-os
      recovery_point_id: 87963b8d13df4604b9d53ed687d33712
      recovery_point_time: "2026-11-22T02:02:58.473835Z"
      job_id: 792c30a0-8ac5-476a-abc2-e9b9770e56d9
      outcome: restored
      changed: true
      elapsed_seconds: 262.114
      job_seconds: 243.207
      size_gb: 128
      phases: [[0.4, 3.1], [3.1, 4.6], [4.6, 261.9], [261.9, 262.1], null]
      error: null
failures:
  description: Why disks are not back, each cause once. Empty if all are.
  returned: always, once the options are understood
  type: list
  elements: dict
  contains:
    code:
      description: Azure's code, or one of this collection.
      type: str
    message:
      description: What went wrong with the first of the disks.
      type: str
    explanation:
      description: C(cause), C(who) can mend it, C(remedy), and C(passing), which is true if the same task again can succeed
        a little later. Null if nothing is known of the code.
      type: dict
    target_disks:
      description: The ARM ids of the disks that it concerns.
      type: list
      elements: str
as_of:
  description: The moment that O(as_of) meant, UTC. Give it to a rerun in place of V(latest) to mean the same. Null where
    there is none, or not one for all disks.
  returned: always, once the options are understood
  type: str
  sample: "2026-11-22T03:11:07Z"
skew_seconds:
  description: How far the oldest and the newest recovery point of the disks are apart, see
    RV(restores[].recovery_point_time). Null where one is not known.
  returned: always, once the options are understood
  type: float
  sample: 241.5
rpo_seconds:
  description: How far the oldest recovery point of the disks lies before the moment that O(as_of) meant, see
    RV(restores[].recovery_point_time). This is how much is lost at most. Null where no moment was asked for, or where the
    point of a disk for which one was is not known.
  returned: always, once the options are understood
  type: float
  sample: 18251.5
summary:
  description: The number of disks as C(total), and how many of them came to each outcome.
  returned: always, once the options are understood
  type: dict
  sample:
    total: 3
    restored: 3
    started: 0
    attached: 0
    unchanged: 0
    kept: 0
    would_restore: 0
    failed: 0
    running: 0
    not_sent: 0
    outcome_unknown: 0
started_at:
  description: When it began, by Azure's clock, UTC.
  returned: always, once the options are understood
  type: str
  sample: "2026-11-22T03:11:05.301207Z"
elapsed_seconds:
  description: How long it took.
  returned: always, once the options are understood
  type: float
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
      who: whoever runs the task
      remedy: check vault_name, vault_resource_group and subscription_id
      passing: false
"""

from ..module_utils._ansible.running import run_module
from ..module_utils._ansible.tasks.disk_restore_batch import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
