#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: disk_backup
short_description: Back up Azure managed disks now
version_added: 2.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Makes sure that each disk has a recovery point that is not older than O(max_age). It backs up the disks that have
    none, waits for their backup jobs, and returns the recovery points.
  - It backs up one disk, which you give by O(source_disk) or O(backup_instance), or all disks that a selection finds.
    It uses one login and sends the backups of all disks at about the same time.
  - The module looks up and checks all disks before it sends the first backup. If an option is wrong for a disk, for
    example because its backup policy has no such rule or tag, the module sends nothing for any disk.
  - You can run the same task again. A backup that runs already is not sent again, the module waits for it. If the answer
    to a backup was lost, the module looks for its job before it sends the backup once more.
  - Azure allows ten backups on demand of a disk in a day, and 500 incremental snapshots of a disk.
options:
  source_disk:
    description:
      - The name or the ARM id of one protected disk in the vault of O(vault_name).
      - Give this, O(backup_instance), or a selection.
    type: str
  backup_instance:
    description:
      - The name of the backup instance of one disk in the vault of O(vault_name), or the ARM id of a backup instance in
        any vault.
    type: str
  on_unprotected:
    description:
      - What to do if a disk of the selection is not protected by any vault that the module looks in.
      - With V(fail), the module sends nothing and the task fails. With V(ignore), the module leaves the disk out and
        warns about it.
    type: str
    choices:
      - fail
      - ignore
    default: fail
  max_age:
    description:
      - The maximum age of a recovery point in seconds, at the time when the task starts. A disk with such a recovery
        point is C(unchanged).
      - The age counts from the snapshot (C(creation_time)), because later data is not in the recovery point.
      - If a backup of the disk runs that started within this time, the module waits for it. If it started earlier, the
        module waits for its end and then backs up the disk again.
      - If you do not set it, the module backs up every disk, unless a backup of the disk runs already.
    type: int
  rule_name:
    description:
      - The name of the backup rule in the backup policy of the disk, such as V(BackupDaily). The names of retention
        rules, such as V(Default), are refused.
      - If you do not set it, the module finds the name in the policy.
    type: str
  retention_tag:
    description:
      - The retention tag of the recovery point. It must be a tag of the backup policy.
      - If you set it, a recovery point with another tag is not enough, however young it is.
      - If you do not set it, the policy decides. This is its default rule.
    type: str
  min_retention:
    description:
      - The minimum number of seconds that the recovery point must be kept. If the policy keeps recovery points with this
        tag for a shorter time, the task fails before it sends anything.
    type: int
  max_parallel:
    description:
      - The maximum number of backups that run at the same time.
      - If you do not set it, there is no limit.
    type: int
  on_failure:
    description:
      - What to do with the other disks if the backup of one disk fails, or if Azure would refuse it.
      - V(continue) backs them up all the same.
      - V(stop) sends no more backups. The module still waits for the backups that Azure has accepted.
    type: str
    choices:
      - continue
      - stop
    default: continue
  wait:
    description:
      - Whether to wait until the backup jobs have ended, and to read the recovery points.
      - With V(false), the task ends when all jobs are known. Run the same task again with O(max_age) to wait for them.
    type: bool
    default: true
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault_group
  - azure_dr.backup.login
  - azure_dr.backup.selection
  - azure_dr.backup.waiting
  - azure_dr.backup.results
attributes:
  check_mode:
    description: In check mode, the module says which disks it would back up, and what Azure would refuse as far as that
      can be known. It writes nothing and waits for no job.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: Without O(max_age), each run makes new recovery points.
seealso:
  - module: azure_dr.backup.disk_restore_batch
  - module: azure_dr.backup.recovery_point_info
"""

EXAMPLES = r"""
- name: Make sure that there is a recovery point that is not older than an hour
  azure_dr.backup.disk_backup:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    max_age: 3600
  register: backup

- name: Show it
  ansible.builtin.debug:
    msg: "{{ item.source_disk }} {{ item.action }}: {{ item.recovery_point.recovery_point_id }}"
  loop: "{{ backup.backups }}"
  loop_control:
    label: "{{ item.source_disk }}"

- name: Back up all disks of a virtual machine now, and keep the recovery points for at least 30 days
  azure_dr.backup.disk_backup:
    virtual_machines:
      - erp
    retention_tag: Default
    min_retention: 2592000
