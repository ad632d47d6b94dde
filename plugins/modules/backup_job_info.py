#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_job_info
short_description: List the jobs of a Backup vault and wait for them
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Lists the jobs of a Backup vault. The newest job is the first. With O(job_ids), it reads only these jobs.
  - It can wait until running jobs have ended.
  - A vault lists its jobs of about 14 days. Azure cannot filter them. Without O(job_ids), the module reads all of them
    and then filters them itself.
options:
  job_ids:
    description:
      - The jobs to read. For each job, give its name, its ARM id, or the activity ID of the restore that started it.
      - With an empty list, the module returns no jobs.
      - If you do not set it, the module lists the jobs of the vault.
    type: list
    elements: str
  status:
    description:
      - Return only jobs with one of these statuses, such as V(InProgress), V(Completed) or V(Failed).
      - If you do not set it, the module returns jobs with any status.
    type: list
    elements: str
  operation:
    description:
      - Return only jobs of this type, such as V(Restore) or V(Backup).
      - If you do not set it, the module returns jobs of all types.
    type: str
  backup_instance:
    description:
      - Return only jobs of the backup instance with this name.
    type: str
  source_disk:
    description:
      - Return only jobs of this protected disk. Give its name or its ARM id.
    type: str
  wait:
    description:
      - Whether to wait until jobs have ended.
      - With O(job_ids), the module waits for all these jobs. Without O(job_ids), it waits for the jobs that match the
        other options and are running when the task starts.
      - If one of these jobs does not end successfully, the task fails. It returns RV(jobs) all the same.
      - If Azure does not answer, the module continues to wait until O(wait_timeout).
      - In check mode, the module does not wait.
    type: bool
    default: false
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault
  - azure_dr.backup.login
  - azure_dr.backup.vault
  - azure_dr.backup.listing
  - azure_dr.backup.waiting
seealso:
  - module: azure_dr.backup.disk_restore
"""

EXAMPLES = r"""
- name: List the restores of the last days that failed
  azure_dr.backup.backup_job_info:
    vault_name: dr-vault
    vault_resource_group: backup
    operation: Restore
    status:
      - Failed

- name: Start a restore
  azure_dr.backup.disk_restore:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-log
    as_of: latest
    target_disk: erp-log-for-audit
    target_resource_group: erp-restored
    wait: false
  register: started

- name: Wait until the restore has ended
  azure_dr.backup.backup_job_info:
    vault_name: dr-vault
    vault_resource_group: backup
    job_ids:
      - "{{ started.job.job_id }}"
    wait: true
"""

RETURN = r"""
jobs:
  description:
    - The jobs. The newest job is the first.
    - Without O(job_ids), the keys C(recovery_point_id), C(recovery_point_time), C(target_disk_id) and C(warnings) are
      null. Azure tells them only for a job that is read by its ID.
  returned: success, and failure if a job did not end successfully
  type: list
  elements: dict
  contains:
    id:
      description: The ARM id of the job.
      type: str
    job_id:
      description: The name of the job, a GUID.
      type: str
    activity_id:
      description: The activity ID of the request that started the job.
      type: str
    operation:
      description: The type of the job, such as V(Restore) or V(Backup).
      type: str
    status:
      description: The status of the job, in Azure's words, such as V(InProgress), V(Completed),
        V(CompletedWithWarnings) or V(Failed).
      type: str
    start_time:
      description: When the job started, in UTC.
      type: str
    end_time:
      description: When the job ended, in UTC. Null if the job is still running.
      type: str
    duration_seconds:
      description: How long the job took, in seconds. Null if the job is still running.
      type: float
    backup_instance_id:
      description: The ARM id of the backup instance.
      type: str
    source_disk_id:
      description: The ARM id of the protected disk.
      type: str
    recovery_point_id:
      description: The ID of the recovery point that the job restores, or that the backup has made.
      type: str
    recovery_point_time:
      description: When Azure finished this recovery point, in UTC. Null for a backup, whose job does not tell it.
      type: str
    target_disk_id:
      description: The ARM id of the disk that the job makes.
      type: str
    error:
      description: Why the job failed. Null if it did not fail.
      type: dict
      contains:
        code:
          description: Azure's error code.
          type: str
        message:
          description: Azure's error message.
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
    warnings:
      description: The warnings of the job.
      type: list
      elements: str
  sample:
    - id: /subscriptions/.../backupVaults/dr-vault/backupJobs/792c30a0-8ac5-476a-abc2-e9b9770e56d9
      job_id: 792c30a0-8ac5-476a-abc2-e9b9770e56d9
      activity_id: 0c1d5a0e-2f0c-4c8e-8a53-6a3f6f0b7c55
      operation: Restore
      status: Completed
      start_time: "2026-11-22T03:11:09.456312Z"
      end_time: "2026-11-22T03:14:44.039726Z"
      duration_seconds: 214.5834143
      backup_instance_id: /subscriptions/.../backupVaults/dr-vault/backupInstances/erp-log-erp-log-6cf0d1de-2b0d-4a53-93a0-52f36ae2a9c1
      source_disk_id: /subscriptions/.../resourceGroups/erp-prod/providers/Microsoft.Compute/disks/erp-log
      recovery_point_id: 87963b8d13df4604b9d53ed687d33712
      recovery_point_time: "2026-11-22T02:02:58.473835Z"
      target_disk_id: /subscriptions/.../resourceGroups/erp-restored/providers/Microsoft.Compute/disks/erp-log-for-audit
      error: null
      warnings: []
truncated:
  description: Whether there are more jobs than O(limit) allows.
  returned: success, and failure if a job did not end successfully
  type: bool
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
from ..module_utils._ansible.tasks.backup_job_info import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
