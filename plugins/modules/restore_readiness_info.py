#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: restore_readiness_info
short_description: Check whether disks could be restored tonight
version_added: 2.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Judges for each protected disk whether Azure Backup could restore it now, and finds the disks that nothing protects.
  - It only reads. Check mode sends the same requests.
  - Each finding has a code, a severity, a message and a remedy, which is a command or a setting. The result is not
    ready if there is a finding with the severity V(error).
  - What Azure does not show to this login is never reported as missing. It is a warning.
  - It returns the recovery map, which shows which disk is at which LUN of which virtual machine, and what is needed to
    build the virtual machine again. Keep it where you can read it when Azure or the virtual machine is gone.
  - "The codes, in the order of what they cost on the night of the restore: V(no_point), V(unprotected_disk),
    V(snapshot_missing), V(vault_identity_missing), V(role_missing_target), V(cross_subscription_off), V(resource_guard),
    V(region_or_zone), V(protection_error) and V(point_too_old) are errors. V(point_unknown), V(point_expiring),
    V(budget_low), V(role_missing_snapshot_group), V(last_backup_failed), V(protection_stopped), V(skew_too_large),
    V(source_disk_gone), V(ultra_or_premiumv2_limits) and V(proof_too_old) are warnings. V(never_proven) is for your
    information."
  - The playbook C(azure_dr.backup.check_readiness) runs this module, writes a report, and can fail.
options:
  depth:
    description:
      - With V(quick), the module asks Azure Resource Graph, and reads each vault once. Resource Graph often does not
        know the newest recovery point. The module then takes the newest backup job that has completed.
      - With V(thorough), the module also reads the recovery points of each disk whose newest recovery point Resource
        Graph does not know, and looks for each disk that Resource Graph does not show. That is one request for each of
        these disks.
    type: str
    choices: [quick, thorough]
    default: quick
  rpo_target:
    description:
      - The age that the newest recovery point can have, in seconds. An older one is the finding V(point_too_old).
      - If you do not set it, the age is not judged.
    type: int
  expires_within:
    description:
      - A newest recovery point that expires within this time, in seconds, is the finding V(point_expiring).
    type: int
    default: 86400
  target_resource_group:
    description:
      - The name of the resource group into which you would restore. The module then judges whether the vault's identity
        has the role Disk Restore Operator there.
    type: str
  target_subscription_id:
    description:
      - The ID of the subscription into which you would restore. The default is the subscription of the vault.
    type: str
  application_tag:
    description:
      - The name of the tag whose value is the name of the application. It can be a tag of the disk or of its virtual
        machine. The module then judges the disks of each application together.
    type: str
  max_skew:
    description:
      - The time, in seconds, that the newest recovery points of the disks of an application can lie apart. More is the
        finding V(skew_too_large). It needs O(application_tag).
    type: int
  evidence_dir:
    description:
      - A folder with the JSON files of reports that M(azure_dr.backup.restore_report) wrote. A restore in one of them
        proves that a disk can be restored. A drill proves it only if all of its disks were restored and all of its checks
        passed.
      - A report that was changed since its run wrote it proves nothing, nor does one whose time is in the future.
      - If you set it, the module returns the last proof of each disk. Without a proof, or if the proof is older than a
        year, there is a finding.
    type: path
  ignore:
    description:
      - Codes of findings that you accept. The module does not return these findings.
    type: list
    elements: str
    choices:
      - no_point
      - unprotected_disk
      - snapshot_missing
      - vault_identity_missing
      - role_missing_target
      - cross_subscription_off
      - resource_guard
      - region_or_zone
      - protection_error
      - point_too_old
      - point_unknown
      - point_expiring
      - budget_low
      - role_missing_snapshot_group
      - last_backup_failed
      - protection_stopped
      - skew_too_large
      - source_disk_gone
      - ultra_or_premiumv2_limits
      - proof_too_old
      - never_proven
    default: []
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault_group
  - azure_dr.backup.login
  - azure_dr.backup.selection
  - azure_dr.backup.results
seealso:
  - module: azure_dr.backup.backup_instance_info
  - module: azure_dr.backup.restore_report
