#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: restore_report
short_description: Write a report on a restore or on a check of readiness, or attest a report
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Takes what M(azure_dr.backup.disk_restore_batch) returned, for a successful run and for a failed run.
  - Compares the age of the oldest recovery point with your recovery point objective (RPO), and the time of the restore
    with your recovery time objective (RTO).
  - Or takes what M(azure_dr.backup.restore_readiness_info) returned, and reports what to mend before a restore.
  - Writes a report as a JSON file and as one HTML page. The page needs no other files. A third file, the seal, has the SHA-256 of
    both.
  - Or attests a report that was written before. The attestation is a new file that names the SHA-256 of what it seals.
  - The module makes no network connection and needs no login.
  - The report contains only what R(its documentation,ansible_collections.azure_dr.backup.docsite.report) lists. It
    contains no secrets and no signed URLs.
options:
  outcome:
    description:
      - What M(azure_dr.backup.disk_restore_batch) returned. Give exactly one of this, O(readiness) and O(attest).
      - If the run failed before the module looked at any disk, the result has no C(restores). The report accepts such a
        result too.
      - Any other value is refused.
    type: dict
  readiness:
    description:
      - What M(azure_dr.backup.restore_readiness_info) returned. Of the other options, only O(directory), O(run) and
        O(write_in_check_mode) apply to it.
    type: dict
    version_added: 2.0.0
  attest:
    description:
      - What you say of the report in O(report), after you have read it. The module writes it into new files beside the report,
        or into O(directory). Several people can attest the same report, each in files of their own.
      - If a file of the report was changed since its run wrote it, the module refuses and writes nothing.
      - The module does not check who you are. The attestation shows the user of the process, and the AWX user.
      - Of the other options, only O(report), O(directory), O(run) and O(write_in_check_mode) apply to it.
    type: dict
    version_added: 2.0.0
    suboptions:
      name:
        description: Your name.
        type: str
        required: true
      role:
        description: The role in which you attest the report.
        type: str
        required: true
      statement:
        description: What you attest.
        type: str
        required: true
  report:
    description:
      - The path of the JSON file of the report to attest. Its seal and its page must be in the same folder.
      - It is required with O(attest).
    type: path
    version_added: 2.0.0
  directory:
    description:
      - The folder for the report. If it does not exist, the module makes it with mode C(0750).
      - Each report has its own three files with mode C(0640). The module never overwrites a file.
      - If you do not set it, the module writes no files and only returns RV(verdict) and RV(told). An attestation is then written
        beside the report.
    type: path
  rpo_target:
    description:
      - The maximum age of the oldest recovery point in seconds. The age is counted back from the time that
        O(azure_dr.backup.disk_restore_batch#module:as_of) meant, or from the start of the run if there is no such time.
      - If you do not set it, there is no RPO target.
    type: int
  rto_target:
    description:
      - The maximum time in seconds from the first request until the last disk is verified. With O(virtual_machines), from the
        start of the role until the last machine is on its restored disks.
      - If you do not set it, there is no RTO target.
    type: int
  drill:
    description:
      - Whether the disks were restored for a drill, to be deleted again. Only then the report has the commands that delete
        them, since beside the disks of a real recovery they would be a trap.
    type: bool
    default: false
    version_added: 2.0.0
  evidence:
    description:
      - What a recovery drill proves besides its restores. The role P(azure_dr.backup.recovery_drill#role) passes it on.
    type: dict
    version_added: 2.0.0
    suboptions:
      test_id:
        description: The ID of the drill.
        type: str
      scenario:
        description: What the drill rehearses.
        type: str
      reference:
        description: The reference of the drill in your own records.
        type: str
      owner:
        description: Who corrects the deficiencies.
        type: str
      restored:
        description: The verdict on the restores.
        type: str
      validated:
        description: The verdict on the checks.
        type: str
      cleaned_up:
        description: The verdict on the clean-up.
        type: str
      checks:
        description: The checks of the restored disks.
        type: list
        elements: dict
        suboptions:
          name:
            description: What was checked.
            type: str
          result:
            description: The result of the check.
            type: str
          by:
            description: Who or what checked it.
            type: str
          began_at:
            description: When the check began.
            type: str
          ended_at:
            description: When the check ended.
            type: str
          why:
            description: Why it failed.
            type: str
      not_checked:
        description: The names of the checks that the drill could have made and did not make.
        type: list
        elements: str
      virtual_machines:
        description: The virtual machines that were made of the restored disks.
        type: list
        elements: dict
        suboptions:
          name:
            description: The name of the virtual machine.
            type: str
          of:
            description: The ARM id of the virtual machine that the disks were backed up from.
            type: str
          started:
            description: V(yes) if its agent was ready in time.
            type: str
          deleted:
            description: V(yes) if it was deleted again, V(no) if it may stay, V(not made) if the drill did not make it.
            type: str
      deficiencies:
        description: What the drill found to be wrong.
        type: list
        elements: str
      deleted:
        description: The disks that were deleted, as M(azure_dr.backup.drill_cleanup) returns them.
        type: list
        elements: dict
      kept:
        description: The disks of the drill that stay, as M(azure_dr.backup.drill_cleanup) returns them.
        type: list
        elements: dict
      protected_disks:
        description:
          - The ARM ids of all disks that are protected. The report then says how many of them were proven in the last 365
            days, by this drill and by the reports in O(directory).
        type: list
        elements: str
  write_in_check_mode:
    description:
      - Whether to write the report in check mode too. The report then shows what Azure validated. It changes no
        restored disk.
    type: bool
    default: false
  allow_empty:
    description:
      - Whether O(outcome) can have no disks.
      - By default, this is an error, because nothing was restored and there is no success to report.
    type: bool
    default: false
    version_added: 2.0.0
  left_over:
    description:
      - The role assignments that the run made and did not remove. The role P(azure_dr.backup.restore_disks#role) passes
        them on.
    type: list
    elements: dict
    default: []
    version_added: 2.0.0
    suboptions:
      role:
        description: The name of the role.
        type: str
      principal_id:
        description: The object ID of the identity that has the role.
        type: str
      scope:
        description: The ARM id of the resource group that the identity has the role on.
        type: str
      assignment_id:
        description: The ARM id of the role assignment.
        type: str
      why:
        description: Why the run did not remove it.
        type: str
      remedy:
        description: How to remove it.
        type: str
      locks:
        description: The ARM ids of the management locks that prevent its removal.
        type: list
        elements: str
  virtual_machines:
    description:
      - The virtual machines that run on the restored disks, as the role P(azure_dr.backup.recover_vms#role) lists them in
        C(recover_vms_machines).
    type: list
    elements: dict
    default: []
    version_added: 2.0.0
  run:
    description:
      - Who ran the restore, and where.
      - What you do not set is taken from the run and from the variables of AWX, if it is known there. The report shows
        anything else as not known.
    type: dict
    default: {}
    suboptions:
      user:
        description: The person who ran it. If you do not set it, the user of the process that runs the playbook is used.
        type: str
      approved_by:
        description: The person who approved it. AWX does not tell this to its jobs.
        type: str
      host:
        description: The machine that it ran on. If you do not set it, the machine of the process is used.
        type: str
      inventory_hostname:
        description: The host in the inventory. If you do not set it, the host of the task is used.
        type: str
      playbook:
        description: The name of the play or the playbook. If you do not set it, the name of the play is used.
        type: str
      ansible_version:
        description: The version of ansible-core. If you do not set it, the version that runs the playbook is used.
        type: str
      vault_name:
        description: The name of the Backup vault.
        type: str
      vault_resource_group:
        description: The resource group of the vault.
        type: str
      awx_user_name:
        description: The name of the AWX user who started the job. AWX sets a variable with this name.
        type: str
      awx_job_id:
        description: The ID of the AWX job. AWX sets a variable with this name.
        type: str
      awx_job_launch_type:
        description: How the AWX job was started. AWX sets a variable with this name.
        type: str
      awx_job_template_id:
        description: The ID of the job template. AWX sets a variable with this name.
        type: str
      awx_job_template_name:
        description: The name of the job template. AWX sets a variable with this name.
        type: str
      awx_workflow_job_id:
        description: The ID of the workflow job. AWX sets a variable with this name.
        type: str
      awx_workflow_job_name:
        description: The name of the workflow job. AWX sets a variable with this name.
        type: str
      awx_schedule_id:
        description: The ID of the schedule. AWX sets a variable with this name.
        type: str
      awx_schedule_name:
        description: The name of the schedule. AWX sets a variable with this name.
        type: str
      awx_inventory_name:
        description: The name of the inventory in AWX. AWX sets a variable with this name.
        type: str
      awx_project_revision:
        description: The revision of the project. AWX sets a variable with this name.
        type: str
      awx_execution_node:
        description: The node that AWX ran the job on. AWX sets a variable with this name.
        type: str
attributes:
  check_mode:
    description: Returns what the module would write. It writes files only with O(write_in_check_mode).
    support: full
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff
      mode.
    support: none
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no
      change. Each run writes its own report.
    support: none
  async:
    description: Can be run with the C(async) property of a task.
    support: full
seealso:
  - module: azure_dr.backup.disk_restore_batch
  - module: azure_dr.backup.restore_readiness_info
"""

EXAMPLES = r"""
- name: Restore an application and report on it
  block:
    - name: Restore the disks
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
      register: restored
  always:
    - name: Write the report, even if the restore failed
      azure_dr.backup.restore_report:
        outcome: "{{ restored }}"
        directory: /var/lib/dr-reports
        rpo_target: 14400
        rto_target: 3600
        run:
          vault_name: dr-vault
          approved_by: Ada Lovelace
      register: report

- name: Report on a check of readiness
  block:
    - name: Check the disks of the subscription
      azure_dr.backup.restore_readiness_info:
      register: checked

    - name: Write the report
      azure_dr.backup.restore_report:
        readiness: "{{ checked }}"
        directory: /var/lib/dr-reports

- name: Attest the report of a drill
  azure_dr.backup.restore_report:
    report: "{{ report.report.json.path }}"
    attest:
      name: Ada Lovelace
      role: Head of operations
      statement: I have read the report. The drill covers what it was to cover.
"""

RETURN = r"""
report:
  description: The files of the report or of the attestation. Null if you did not set O(directory) for a report.
  returned: success
  type: dict
  contains:
    json:
      description: The report for programs.
      type: dict
      contains:
        path:
          description: The path of the file.
          type: str
        sha256:
          description: The SHA-256 of the content of the file.
          type: str
    html:
      description: The report for people. It contains the SHA-256 of the JSON file.
      type: dict
      contains:
        path:
          description: The path of the file.
          type: str
        sha256:
          description: The SHA-256 of the content of the file.
          type: str
    seal:
      description: The SHA-256 of both files, in the format of C(sha256sum).
      type: dict
      version_added: 2.0.0
      contains:
        path:
          description: The path of the file.
          type: str
        sha256:
          description: The SHA-256 of the content of the file.
          type: str
  sample:
    json:
      path: /var/lib/dr-reports/restore-20261122T031107Z-5f0c7a1e.json
      sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    html:
      path: /var/lib/dr-reports/restore-20261122T031107Z-5f0c7a1e.html
      sha256: 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
    seal:
      path: /var/lib/dr-reports/restore-20261122T031107Z-5f0c7a1e.sha256
      sha256: 4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce
verdict:
  description: How the run ended, and whether it met its targets.
  returned: always, unless an option is refused
  type: dict
  contains:
    result:
      description:
        - V(succeeded) means that all disks are restored.
        - V(under_way) means that the run did not wait, and restores are still running.
        - V(failed) means that the run failed, or that a disk is not restored, or that it is not known what happened to
          a disk.
        - V(empty) means that there were no disks to restore.
        - V(validated) and V(nothing_validated) are for check mode. V(nothing_validated) means that all disks existed
          already, so that Azure validated none of them.
        - V(ready) and V(not_ready) are for O(readiness), and V(attested) is for O(attest).
      type: str
    check_mode:
      description: Whether the run was in check mode.
      type: bool
    disks:
      description: The number of disks.
      type: int
    disks_missing:
      description: The number of disks that are not restored. In check mode and for O(readiness), the number of disks
        that could not be restored. Null for O(attest).
      type: int
    rpo:
      description: V(met), V(missed), or V(unknown). Null if there is no RPO target.
      type: str
    rpo_seconds:
      description: The age of the oldest recovery point in seconds. Null if it is not known.
      type: float
    rpo_target_seconds:
      description: The value of O(rpo_target).
      type: int
    rto:
      description: V(met), V(missed), or V(unknown). Null if there is no RTO target.
      type: str
    rto_seconds:
      description: The time of the restore in seconds. Null if it is not known.
      type: float
    rto_target_seconds:
      description: The value of O(rto_target).
      type: int
  sample:
    result: succeeded
    check_mode: false
    disks: 3
    disks_missing: 0
    rpo: met
    rpo_seconds: 4089.5
    rpo_target_seconds: 14400
    rto: met
    rto_seconds: 274.318
    rto_target_seconds: 3600
told:
  description:
    - How the run ended, in lines for people.
    - If the run failed, the lines say what is still running, what is lost, and what to run next.
  returned: always, unless an option is refused
  type: list
  elements: str
  sample:
    - All 3 disks are restored
    - "Report: /var/lib/dr-reports/restore-20261122T031107Z-5f0c7a1e.html"
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
      description: The errors that are nested in this error. This module returns none.
      type: list
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
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.restore_report import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
