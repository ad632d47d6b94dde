#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: recovery_point_info
short_description: List the recovery points of a disk in Azure Backup
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Lists the recovery points of one backup instance of a Backup vault, newest first, or picks the one that a restore
    with the same O(as_of) would take.
options:
  as_of:
    description:
      - Return only the newest complete recovery point not after this moment, expired and deleted ones left out.
        It is V(latest) or in ISO 8601 with V(Z) or an offset. This is the point that M(azure_dr.backup.disk_restore) would take. Nothing is
        returned where there is none.
    type: str
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.login
  - azure_dr.backup.vault
  - azure_dr.backup.source
  - azure_dr.backup.listing
seealso:
  - module: azure_dr.backup.disk_restore
notes:
  - A vault tells when a recovery point was finished (RV(recovery_points[].recovery_point_time)), which is one to three
    minutes after its snapshot was begun (RV(recovery_points[].creation_time)).
"""

EXAMPLES = r"""
- name: List the recovery points of a disk
  azure_dr.backup.recovery_point_info:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
  register: points

- name: Show when they were made
  ansible.builtin.debug:
    msg: "{{ points.recovery_points | map(attribute='recovery_point_time') }}"

- name: Find the point that a restore of the latest state would take
  azure_dr.backup.recovery_point_info:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    as_of: latest
"""

RETURN = r"""
backup_instance:
  description: The name of the backup instance that the points are of.
  returned: success
  type: str
  sample: erp-data-erp-data-0e3f1a52-8d0f-4c1e-9d43-5b1b8a4a1f10
recovery_points:
  description: The recovery points, newest first.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The ARM id.
      type: str
    recovery_point_id:
      description: The id that restores take.
      type: str
    recovery_point_time:
      description: When the point was finished, UTC, with at most six fractional digits.
      type: str
    exact_time:
      description: The same moment as Azure writes it.
      type: str
    creation_time:
      description: When its snapshot was begun, UTC.
      type: str
    expiry_time:
      description: Until when it is kept, UTC.
      type: str
    expired:
      description: Whether that is over. Such points can still be listed, and are restored only when named by id.
      type: bool
    age_seconds:
      description: How old it was when the task ran, by the clock of Azure.
      type: int
    state:
      description: V(Completed) or V(Partial). Null before O(api_version=2023-11-01).
      type: str
    store_state:
      description: The state of the point in its store, V(COMMITTED) if its snapshot is kept. A point whose snapshot is not,
        such as V(DELETED), can still be listed. O(as_of) never picks it, nor one whose RV(recovery_points[].state) is not
        V(Completed).
      type: str
    store_type:
      description: The store that holds the point. Disks are restored from V(OperationalStore) only.
      type: str
    type:
      description: V(Incremental) for disks.
      type: str
    retention_tag:
      description: The retention rule that keeps it.
      type: str
    policy_name:
      description: The backup policy that made it.
      type: str
  sample:
    - id: /subscriptions/.../backupInstances/erp-data-erp-data-0e3f1a52-8d0f-4c1e-9d43-5b1b8a4a1f10/recoveryPoints/87963b8d13df4604b9d53ed687d33712
      recovery_point_id: 87963b8d13df4604b9d53ed687d33712
      recovery_point_time: "2026-11-22T02:02:58.473835Z"
      exact_time: "2026-11-22T02:02:58.4738359Z"
      creation_time: "2026-11-22T02:01:47.447692Z"
      expiry_time: "2026-11-29T02:01:47.447692Z"
      expired: false
      age_seconds: 3421
      state: Completed
      store_state: COMMITTED
      store_type: OperationalStore
      type: Incremental
      retention_tag: Default
      policy_name: daily
truncated:
  description: Whether there are more points than O(limit).
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
from ..module_utils._ansible.tasks.recovery_point_info import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