"""

EXAMPLES = r"""
- name: Check the disks of all vaults of the subscription
  azure_dr.backup.restore_readiness_info:
    rpo_target: 90000
  register: readiness

- name: Show what to mend
  ansible.builtin.debug:
    msg: "{{ readiness.disks | rejectattr('ready') | map(attribute='findings') | flatten }}"

- name: Check an application before a change, and the role on the group to restore into
  azure_dr.backup.restore_readiness_info:
    vault_name: dr-vault
    vault_resource_group: backup
    virtual_machines:
      - erp
    application_tag: application
    max_skew: 600
    target_resource_group: erp-restored
    depth: thorough
"""

RETURN = r"""
ready:
  description: Whether all selected disks could be restored, as far as the login can see. It is false if there is a
    finding with the severity V(error).
  returned: success
  type: bool
  sample: false
depth:
  description: The depth of the check.
  returned: success
  type: str
  sample: quick
judged_at:
  description: The time of the check, by Azure's clock.
  returned: success
  type: str
  sample: "2026-11-26T09:00:00Z"
rpo_target:
  description: The value of O(rpo_target). If it is null, the age of the recovery points was not judged.
  returned: success
  type: float
  sample: 90000
login:
  description:
    - Which identity was logged in to Azure, as the access token says.
    - V(null) if the token does not say it. The module never returns the token itself.
  returned: success
  type: dict
  contains:
    kind:
      description: V(application), V(managed_identity) or V(user).
      type: str
      sample: application
    object_id:
      description: The object ID of the identity in Microsoft Entra ID.
      type: str
      sample: 42377822-3ccd-4c9d-a8b8-52cf4a9d9a0b
    application_id:
      description: The ID of the application that the identity used.
      type: str
      sample: 5f8a3c1e-6b7d-4e2a-9c0f-1d2e3f4a5b6c
    tenant_id:
      description: The ID of the tenant.
      type: str
      sample: 0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d
target_resource_group:
  description: The value of O(target_resource_group). If it is null, the role on it was not judged.
  returned: success
  type: str
  sample: erp-restored
summary:
  description: The figures of all disks.
  returned: success
  type: dict
  contains:
    disks:
      description: The number of selected disks, protected or not.
      type: int
    protected:
      description: The number of disks that a backup instance protects.
      type: int
    unprotected:
      description: The number of disks that nothing protects.
      type: int
    ready:
      description: The number of protected disks without an error.
      type: int
    proven:
      description: The number of protected disks that a report of the last RV(summary.proven_within_days) days in
        O(evidence_dir) proves. Null without O(evidence_dir).
      type: int
    proven_within_days:
      description: How many days a proof counts, 365. Null without O(evidence_dir).
      type: int
    errors:
      description: The number of findings with the severity V(error).
      type: int
    warnings:
      description: The number of findings with the severity V(warning).
      type: int
    infos:
      description: The number of findings with the severity V(info).
      type: int
    codes:
      description: The number of findings for each code, the most costly code first.
      type: dict
      contains:
        no_point:
          description: The number of findings with this code.
          type: int
        unprotected_disk:
          description: The number of findings with this code.
          type: int
        snapshot_missing:
          description: The number of findings with this code.
          type: int
        vault_identity_missing:
          description: The number of findings with this code.
          type: int
        role_missing_target:
          description: The number of findings with this code.
          type: int
        cross_subscription_off:
          description: The number of findings with this code.
          type: int
        resource_guard:
          description: The number of findings with this code.
          type: int
        region_or_zone:
          description: The number of findings with this code.
          type: int
        protection_error:
          description: The number of findings with this code.
          type: int
        point_too_old:
          description: The number of findings with this code.
          type: int
        point_unknown:
          description: The number of findings with this code.
          type: int
        point_expiring:
          description: The number of findings with this code.
          type: int
        budget_low:
          description: The number of findings with this code.
          type: int
        role_missing_snapshot_group:
          description: The number of findings with this code.
          type: int
        last_backup_failed:
          description: The number of findings with this code.
          type: int
        protection_stopped:
          description: The number of findings with this code.
          type: int
        skew_too_large:
          description: The number of findings with this code.
          type: int
        source_disk_gone:
          description: The number of findings with this code.
          type: int
        ultra_or_premiumv2_limits:
          description: The number of findings with this code.
          type: int
        proof_too_old:
          description: The number of findings with this code.
          type: int
        never_proven:
          description: The number of findings with this code.
          type: int
  sample:
    disks: 4
    protected: 3
    unprotected: 1
    ready: 2
    proven: null
    proven_within_days: null
    errors: 2
    warnings: 0
    infos: 0
    codes:
      no_point: 1
      unprotected_disk: 1
      snapshot_missing: 0
