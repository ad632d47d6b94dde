#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: recovery_point_info
short_description: List the recovery points of a managed disk
version_added: 1.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Lists the recovery points of one backup instance of a Backup vault. The newest recovery point is the first.
  - With O(as_of), it returns only the recovery point that a restore with the same O(as_of) would use.
options:
  as_of:
    description:
      - A time, or V(latest). The module returns only the newest complete recovery point that is not after this time. It
        ignores recovery points that are expired or whose snapshot was deleted.
      - M(azure_dr.backup.disk_restore) with the same O(as_of) would restore this recovery point.
      - Write the time in ISO 8601 with V(Z) or an offset, such as V(2026-11-22T03:00:00Z).
      - If there is no such recovery point, the module returns an empty list.
      - If you do not set it, the module returns all recovery points.
    type: str
extends_documentation_fragment:
  - azure_dr.backup.attributes
  - azure_dr.backup.attributes.vault
  - azure_dr.backup.login
  - azure_dr.backup.vault
  - azure_dr.backup.source
  - azure_dr.backup.listing
seealso:
  - module: azure_dr.backup.disk_restore
notes:
  - RV(recovery_points[].recovery_point_time) is the time when Azure finished the recovery point. That is one to three
    minutes after Azure started the snapshot (RV(recovery_points[].creation_time)).
"""

EXAMPLES = r"""
- name: List the recovery points of a disk
  azure_dr.backup.recovery_point_info:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
  register: points

- name: Show the times of the recovery points
  ansible.builtin.debug:
    msg: "{{ points.recovery_points | map(attribute='recovery_point_time') }}"

- name: Find the newest recovery point that can be restored
  azure_dr.backup.recovery_point_info:
    vault_name: dr-vault
    vault_resource_group: backup
    source_disk: erp-data
    as_of: latest
"""

RETURN = r"""
backup_instance:
  description: The name of the backup instance that the recovery points belong to.
  returned: success
  type: str
  sample: erp-data-erp-data-0e3f1a52-8d0f-4c1e-9d43-5b1b8a4a1f10
recovery_points:
  description: The recovery points. The newest recovery point is the first.
  returned: success
  type: list
  elements: dict
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
  description: Whether there are more recovery points than O(limit) allows.
  returned: success
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
from ..module_utils._ansible.tasks.recovery_point_info import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
