#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: disk_restore
short_description: Restore an Azure managed disk from a recovery point
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Restores a managed disk from a recovery point of Azure Backup to a new disk.
  - The module asks Azure to validate the restore, sends it, waits until the restore job has ended, and then reads the
    new disk.
  - You can run the same task again. If the restore is running, the module attaches to it and waits for it. If the
    restore has made the disk, the module finds the disk. In both cases it sends no second restore.
  - In check mode, Azure validates the restore and nothing is written. The task fails if Azure would refuse the restore.
  - Azure Backup always makes a new disk. Neither Azure nor this module overwrites a disk.
options:
  target_disk:
    description:
      - The name or the ARM id of the disk that the restore makes.
      - If you give an ARM id, its resource group and subscription are used.
    type: str
    required: true
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault
  - azure_dr.backup.login
  - azure_dr.backup.vault
  - azure_dr.backup.source
  - azure_dr.backup.point
  - azure_dr.backup.target
  - azure_dr.backup.restoring
  - azure_dr.backup.waiting
attributes:
  check_mode:
    description: In check mode, Azure validates the restore (validateRestore). The module writes nothing and waits for
      no job.
  diff_mode:
    support: full
seealso:
  - module: azure_dr.backup.disk_restore_batch
  - module: azure_dr.backup.backup_job_info
  - name: Restore Azure Disks using Azure Data Protection REST API
    description: Microsoft's description of the requests that this module sends.
    link: https://learn.microsoft.com/azure/backup/backup-azure-dataprotection-use-rest-api-restore-disk
notes:
  - RV(ignore:changed) is true only if this task sent a restore, or would send one in check mode. It is also true if the
    task fails after Azure accepted the restore.
"""

EXAMPLES = r"""
- name: Restore a disk from its newest recovery point
  azure_dr.backup.disk_restore:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    as_of: latest
    target_disk: erp-data-restored
    target_resource_group: erp-restored
  register: restored

- name: Show the restored disk and the time of its recovery point
  ansible.builtin.debug:
    msg: "{{ restored.target_disk.name }} from {{ restored.recovery_point.recovery_point_time }}"

- name: Restore a disk to its state of two days ago, from a recovery point that is at most three days old
  azure_dr.backup.disk_restore:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    as_of: "{{ '%Y-%m-%dT%H:%M:%SZ' | ansible.builtin.strftime(now(utc=true).timestamp() - 172800, utc=true) }}"
    max_point_age: 259200
    target_disk: erp-data-two-days-ago
    target_resource_group: erp-restored

- name: Check every night that Azure would restore a disk
  azure_dr.backup.disk_restore:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    as_of: latest
    target_disk: erp-data-restored
    target_resource_group: erp-restored
    validate_existing: true
  check_mode: true
"""

RETURN = r"""
action:
  description:
    - What the module did.
    - V(restored) means that the module sent a restore and the disk was restored.
    - V(started) means that the module sent a restore and did not wait for its end.
    - V(attached) means that the module attached to a running restore.
    - V(unchanged) means that the disk existed, and that a restore like this one had made it.
    - V(kept) means that another disk with this name existed and that O(existing_disk=keep) accepted it.
    - V(would_restore) means that the module would send a restore. Only check mode returns it.
    - Null if the task failed before it did anything.
  returned: always, unless the task fails before its first request to Azure Backup
  type: str
  sample: restored
origin:
  description:
    - Whether it is proven that the disk comes from the recovery point.
    - V(proven) means that a completed restore job shows it. V(unproven) means that an existing disk was kept.
    - Null if there is no disk yet.
  returned: always, unless the task fails before its first request to Azure Backup
  type: str
  sample: proven
