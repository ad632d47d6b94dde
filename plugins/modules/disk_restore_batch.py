#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: disk_restore_batch
short_description: Restore many Azure managed disks from recovery points
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Restores many managed disks in one task. It uses one login and restores the disks in parallel.
  - List the disks in O(disks). Or select them, for example by virtual machine or by tag, and name the restored disks by
    O(target_disk_name).
  - For each disk, it does the same as M(azure_dr.backup.disk_restore). You can run the same task again in the same way.
  - The module looks up and checks all disks before it sends the first restore.
  - If a disk cannot be restored as you wrote it, the module sends nothing for any disk, whatever O(on_failure) is. The
    task fails and names all such disks. This is the case if nothing protects the source disk, if its name fits several
    disks, or if the recovery point, the target resource group, the region or the subscription does not exist.
  - If the restore of a disk fails, the module still restores the other disks, unless you set O(on_failure=stop). The
    task then fails and returns the results of all disks.
options:
  disks:
    description:
      - The disks to restore. Give this, or select the disks by O(source_disks), O(virtual_machines),
        O(source_resource_groups) or O(tags).
      - An option of a disk overrides the same option of the task.
      - O(disks[].recovery_point_id) overrides O(as_of) of the task, and O(disks[].as_of) overrides O(recovery_point_id)
        of the task.
    type: list
    elements: dict
    suboptions:
      backup_instance:
        description:
          - The name or the ARM id of the backup instance that protects the disk. Give this or O(disks[].source_disk).
          - An ARM id names the vault, too. So one task can restore disks of several vaults and subscriptions.
          - The vault of all other disks is the one in O(vault_name) and O(vault_resource_group).
        type: str
      source_disk:
        description:
          - The name or the ARM id of the protected disk. Give this or O(disks[].backup_instance).
        type: str
      target_disk:
        description:
          - The name or the ARM id of the disk that the restore makes.
          - If you give an ARM id, its resource group and subscription are used.
        type: str
        required: true
      recovery_point_id:
        description:
          - The ID of the recovery point for this disk, see O(recovery_point_id).
        type: str
      as_of:
        description:
          - The time to which to restore this disk, see O(as_of).
        type: str
      max_point_age:
        description:
          - The maximum age of the recovery point of this disk in seconds, see O(max_point_age).
        type: int
      target_resource_group:
        description:
          - The resource group for this disk, see O(target_resource_group).
        type: str
      target_subscription_id:
        description:
          - The subscription for this disk, see O(target_subscription_id).
        type: str
      location:
        description:
          - The region of this disk, see O(location).
        type: str
  target_disk_name:
    description:
      - How to name the disks that a selection restores. The name must contain something that differs from disk to disk.
      - V({disk}) stands for the name of the source disk, and V({vm}) for the name of its virtual machine.
      - V({as_of}) stands for the time in O(as_of) in UTC, such as V(20261122T030000Z), or for the word V(latest).
      - Write single braces. Ansible replaces what stands in double braces.
      - You must set it if you select disks, and you cannot set it together with O(disks).
    type: str
    version_added: 2.0.0
  on_unprotected:
    description:
      - What to do if nothing protects a disk of a selected virtual machine, or a disk that you named in O(source_disks).
      - V(fail) restores nothing. The error names the disks.
      - V(ignore) restores the other disks. The module warns about the disks that it leaves out.
    type: str
    choices:
      - fail
      - ignore
    default: fail
    version_added: 2.0.0
  max_skew:
    description:
      - The maximum number of seconds between the oldest and the newest of the recovery points that are restored. Use it
        if the disks of an application must be from about the same time.
      - If you set it, the module chooses the recovery points of all disks together. It takes one recovery point of each
        disk, none of them after O(as_of), and all of them within this number of seconds. Of all such sets, it takes the
        set whose oldest recovery point is the newest. If there are several, it takes the set with the shortest time
        between its oldest and its newest recovery point.
      - For example, O(max_skew=600) is set. Disk A has recovery points of 02:00 and 03:00. Disk B has recovery points
        of 02:05 and 02:20. The module restores A from 02:00 and B from 02:05, because 03:00 and 02:20 are more than 600
        seconds apart.
      - If there is no such set, the task fails before it sends anything. The error names the set with the shortest time
        between its recovery points.
      - If you do not set it, each disk gets its newest recovery point that is not after O(as_of).
      - The time of a recovery point is up to three minutes later than its snapshot. A value below V(180) is therefore
        not useful, and the module warns about it.
    type: int
  max_parallel:
    description:
      - The maximum number of restores that run at the same time.
      - If you do not set it, the module sends as many as Azure accepts. If Azure answers that there are too many
        requests, the module reduces the number itself.
    type: int
  on_failure:
    description:
      - What to do with the other disks if the restore of one disk fails.
      - V(continue) restores them all the same.
      - V(stop) sends no more restores. The module still waits for the restores that Azure has accepted.
      - A disk that cannot be restored as you wrote it, for example because its source is misspelled, is another case. Then
        the module sends nothing for any disk.
    type: str
    choices:
      - continue
      - stop
    default: continue
  plan_digest:
    description:
      - The digest of the plan that was approved, as check mode returned it in RV(plan_digest). The module then carries out
        this plan. If the plan is another one now, the module sends nothing, and the task fails with C(PlanChanged) and
        says what differs, as far as this can be known.
      - The plan says which target disk is made from which recovery point of which backup instance, with which identity and
        in which region, and for which drill.
      - Give the as_of that check mode returned, and not V(as_of=latest). Otherwise a new recovery point changes the plan.
      - You can run the same task again after a run that ended half-way. A disk that was restored as planned still belongs
        to the plan.
    type: str
    version_added: 2.0.0
  allow_empty:
    description:
      - Whether O(disks) can be an empty list. The task then restores nothing.
      - By default, an empty list is an error, because a computed list can be empty by mistake.
    type: bool
    default: false
    version_added: 2.0.0
  drill:
    description:
      - Restores the disks for a recovery drill. The resource group of each new disk must have the tag C(azure-dr-drill) with
        the value C(allowed).
      - As soon as Azure has made a disk, the module marks it with tags that name the drill, the restore job, the unique ID of
        the disk and the time until which the drill keeps it. The login needs the right C(Microsoft.Resources/tags/write) on
        the resource group.
      - The drill derives the activity IDs of its restores from its ID. By these, a later task with the same O(drill.id) knows
        which restores are its own and attaches to them, and M(azure_dr.backup.drill_cleanup) knows which disks it can delete.
        Disks that something else restored are never accepted.
      - You can't use it together with V(existing_disk=keep) or V(wait=false).
    type: dict
    version_added: 2.0.0
    suboptions:
      id:
        description:
          - The ID of the drill, with 1 to 64 letters, digits, C(_), C(.) and C(-). Use a new one for each drill, such as
            V(erp-2026-w48).
        type: str
        required: true
      time_to_live:
        description:
          - How long the drill keeps its disks, in seconds. Until then, M(azure_dr.backup.drill_cleanup) with
            O(azure_dr.backup.drill_cleanup#module:older_than) leaves them alone.
        type: int
        default: 86400
      reserve_restores:
        description:
          - How many restores of each backup instance the drill must leave for a real recovery. Azure allows ten restores in
            24 hours. If one disk would leave fewer, the module restores none.
        type: int
        default: 3
      window_days:
        description:
          - Restores to a random time within this number of days before O(as_of). V(as_of=latest) then means the start of the
            day (UTC). All disks get the same time, which is returned as RV(as_of).
          - If you do not set it, the disks are restored to O(as_of).
        type: int
      seed:
        description:
          - The text from which the random time is made. The same text and the same O(as_of) give the same time.
          - If you do not set it, O(drill.id) is used.
        type: str
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault_group
  - azure_dr.backup.login
  - azure_dr.backup.selection
  - azure_dr.backup.point
  - azure_dr.backup.target
  - azure_dr.backup.restoring
  - azure_dr.backup.waiting
  - azure_dr.backup.results
attributes:
  check_mode:
    description: In check mode, Azure validates the restore of every disk (validateRestore). The module writes nothing
      and waits for no job.
  diff_mode:
    support: full
seealso:
  - module: azure_dr.backup.disk_restore
  - module: azure_dr.backup.restore_report
"""

EXAMPLES = r"""
- name: Restore all disks of an application from their newest recovery points
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

- name: Show the result of each disk
  ansible.builtin.debug:
    msg: "{{ item.target_disk }} {{ item.outcome }} from {{ item.recovery_point_time }}"
  loop: "{{ restored.restores }}"
  loop_control:
    label: "{{ item.source_disk }}"

- name: Restore two disks from recovery points that are at most ten minutes apart
  azure_dr.backup.disk_restore_batch:
    vault_name: dr-vault
    vault_resource_group: backup
    as_of: "2026-11-22T03:00:00Z"
    max_skew: 600
    target_resource_group: erp-restored
    disks:
      - source_disk: erp-data
        target_disk: erp-data-ten-minutes
      - source_disk: erp-log
        target_disk: erp-log-ten-minutes

- name: Restore all disks of a virtual machine, in whatever vault of the subscription they are protected
  azure_dr.backup.disk_restore_batch:
    virtual_machines:
      - erp
    as_of: latest
    target_resource_group: erp-restored
    target_disk_name: "{vm}-{disk}-copy"

- name: Restore an application by its tag, as it was at a moment
  azure_dr.backup.disk_restore_batch:
    tags:
      application: erp
    as_of: "2026-11-22T03:00:00Z"
    max_skew: 600
    target_resource_group: erp-restored
    target_disk_name: "{disk}-{as_of}"

- name: Find the backup instances of an application, in all vaults of the subscription
  azure_dr.backup.backup_instance_info:
    tags:
      application: erp
  register: found

- name: Restore two of them by their ARM ids, which name their vaults and subscriptions
  azure_dr.backup.disk_restore_batch:
    as_of: "2026-11-22T03:00:00Z"
    target_resource_group: erp-restored
    disks:
      - backup_instance: "{{ found.backup_instances[0].id }}"
        target_disk: first-by-id
      - backup_instance: "{{ found.backup_instances[1].id }}"
        target_disk: second-by-id

- name: See what would be restored
  azure_dr.backup.disk_restore_batch:
    vault_name: dr-vault
    vault_resource_group: backup
    as_of: latest
    target_resource_group: erp-restored
    disks:
      - source_disk: erp-data
        target_disk: erp-data-approved
  check_mode: true
  register: plan

- name: Restore exactly what was planned
  azure_dr.backup.disk_restore_batch:
    vault_name: dr-vault
    vault_resource_group: backup
    as_of: "{{ plan.as_of }}"
    plan_digest: "{{ plan.plan_digest }}"
    target_resource_group: erp-restored
    disks:
      - source_disk: erp-data
        target_disk: erp-data-approved

- name: Restore the disks of a drill to a random time of the last week
  azure_dr.backup.disk_restore_batch:
    vault_name: dr-vault
    vault_resource_group: backup
    as_of: latest
    target_resource_group: erp-drill
    drill:
      id: erp-2026-w48
      window_days: 7
    disks:
      - source_disk: erp-os
        target_disk: erp-os-drill
      - source_disk: erp-data
        target_disk: erp-data-drill
"""

RETURN = r"""
restores:
  description: The result of each disk, in the order of O(disks).
  returned: always, unless the task fails before its first request to Azure Backup
  type: list
  elements: dict
  contains:
    target_disk:
      description: The ARM id of the disk that the restore makes.
      type: str
    vault_id:
      description: The ARM id of the vault.
      type: str
    backup_instance:
      description: The name of the backup instance.
      type: str
    source_disk:
      description: The name of the protected disk.
      type: str
    recovery_point_id:
      description:
        - The ID of the recovery point that the disk was restored from, or will be restored from.
        - If the module found the disk or attached to a running restore, this is the recovery point of the restore job.
          This can be another recovery point than O(as_of) would choose now. It is null if no job names it.
      type: str
    recovery_point_time:
      description:
        - When Azure finished this recovery point, in UTC.
        - If you name recovery points by their ID and set O(validate=false), the module reads the time only if it needs it
          for O(max_skew) or O(max_point_age).
      type: str
    job_id:
      description: The name of the restore job. Null if there is none.
      type: str
    outcome:
      description:
        - What happened to the disk. See RV(azure_dr.backup.disk_restore#module:action) for V(restored), V(started),
          V(attached), V(unchanged), V(kept) and V(would_restore).
        - V(failed) means that the restore failed.
        - V(running) means that O(wait_timeout) was over before the restore had ended.
        - V(not_sent) means that the module sent no restore for this disk.
        - V(outcome_unknown) means that the module sent a restore and cannot find out what happened to it.
      type: str
    changed:
      description: Whether this task sent a restore for this disk, or would send one in check mode.
      type: bool
    elapsed_seconds:
      description: How long the disk took, in seconds.
      type: float
    job_seconds:
      description: How long the restore job took, in seconds, as Azure reports it.
      type: float
    size_gb:
      description: The size of the restored disk in GiB.
      type: int
    phases:
      description:
        - When each phase started and ended, in seconds since RV(started_at).
        - There are five phases in this order, the validation, the operation, the job, the verification, and the wait
          for rights on the target resource group.
        - Each phase is a list of its start and its end. It is null if the phase did not take place.
      type: list
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
    - target_disk: /subscriptions/.../resourceGroups/erp-restored/providers/Microsoft.Compute/disks/erp-os-restored
      vault_id: /subscriptions/.../resourceGroups/backup/providers/Microsoft.DataProtection/backupVaults/dr-vault
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
  description: Why disks were not restored. There is one entry for each cause. The list is empty if all disks were
    restored.
  returned: always, unless the task fails before its first request to Azure Backup
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
    target_disks:
      description: The ARM ids of the disks with this cause.
      type: list
      elements: str
as_of:
  description:
    - The time that O(as_of) meant, in UTC. It is null if there is none, or if it is not the same for all disks.
    - If you used V(latest) and run the task again for the same restore, give this time instead of V(latest).
  returned: always, unless the task fails before its first request to Azure Backup
  type: str
  sample: "2026-11-22T03:11:07Z"
plan_digest:
  description:
    - The digest (SHA-256) of the plan, for O(plan_digest). It is the same in check mode, in the real run, and if the task
      runs again.
    - Null if at least one disk cannot be restored. The error of this disk says why.
  returned: always, unless the task fails before its first request to Azure Backup
  type: str
  sample: 5f0c2b8c2d9a4a5e0d6f7b1e8c3a9d4f6b2e7c1a0d5f8b3e9c4a7d2f6b1e8c3a
results_file:
  description: The path of the file with the whole result. Null if there is none.
  returned: always, unless the task fails before its first request to Azure Backup
  type: str
  sample: /runner/artifacts/results.json
results_file_sha256:
  description: The SHA-256 of this file. It shows later that the file is the one that the task wrote. Null if there is none.
  returned: always, unless the task fails before its first request to Azure Backup
  type: str
  sample: 9b74c9897bac770ffc029102a200c5de06b1c5a3d8f6e2f4a7c0d1b2e3f40516
skew_seconds:
  description:
    - The number of seconds between the oldest and the newest RV(restores[].recovery_point_time).
    - Null if the time of a recovery point is not known.
  returned: always, unless the task fails before its first request to Azure Backup
  type: float
  sample: 241.5
rpo_seconds:
  description:
    - The number of seconds between the oldest RV(restores[].recovery_point_time) and the time that O(as_of) meant. At
      most the data of this time is lost.
    - Null if no disk has O(as_of), or if the time of the recovery point of a disk with O(as_of) is not known.
  returned: always, unless the task fails before its first request to Azure Backup
  type: float
  sample: 18251.5
summary:
  description: The number of disks, and how many of them have each RV(restores[].outcome).
  returned: always, unless the task fails before its first request to Azure Backup
  type: dict
  contains:
    total:
      description: The number of all disks.
      type: int
    restored:
      description: The number of disks with the outcome V(restored).
      type: int
    started:
      description: The number of disks with the outcome V(started).
      type: int
    attached:
      description: The number of disks with the outcome V(attached).
      type: int
    unchanged:
      description: The number of disks with the outcome V(unchanged).
      type: int
    kept:
      description: The number of disks with the outcome V(kept).
      type: int
    would_restore:
      description: The number of disks with the outcome V(would_restore).
      type: int
    failed:
      description: The number of disks with the outcome V(failed).
      type: int
    running:
      description: The number of disks with the outcome V(running).
      type: int
    not_sent:
      description: The number of disks with the outcome V(not_sent).
      type: int
    outcome_unknown:
      description: The number of disks with the outcome V(outcome_unknown).
      type: int
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
login:
  description:
    - Which identity was logged in to Azure, as the access token says.
    - V(null) if the module got no token or if the token does not say it. The module never returns the token itself.
  returned: always, unless the task fails before its first request to Azure Backup
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
vault_id:
  description: The ARM ID of the vault. Null if there are several. See RV(restores[].vault_id).
  returned: always, unless the task fails before its first request to Azure Backup
  type: str
  sample: /subscriptions/.../resourceGroups/backup/providers/Microsoft.DataProtection/backupVaults/dr-vault
locations:
  description: The regions of the disks that the module restored or found.
  returned: always, unless the task fails before its first request to Azure Backup
  type: list
  elements: str
  sample: [westeurope]
source_disks:
  description: The disks that the backup instances protect.
  returned: always, unless the task fails before its first request to Azure Backup
  type: list
  elements: dict
  contains:
    vault_id:
      description: The ARM ID of the vault.
      returned: success
      type: str
      sample: /subscriptions/.../resourceGroups/backup/providers/Microsoft.DataProtection/backupVaults/dr-vault
    backup_instance:
      description: The name of the backup instance.
      returned: success
      type: str
      sample: erp-os-erp-os-3b8a2c57-4f5e-4a54-8a70-9d1f6f3e2b01
    source_disk_id:
      description: The ARM ID of the disk that it protects.
      returned: success
      type: str
      sample: /subscriptions/.../resourceGroups/erp-prod/providers/Microsoft.Compute/disks/erp-os
started_at:
  description: When the task started, in UTC, by Azure's clock.
  returned: always, unless the task fails before its first request to Azure Backup
  type: str
  sample: "2026-11-22T03:11:05.301207Z"
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
from ..module_utils._ansible.tasks.disk_restore_batch import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
