#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: restore_report
short_description: Judge a restore of disks against its targets, and write a report of it
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Takes what M(azure_dr.backup.disk_restore_batch) returned, also when it failed, judges how much was lost (RPO) and how long
    it took (RTO), and writes a report of it as a JSON file and as one HTML page that needs nothing else.
  - It speaks to nobody. It needs no login.
  - The report holds only what R(its documentation,ansible_collections.azure_dr.backup.docsite.report) lists, no secret and no
    signed URL.
options:
  outcome:
    description:
      - What M(azure_dr.backup.disk_restore_batch) returned. A result without C(restores), of a run that failed before any disk
        was looked at, does too. Anything else is refused.
    type: dict
    required: true
  directory:
    description:
      - The folder to write the report to. It is made with mode C(0750) if it isn't there. Without it nothing is written, and
        only the verdict is returned.
      - Each report has two files of its own, with mode C(0640). No file is ever overwritten.
    type: path
  rpo_target:
    description:
      - The most seconds that the oldest recovery point may be old, at the moment asked for, or, where none was asked for, at
        the start of the run.
    type: int
  rto_target:
    description:
      - The most seconds that it may take from the first request to the last disk verified.
    type: int
  write_in_check_mode:
    description:
      - Whether the report is written in check mode, too. A validation is worth a report, and a report changes nothing that is
        restored.
    type: bool
    default: false
  allow_empty:
    description:
      - Whether it is right if O(outcome) has no disks at all, so that nothing was restored. Otherwise that is an error, since there is
        no success to report.
    type: bool
    default: false
    version_added: 1.1.0
  left_over:
    description:
      - The roles that the run has granted and has not taken away, as the role P(azure_dr.backup.restore_disks#role) hands them
        over.
    type: list
    elements: dict
    default: []
    version_added: 1.1.0
    suboptions:
      role:
        description: The name of the role.
        type: str
      principal_id:
        description: The object id of the identity that has it.
        type: str
      scope:
        description: The ARM id of the resource group that it has it on.
        type: str
      assignment_id:
        description: The ARM id of the role assignment.
        type: str
      why:
        description: Why it was not taken away.
        type: str
      remedy:
        description: What takes it away.
        type: str
      locks:
        description: The ARM ids of the management locks that keep it there.
        type: list
        elements: str
  run:
    description:
      - Who has run it, and from where. What is not given is told as not known.
    type: dict
    default: {}
    suboptions:
      user:
        description: Who has run it. By default the user of the process.
        type: str
      approved_by:
        description: Who has approved it. AWX does not tell jobs who approved them.
        type: str
      host:
        description: The machine that it was run on. By default that of the process.
        type: str
      inventory_hostname:
        description: The host of the inventory.
        type: str
      playbook:
        description: The name of the play or playbook.
        type: str
      ansible_version:
        description: The version of ansible-core.
        type: str
      vault_name:
        description: The Backup vault.
        type: str
      vault_resource_group:
        description: The resource group of the vault.
        type: str
      awx_user_name:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_job_id:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_job_launch_type:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_job_template_id:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_job_template_name:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_workflow_job_id:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_workflow_job_name:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_schedule_id:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_schedule_name:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_inventory_name:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_project_revision:
        description: As the variable that AWX gives to jobs.
        type: str
      awx_execution_node:
        description: As the variable that AWX gives to jobs.
        type: str
attributes:
  check_mode:
    description: Says what would be written, and writes it only with O(write_in_check_mode).
    support: full
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
    support: none
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no
      change. Each run writes a report of its own.
    support: none
  async:
    description: Can be run with the C(async) property of a task.
    support: full
seealso:
  - module: azure_dr.backup.disk_restore_batch
"""

EXAMPLES = r"""
- name: Bring an application back, and report it
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
    - name: Write the report, also when it failed
      azure_dr.backup.restore_report:
        outcome: "{{ restored }}"
        directory: /var/lib/dr-reports
        rpo_target: 14400
        rto_target: 3600
        run:
          vault_name: dr-vault
          approved_by: Ada Lovelace
      register: report
"""

RETURN = r"""
report:
  description: The two files of the report. Null where no O(directory) was given.
  returned: success
  type: dict
  contains:
    json:
      description: The report for machines.
      type: dict
      contains:
        path:
          description: Where it is.
          type: str
        sha256:
          description: The SHA-256 of its content.
          type: str
    html:
      description: The report for people. It holds the SHA-256 of the JSON file.
      type: dict
      contains:
        path:
          description: Where it is.
          type: str
        sha256:
          description: The SHA-256 of its content.
          type: str
  sample:
    json:
      path: /var/lib/dr-reports/restore-20261122T031107Z-5f0c7a1e.json
      sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    html:
      path: /var/lib/dr-reports/restore-20261122T031107Z-5f0c7a1e.html
      sha256: 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
verdict:
  description:
    - How the run ended. C(result) is V(succeeded), V(validated), V(under_way) or V(failed). C(disks_missing) counts the disks that
      are not back, or, in check mode, could not be restored.
    - C(rpo) and C(rto) are V(met), V(missed), V(unknown), or null where there is no target. The seconds achieved are null where
      they are not known.
  returned: once the options are understood
  type: dict
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
  description: How the run ended, in lines for people. Where it failed they say what is running, what is lost and what to run next.
  returned: once the options are understood
  type: list
  elements: str
  sample:
    - All 3 disks are back
    - "Report: /var/lib/dr-reports/restore-20261122T031107Z-5f0c7a1e.html"
error:
  description:
    - Why the report was not written, or which option was refused, in the shape of RV(azure_dr.backup.disk_restore_batch#module:error).
  returned: failure
  type: dict
"""

from ..module_utils._ansible.running import run_module
from ..module_utils._ansible.tasks.restore_report import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