backup_instance:
  description: The backup instance that protects the source disk. Null if it was not found.
  returned: always, unless the task fails before its first request to Azure Backup
  type: dict
  contains:
    id:
      description: The ARM id of the backup instance.
      type: str
    name:
      description: The name of the backup instance. Other modules take it as
        O(azure_dr.backup.disk_restore#module:backup_instance).
      type: str
    datasource_type:
      description: The type of the protected resource, V(Microsoft.Compute/disks).
      type: str
    source_disk_id:
      description: The ARM id of the protected disk.
      type: str
    source_disk_name:
      description: The name of the protected disk.
      type: str
    location:
      description: The region of the disk and of its snapshots.
      type: str
    policy_id:
      description: The ARM id of the backup policy.
      type: str
    snapshot_resource_group_id:
      description: The ARM id of the resource group that contains the snapshots.
      type: str
    protection_state:
      description: The state of the protection, in Azure's words, such as V(ProtectionConfigured) or
        V(ProtectionStopped).
      type: str
    user_assigned_identity_id:
      description: The ARM id of the user-assigned identity that backs up the disk. Null if the vault uses its
        system-assigned identity.
      type: str
recovery_point:
  description:
    - The recovery point that the disk was restored from, or will be restored from.
    - If the module found the disk or attached to a running restore, this is the recovery point of the restore job. This
      can be another recovery point than O(as_of) would choose now. It is null if no job names it.
    - If Azure does not list the recovery point any more, only the keys that the job tells have a value. All others are
      null.
  returned: always, unless the task fails before its first request to Azure Backup
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
        - O(as_of) never chooses a recovery point without a snapshot, or one whose C(state) is not V(Completed).
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
as_of:
  description:
    - The time that O(as_of) meant, in UTC. It is null with O(recovery_point_id).
    - If you used V(latest) and run the task again for the same restore, give this time instead of V(latest).
  returned: always, unless the task fails before its first request to Azure Backup
  type: str
  sample: "2026-11-22T03:11:07Z"
target_disk:
  description: The restored disk. If it does not exist, all keys except the ID and the names are null.
  returned: always, unless the task fails before its first request to Azure Backup
  type: dict
  contains:
    id:
      description: The ARM id of the disk.
      type: str
    name:
      description: The name of the disk.
      type: str
    resource_group:
      description: The resource group of the disk.
      type: str
    subscription_id:
      description: The ID of the subscription of the disk.
      type: str
    location:
      description: The region of the disk.
      type: str
    size_gb:
      description: The size of the disk in GiB.
      type: int
    sku:
      description: The storage type of the disk, such as V(Premium_LRS).
      type: str
    zones:
      description: The availability zones of the disk.
      type: list
      elements: str
    encryption_type:
      description: How Azure encrypts the disk at rest.
      type: str
    disk_encryption_set_id:
      description: The ARM id of the disk encryption set. Null if the disk has none.
      type: str
    network_access_policy:
      description: The networks that can export the disk, V(AllowAll), V(AllowPrivate) or V(DenyAll).
      type: str
    public_network_access:
      description: Whether the disk can be exported from public networks, V(Enabled) or V(Disabled).
      type: str
    provisioning_state:
      description: The provisioning state of the disk, in Azure's words. It is V(Succeeded) for a restored disk.
      type: str
    disk_state:
      description: The state of the disk, such as V(Unattached), V(Attached) or V(Reserved).
      type: str
    creation_time:
      description: When Azure made the disk, in UTC.
      type: str
    created_from:
      description: The ARM id of the snapshot that the disk was made from. Null if Azure does not tell it.
      type: str
    attached_to:
      description: The ARM id of the virtual machine that the disk is attached to.
      type: str
    differences:
      description:
        - How the restored disk differs from its source disk. There is one entry for each setting.
        - The module compares all settings except those that two disks never share, such as name, IDs, times, state and
          the snapshot that they were made from.
        - Null if the source disk does not exist any more or cannot be read, or if there is no restored disk yet.
      type: list
      elements: dict
      contains:
        what:
          description:
            - The setting, such as V(encryption_type), V(disk_encryption_set_id), V(azure_disk_encryption),
              V(security_type), V(secure_vm_encryption_set_id), V(network_access_policy), V(public_network_access),
              V(disk_access_id), V(data_access_auth_mode), V(sku), V(tier), V(iops_read_write), V(mbps_read_write),
              V(iops_read_only), V(mbps_read_only), V(bursting), V(performance_plus), V(accelerated_network),
              V(size_gb), V(zones), V(max_shares), V(os_type), V(hyper_v_generation), V(architecture),
              V(disk_controller_types) or V(tags).
            - Any other setting has the name that Azure gives it, in snake case.
          type: str
        source:
          description: The value of the source disk. For tags, it contains only the tags that differ.
          type: raw
        restored:
          description: The value of the restored disk. For tags, it contains only the tags that differ.
          type: raw
        weakens:
          description:
            - What the restored disk has less of because of this difference, V(protection), V(performance) or
              V(resilience).
            - Null if the value is only different. O(require_same_protection) refuses a difference with V(protection).
          type: str
      sample:
        - what: network_access_policy
          source: DenyAll
          restored: AllowAll
          weakens: protection
        - what: tags
          source:
            application: erp
          restored: {}
          weakens: null
validation:
  description: The result of Azure's validation of the restore.
  returned: always, unless the task fails before its first request to Azure Backup
  type: dict
  contains:
    status:
      description: V(passed), V(failed), or V(skipped) if Azure was not asked.
      type: str
    elapsed_seconds:
      description: How long the validation took, in seconds.
      type: float
    pending_grant:
      description: Whether the only problem is a role that a task of this run will give, see O(permission_pending).
      type: bool
  sample:
    status: passed
    elapsed_seconds: 41.2
    pending_grant: false
job:
  description: The restore job. Null if there is none.
  returned: always, unless the task fails before its first request to Azure Backup
  type: dict
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
      description: The ID of the recovery point that the job restores.
      type: str
    recovery_point_time:
      description: When Azure finished this recovery point, in UTC.
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
restores_last_24h:
  description:
    - How many restores of the backup instance there were in the last 24 hours. Azure allows ten.
    - Null if the number is not known.
  returned: always, unless the task fails before its first request to Azure Backup
  type: int
elapsed_seconds:
  description: How long the task took, in seconds.
  returned: always, unless the task fails before its first request to Azure Backup
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
from ..module_utils._ansible.tasks.disk_restore import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