"""

RETURN = r"""
backups:
  description: The result of each disk. A selection is sorted by virtual machine, OS disk first, then by LUN and name.
  returned: always, unless the task fails before it has found the disks
  type: list
  elements: dict
  contains:
    source_disk:
      description: The name of the protected disk.
      type: str
    source_disk_id:
      description: The ARM id of the protected disk.
      type: str
    backup_instance:
      description: The name of the backup instance.
      type: str
    vault_id:
      description: The ARM id of the vault.
      type: str
    action:
      description:
        - What the module did.
        - V(backed_up) means that the module sent a backup, and that it has read the new recovery point.
        - V(started) means that the module sent a backup and did not wait for its end.
        - V(attached) means that the module attached to a backup that was running.
        - V(unchanged) means that the disk has a recovery point that is young enough.
        - V(would_back_up) means that the module would send a backup. Only check mode returns it.
        - V(failed) means that the backup failed, or that it could not be sent. RV(backups[].error) says why.
        - V(running) means that O(wait_timeout) was over before the backup had ended.
        - V(not_sent) means that the module sent no backup for this disk.
        - V(outcome_unknown) means that the module sent a backup and cannot find out what happened to it.
      type: str
    changed:
      description: Whether this task sent a backup of this disk, or would send one in check mode.
      type: bool
    recovery_point:
      description: The recovery point that was made or found. Null if it is not known yet.
      type: dict
      contains:
        id:
          description: The ARM id of the recovery point.
          type: str
        recovery_point_id:
          description: The ID of the recovery point. Give it to O(azure_dr.backup.disk_restore#module:recovery_point_id) to
            restore it.
          type: str
        recovery_point_time:
          description: When Azure finished the recovery point, in UTC, with at most six fractional digits.
          type: str
        exact_time:
          description: The same time, exactly as Azure writes it.
          type: str
        creation_time:
          description: When Azure started the snapshot of the recovery point, in UTC.
          type: str
        expiry_time:
          description: Azure keeps the recovery point until this time, in UTC.
          type: str
        expired:
          description:
            - Whether the expiry time has passed. Azure can still list such a recovery point.
            - A restore uses an expired recovery point only if you name it by its ID.
          type: bool
        age_seconds:
          description: The age of the recovery point in seconds when the task ran, by Azure's clock.
          type: int
        state:
          description: V(Completed) or V(Partial). Null with an O(api_version) before V(2023-11-01).
          type: str
        store_state:
          description:
            - The state of the recovery point in its store. It is V(COMMITTED) if Azure still has the snapshot.
            - Azure can still list a recovery point without a snapshot, for example with the state V(DELETED).
            - M(azure_dr.backup.disk_restore) never chooses a recovery point without a snapshot for a moment, or one whose
              C(state) is not V(Completed).
          type: str
        store_type:
          description: The store that contains the recovery point. Azure restores disks from V(OperationalStore) only.
          type: str
        type:
          description: The type of the recovery point. It is V(Incremental) for disks.
          type: str
        retention_tag:
          description: The retention rule that keeps the recovery point.
          type: str
        policy_name:
          description: The backup policy that made the recovery point.
          type: str
    expected_expiry_time:
      description:
        - When the recovery point expires, in UTC. Azure tells RV(backups[].recovery_point.expiry_time) only some minutes
          after a backup. Until then, this is the time that follows from the backup policy.
        - Null if the recovery point or the retention is not known.
      type: str
    rule_name:
      description: The backup rule by which the disk is backed up. Null if none was found.
      type: str
    retention_tag:
      description: The retention tag that a new recovery point gets. Null if it is not known.
      type: str
    retention_seconds:
      description: For how long the backup policy keeps recovery points with this tag, in seconds. A month counts as 28
        days and a year as 365 days. Null if it is not known.
      type: float
    backups_last_24h:
      description: The number of backups on demand of this disk that were started in the last 24 hours. Azure allows ten.
      type: int
    job_id:
      description:
        - The name of the backup job. Null if there is none.
        - In check mode, with the action V(would_back_up), this is a job that the module would wait for first.
      type: str
    job_seconds:
      description: How long the backup job took, in seconds, as Azure reports it.
      type: float
    sent_seconds:
      description: When the job of a backup of this task was known, in seconds since the task started.
      type: float
    elapsed_seconds:
      description: How long the disk took, in seconds.
      type: float
    error:
      description: What went wrong with this disk. Null if nothing went wrong. RV(failures) contains how to fix it.
      type: dict
      contains:
        code:
          description: Azure's error code, or a code of this collection.
          type: str
        message:
          description: The error message.
          type: str
        request_id:
          description: Azure's ID of the request. Give it to Azure support.
          type: str
        activity_id:
          description: The activity ID of the request or of the operation. Give it to Azure support.
          type: str
  sample:
    - source_disk: erp-data
      source_disk_id: /subscriptions/.../resourceGroups/erp-prod/providers/Microsoft.Compute/disks/erp-data
      backup_instance: erp-data-erp-data-3b8a2c57-4f5e-4a54-8a70-9d1f6f3e2b01
      vault_id: /subscriptions/.../resourceGroups/backup/providers/Microsoft.DataProtection/backupVaults/dr-vault
      action: backed_up
      changed: true
      recovery_point:
        recovery_point_id: 87963b8d13df4604b9d53ed687d33712
        recovery_point_time: "2026-11-22T02:02:58.473835Z"
        creation_time: "2026-11-22T02:01:47.112233Z"
      expected_expiry_time: "2026-12-22T02:01:47.112233Z"
      rule_name: BackupDaily
      retention_tag: Default
      retention_seconds: 2592000.0
      backups_last_24h: 1
      job_id: 792c30a0-8ac5-476a-abc2-e9b9770e56d9
      job_seconds: 220.117
      sent_seconds: 1.902
      elapsed_seconds: 222.514
      error: null
failures:
  description: Why disks were not backed up. There is one entry for each cause. The list is empty if all went well.
  returned: always, unless the task fails before it has found the disks
  type: list
  elements: dict
  contains:
    code:
      description: Azure's error code, or a code of this collection.
      type: str
    message:
      description: The error message of the first disk with this cause.
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
    source_disks:
      description: The names of the disks with this cause.
      type: list
      elements: str
skew_seconds:
  description:
    - The number of seconds between the oldest and the newest C(recovery_point_time) of all disks. This is the skew that
      O(azure_dr.backup.disk_restore_batch#module:max_skew) limits.
    - Null if the recovery point of a disk is not known.
  returned: always, unless the task fails before it has found the disks
  type: float
  sample: 11.5
snapshot_skew_seconds:
  description:
    - The number of seconds between the first and the last snapshot (C(creation_time)) of all disks. A recovery point is
      told one to three minutes after its snapshot, so this is the better measure of how far apart the data is.
    - Null if the snapshot time of a disk is not known.
  returned: always, unless the task fails before it has found the disks
  type: float
  sample: 2.25
summary:
  description: The number of disks, and how many of them have each RV(backups[].action).
  returned: always, unless the task fails before it has found the disks
  type: dict
  contains:
    total:
      description: The number of all disks.
      type: int
    backed_up:
      description: The number of disks with the action V(backed_up).
      type: int
    started:
      description: The number of disks with the action V(started).
      type: int
    attached:
      description: The number of disks with the action V(attached).
      type: int
    unchanged:
      description: The number of disks with the action V(unchanged).
      type: int
    would_back_up:
      description: The number of disks with the action V(would_back_up).
      type: int
    failed:
      description: The number of disks with the action V(failed).
      type: int
    running:
      description: The number of disks with the action V(running).
      type: int
    not_sent:
      description: The number of disks with the action V(not_sent).
      type: int
    outcome_unknown:
      description: The number of disks with the action V(outcome_unknown).
      type: int
  sample:
    total: 3
    backed_up: 2
    started: 0
    attached: 0
    unchanged: 1
    would_back_up: 0
    failed: 0
    running: 0
    not_sent: 0
    outcome_unknown: 0
login:
  description:
    - Which identity was logged in to Azure, as the access token says.
    - V(null) if the module got no token or if the token does not say it. The module never returns the token itself.
  returned: always, unless the task fails before it has found the disks
  type: dict
  contains:
    kind:
      description: V(application), V(managed_identity) or V(user).
      returned: success
      type: str
      sample: application
    object_id:
      description: The object ID of the identity in Microsoft Entra ID.
      returned: success
      type: str
      sample: 42377822-3ccd-4c9d-a8b8-52cf4a9d9a0b
    application_id:
      description: The ID of the application that the identity used.
      returned: success
      type: str
      sample: 5f8a3c1e-6b7d-4e2a-9c0f-1d2e3f4a5b6c
    tenant_id:
      description: The ID of the tenant.
      returned: success
      type: str
      sample: 0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d
results_file:
  description: The path of the file with the whole result. Null if there is none.
  returned: always, unless the task fails before it has found the disks
  type: str
  sample: /runner/artifacts/results.json
results_file_sha256:
  description: The SHA-256 of this file. It shows later that the file is the one that the task wrote. Null if there is none.
  returned: always, unless the task fails before it has found the disks
  type: str
  sample: 9b74c9897bac770ffc029102a200c5de06b1c5a3d8f6e2f4a7c0d1b2e3f40516
started_at:
  description: When the task started, in UTC, by Azure's clock.
  returned: always, unless the task fails before it has found the disks
  type: str
  sample: "2026-11-22T03:11:05.301207Z"
elapsed_seconds:
  description: How long the task took, in seconds.
  returned: always, unless the task fails before it has found the disks
  type: float
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
      who: the person who runs the task
      remedy: check vault_name, vault_resource_group and subscription_id (or the id in backup_instance or vaults)
      passing: false
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.disk_backup import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