disks:
  description: The protected disks, sorted by virtual machine. A disk with two backup instances is there twice.
  returned: success
  type: list
  elements: dict
  contains:
    disk:
      description: The name of the disk.
      type: str
    disk_id:
      description: The ARM id of the disk.
      type: str
    backup_instance_id:
      description: The ARM id of the backup instance.
      type: str
    virtual_machine:
      description: The ARM id of the virtual machine that the disk belongs to. Null if there is none.
      type: str
    ready:
      description: Whether the disk has no finding with the severity V(error).
      type: bool
    newest_point:
      description: The time of the newest recovery point. Null if it is unknown, or if there is none.
      type: str
    oldest_point:
      description: The time of the oldest recovery point. Null if it is unknown.
      type: str
    restores_last_24h:
      description: The number of restores that began in the last 24 hours. Azure allows 10. Null if it is unknown.
      type: int
    last_proof:
      description: The time of the last report in O(evidence_dir) that proves a restore of the disk.
      type: str
    last_proof_report:
      description: The name of that report's JSON file.
      type: str
    findings:
      description: What was found, errors first.
      type: list
      elements: dict
      contains:
        code:
          description: The code of the finding.
          type: str
        severity:
          description: V(error), V(warning) or V(info).
          type: str
        message:
          description: What was found.
          type: str
        remedy:
          description: The command or the setting that mends it.
          type: str
  sample:
    - disk: erp-data
      disk_id: /subscriptions/.../resourceGroups/erp-prod/providers/Microsoft.Compute/disks/erp-data
      backup_instance_id: /subscriptions/.../backupVaults/dr-vault/backupInstances/erp-data-erp-data-0e3f1a52-8d0f-4c1e-9d43-5b1b8a4a1f10
      virtual_machine: /subscriptions/.../resourceGroups/erp-prod/providers/Microsoft.Compute/virtualMachines/erp
      ready: false
      newest_point: null
      oldest_point: null
      restores_last_24h: 0
      last_proof: null
      last_proof_report: null
      findings:
        - code: no_point
          severity: error
          message: "The backup instance has no recovery point that can be used: there is nothing to restore from."
          remedy: "Run azure_dr.backup.disk_backup with source_disks: [erp-data], or wait for the first backup of the policy."
unprotected_disks:
  description: The selected disks that nothing protects.
  returned: success
  type: list
  elements: dict
  contains:
    disk:
      description: The name of the disk.
      type: str
    disk_id:
      description: The ARM id of the disk.
      type: str
    virtual_machine:
      description: The ARM id of the virtual machine that the disk belongs to. Null if there is none.
      type: str
    size_gb:
      description: The size of the disk in GiB. Null if it is unknown.
      type: int
    findings:
      description: What was found.
      type: list
      elements: dict
      contains:
        code:
          description: The code of the finding.
          type: str
        severity:
          description: V(error), or V(warning) if the module could not see whether another vault protects the disk.
          type: str
        message:
          description: What was found.
          type: str
        remedy:
          description: The command or the setting that mends it.
          type: str
