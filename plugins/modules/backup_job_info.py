#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_job_info
short_description: Read the jobs of Azure Backup, and wait for them
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Lists the jobs of a Backup vault, newest first, or reads those that are named, and can wait for those that run.
  - A vault lists its jobs of about 14 days, and can't filter them, so that all of them are read where none is named.
options:
  job_ids:
    description:
      - The jobs to read, each by its name, its ARM id, or the activity id of the restore that began it.
      - An empty list returns no jobs.
    type: list
    elements: str
  status:
    description:
      - Only jobs with one of these statuses, such as V(InProgress), V(Completed) or V(Failed).
    type: list
    elements: str
  operation:
    description:
      - Only jobs of this kind, such as V(Restore) or V(Backup).
    type: str
  backup_instance:
    description:
      - Only jobs of this backup instance.
    type: str
  source_disk:
    description:
      - Only jobs of this protected disk, given by its name or its ARM id.
    type: str
  wait:
    description:
      - Wait until all jobs named in O(job_ids) have ended or, without O(job_ids), all jobs that the other options leave and
        that run when the task begins. One that does not end well fails the task, which returns the jobs all the same.
      - Goes on while Azure does not answer, until O(wait_timeout). Check mode does not wait.
    type: bool
    default: false
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.login
  - azure_dr.backup.vault
  - azure_dr.backup.listing
  - azure_dr.backup.waiting
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

- name: Wait for it
  azure_dr.backup.backup_job_info:
    vault_name: dr-vault
    vault_resource_group: backup
    job_ids:
      - "{{ started.job.job_id }}"
    wait: true
"""

RETURN = r"""
jobs:
  description: The jobs, newest first. C(recovery_point_id), C(recovery_point_time), C(target_disk_id) and C(warnings) are
    null for jobs that were listed and not named.
  returned: success, and when a job that was waited for did not end well
  type: list
  elements: dict
  contains:
    id:
      description: The ARM id.
      type: str
    job_id:
      description: The name, a GUID.
      type: str
    activity_id:
      description: The id that the request which began it was sent with.
      type: str
    operation:
      description: What kind of job it is, such as V(Restore) or V(Backup).
      type: str
    status:
      description: The service's word for how it goes, such as V(InProgress), V(Completed), V(CompletedWithWarnings) or V(Failed).
      type: str
    start_time:
      description: When it began, UTC.
      type: str
    end_time:
      description: When it ended, UTC. Null while it runs.
      type: str
    duration_seconds:
      description: How long it took. Null while it runs.
      type: float
    backup_instance_id:
      description: The ARM id of the backup instance.
      type: str
    source_disk_id:
      description: The ARM id of the protected disk.
      type: str
    recovery_point_id:
      description: The recovery point that is restored.
      type: str
    recovery_point_time:
      description: When that point was finished, UTC.
      type: str
    target_disk_id:
      description: The ARM id of the disk that is made.
      type: str
    error:
      description: Why it failed, with C(code), C(message), C(recommended_actions) and C(causes). Null where it did not.
      type: dict
    warnings:
      description: What it warns about.
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
  description: Whether there are more jobs than O(limit).
  returned: success
  type: bool
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
from ..module_utils._ansible.tasks.backup_job_info import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
