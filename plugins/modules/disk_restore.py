#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: disk_restore
short_description: Restore a managed disk from Azure Backup
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Makes sure that a disk is there which was restored from the recovery point wished for. Where it is not, the restore
    is validated by Azure, sent, followed to the end of its job, and the new disk is read back.
  - The same task again sends nothing. It finds the disk that a restore like this has made, or attaches to the restore
    that is under way.
  - Check mode is Azure's own validation of the restore. It writes nothing, and fails where Azure would refuse.
  - Azure Backup makes new disks only. It never overwrites one, and neither does this module.
options:
  target_disk:
    description:
      - The disk to make, by its name, or by its ARM id, whose resource group and subscription then hold.
    type: str
    required: true
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.login
  - azure_dr.backup.vault
  - azure_dr.backup.source
  - azure_dr.backup.point
  - azure_dr.backup.target
  - azure_dr.backup.restoring
  - azure_dr.backup.waiting
attributes:
  check_mode:
    description: Check mode is Azure's validateRestore. It writes nothing and waits for no job.
  diff_mode:
    support: full
seealso:
  - module: azure_dr.backup.disk_restore_batch
  - module: azure_dr.backup.backup_job_info
  - name: Restore Azure Disks using Azure Data Protection REST API
    description: What is sent, in Microsoft's words.
    link: https://learn.microsoft.com/azure/backup/backup-azure-dataprotection-use-rest-api-restore-disk
notes:
  - RV(ignore:changed) is true exactly when this task sent a restore, or, in check mode, would send one. That is so for a
    task that fails after Azure accepted its restore, too.
"""

EXAMPLES = r"""
- name: Bring a disk back as it was last backed up
  azure_dr.backup.disk_restore:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    as_of: latest
    target_disk: erp-data-restored
    target_resource_group: erp-restored
  register: restored

- name: Show what there is now
  ansible.builtin.debug:
    msg: "{{ restored.target_disk.name }} is of {{ restored.recovery_point.recovery_point_time }}"

- name: Bring a disk back as it was two days ago, and no older than a day before that
  azure_dr.backup.disk_restore:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    as_of: "{{ '%Y-%m-%dT%H:%M:%SZ' | ansible.builtin.strftime(now(utc=true).timestamp() - 172800, utc=true) }}"
    max_point_age: 259200
    target_disk: erp-data-two-days-ago
    target_resource_group: erp-restored
"""

RETURN = r"""
action:
  description:
    - What was done. V(restored) and V(started) sent a restore, the latter without waiting for its end. V(attached) joined
      one that was under way. V(unchanged) found the disk that a restore like this had made, V(kept) found another and
      left it, as O(existing_disk=keep) says. V(would_restore) is check mode's word.
    - Null where nothing was done before the task failed.
  returned: always, once the options are understood
  type: str
  sample: restored
origin:
  description: V(proven) where a completed restore job shows that the disk comes from the recovery point, V(unproven) where
    a disk was kept. Null where there is no disk yet.
  returned: always, once the options are understood
  type: str
  sample: proven
backup_instance:
  description: The backup instance, as M(azure_dr.backup.backup_instance_info) returns it.
  returned: always, once the options are understood
  type: dict
recovery_point:
  description:
    - The recovery point that the disk is from, or is to be from, as M(azure_dr.backup.recovery_point_info) returns it.
    - If the disk was found, or its restore was joined, it is the one that its job names, which can be another one than
      O(as_of) would choose now. It is null if no job does. If the point itself is not listed any more, all is null that
      its job does not tell.
  returned: always, once the options are understood
  type: dict
as_of:
  description: The moment that O(as_of) meant, UTC. Give it to a rerun in place of V(latest) to mean the same. Null with
    O(recovery_point_id).
  returned: always, once the options are understood
  type: str
  sample: "2026-11-22T03:11:07Z"
target_disk:
  description: The disk. All but its id and names is null where it is not there.
  returned: always, once the options are understood
  type: dict
  contains:
    id:
      description: The ARM id.
      type: str
    name:
      description: The name.
      type: str
    resource_group:
      description: The resource group.
      type: str
    subscription_id:
      description: The subscription.
      type: str
    location:
      description: The region.
      type: str
    size_gb:
      description: The size in GiB.
      type: int
    sku:
      description: The kind of storage, such as V(Premium_LRS).
      type: str
    zones:
      description: The availability zones.
      type: list
      elements: str
    encryption_type:
      description: How it is encrypted at rest.
      type: str
    disk_encryption_set_id:
      description: The ARM id of the disk encryption set, where it has one.
      type: str
    network_access_policy:
      description: From where it can be exported, V(AllowAll), V(AllowPrivate) or V(DenyAll).
      type: str
    public_network_access:
      description: Whether that can be from public networks, V(Enabled) or V(Disabled).
      type: str
    provisioning_state:
      description: Compute's word for whether it is ready. A restored disk is V(Succeeded).
      type: str
    disk_state:
      description: Whether it is V(Unattached), V(Attached), V(Reserved) or something else.
      type: str
    creation_time:
      description: When it was made, UTC.
      type: str
    created_from:
      description: The ARM id of the snapshot that it was made from, where Compute tells.
      type: str
    attached_to:
      description: The ARM id of the virtual machine that it is attached to.
      type: str
    differences:
      description:
        - How it differs from its source, a setting an entry. All settings are compared but those that two disks never
          have in common, such as name, ids, times, state and what they were made from.
        - Null where the source is gone or can't be read, or where there is no disk yet.
      type: list
      elements: dict
      contains:
        what:
          description:
            - The setting, such as V(encryption_type), V(disk_encryption_set_id), V(azure_disk_encryption),
              V(security_type), V(secure_vm_encryption_set_id), V(network_access_policy), V(public_network_access),
              V(disk_access_id), V(data_access_auth_mode), V(sku), V(tier), V(iops_read_write), V(mbps_read_write),
              V(iops_read_only), V(mbps_read_only), V(bursting), V(performance_plus), V(accelerated_network), V(size_gb),
              V(zones), V(max_shares), V(os_type), V(hyper_v_generation), V(architecture), V(disk_controller_types) or
              V(tags).
            - A setting that is none of these has the name that Azure gives it, in snake case.
          type: str
        source:
          description: The value of the source. Of tags, those that differ.
          type: raw
        restored:
          description: The value of the restored disk. Of tags, those that differ.
          type: raw
        weakens:
          description: What the restored disk has less of because of it, V(protection), V(performance) or V(resilience). Null
            if it is just another one. Less protection is what O(require_same_protection) refuses.
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
  description: Azure's verdict. C(status) is V(passed), V(failed), or V(skipped) where it was not asked. C(elapsed_seconds)
    is how long it took. C(pending_grant) is whether only a role is missing that this run would grant.
  returned: always, once the options are understood
  type: dict
  sample:
    status: passed
    elapsed_seconds: 41.2
    pending_grant: false
job:
  description: The restore's job, as M(azure_dr.backup.backup_job_info) returns it. Null where there is none.
  returned: always, once the options are understood
  type: dict
restores_last_24h:
  description: How many restores of the backup instance the last 24 hours saw, of the ten that Azure allows. Null where
    that is not known.
  returned: always, once the options are understood
  type: int
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
from ..module_utils._ansible.tasks.disk_restore import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