applications:
  description: The applications, sorted by name. The list is empty without O(application_tag).
  returned: success
  type: list
  elements: dict
  contains:
    application:
      description: The value of the tag.
      type: str
    ready:
      description: Whether all disks of the application are ready.
      type: bool
    disks:
      description: The number of its disks.
      type: int
    unprotected:
      description: The number of its disks that nothing protects.
      type: int
    newest_point:
      description: The newest of the newest recovery points of its disks.
      type: str
    oldest_point:
      description: The oldest of the newest recovery points of its disks.
      type: str
    skew_seconds:
      description: How far these two lie apart. Null if the newest recovery point of a disk is unknown.
      type: float
    findings:
      description: What was found about the application.
      type: list
      elements: dict
      contains:
        code:
          description: The code of the finding.
          type: str
        severity:
          description: V(error), V(warning) or V(info).
          type: str
        message:
          description: What was found.
          type: str
        remedy:
          description: The command or the setting that mends it.
          type: str
unknown:
  description: What the module could not see, in sentences. They are warnings of the task, too.
  returned: success
  type: list
  elements: str
  sample:
    - "This login does not see the subscription 11111111-2222-3333-4444-555555555555: what is in it is unknown."
results_file:
  description: The path of the file with the whole result. Null if there is none.
  returned: success
  type: str
  sample: /runner/artifacts/results.json
results_file_sha256:
  description: The SHA-256 of this file. It shows later that the file is the one that the task wrote. Null if there is none.
  returned: success
  type: str
  sample: 9b74c9897bac770ffc029102a200c5de06b1c5a3d8f6e2f4a7c0d1b2e3f40516
recovery_map:
  description:
    - Which disk is at which LUN of which virtual machine, and what is needed to build the virtual machine again.
    - The option O(recovery_map) reads it back, as this value or as a JSON file.
    - Null if O(results_file) is set. The file has it then, and the option O(recovery_map) reads that file.
  returned: success
  type: dict
  contains:
    version:
      description: The version of the map.
      type: int
    virtual_machines:
      description: The virtual machines that have selected disks, sorted by their ids.
      type: list
      elements: dict
      contains:
        id:
          description: The ARM id of the virtual machine.
          type: str
        name:
          description: The name of the virtual machine.
          type: str
        region:
          description: The region of the virtual machine.
          type: str
        zone:
          description: The availability zone of the virtual machine. Null if there is none.
          type: str
        size:
          description: The size of the virtual machine, such as V(Standard_D4s_v5).
          type: str
        os_type:
          description: V(Linux) or V(Windows).
          type: str
        security_profile:
          description: How the virtual machine is guarded. Null if it has no security profile.
          type: dict
          contains:
            type:
              description: The security type, such as V(TrustedLaunch).
              type: str
            secure_boot:
              description: Whether secure boot is on.
              type: bool
            vtpm:
              description: Whether the virtual TPM is on.
              type: bool
            encryption_at_host:
              description: Whether encryption at host is on.
              type: bool
        controller:
          description: The disk controller, V(SCSI) or V(NVMe).
          type: str
        licence:
          description: The licence type.
          type: str
        tags:
          description: The tags of the virtual machine.
          type: dict
        network_interfaces:
          description: The network interfaces.
          type: list
          elements: dict
          contains:
            id:
              description: The ARM id of the network interface.
              type: str
            subnet_ids:
              description: The ARM ids of its subnets. The list is empty if they are unknown.
              type: list
              elements: str
            network_security_group_id:
              description: The ARM id of its network security group.
              type: str
            accelerated:
              description: Whether accelerated networking is on. Null if it is unknown.
              type: bool
        disks:
          description: The disks, the OS disk first, then by LUN.
          type: list
          elements: dict
          contains:
            id:
              description: The ARM id of the disk.
              type: str
            name:
              description: The name of the disk.
              type: str
            role:
              description: V(os) or V(data).
              type: str
            lun:
              description: The LUN. Null for the OS disk.
              type: int
            caching:
              description: The host caching.
              type: str
            write_accelerator:
              description: Whether the write accelerator is on.
              type: bool
            delete_option:
              description: What happens to the disk if the virtual machine is deleted.
              type: str
            size_gb:
              description: The size of the disk in GiB.
              type: float
            sku:
              description: The SKU of the disk.
              type: str
            tags:
              description: The tags of the disk.
              type: dict
            backup_instance_id:
              description: The ARM id of the backup instance. Null if there is none, or if there are several.
              type: str
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
from ..module_utils._ansible.tasks.restore_readiness_info import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
