# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that restore: how."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  existing_disk:
    description:
      - What to do if a disk with the name of the target disk exists and was not made by this task or by one like it.
      - With V(verify), the task fails.
      - With V(keep), the task accepts the disk as it is.
      - A disk that was made by a restore that does exactly what this task asks for is never an error.
    type: str
    choices:
      - verify
      - keep
    default: verify
  rerun_window:
    description:
      - With O(as_of=latest), the maximum number of seconds since a restore was sent, so that this task accepts it as
        its own.
      - If the restore of an existing disk was sent earlier than that, O(existing_disk) decides what happens.
      - For example, the default V(86400) makes a second run within 24 hours find the disk of the first run.
    type: int
    default: 86400
  vault_identity:
    description:
      - The ARM id of the user-assigned identity of the vault that restores the disk.
      - If you do not set it, the identity that backs up the disk is used. This is usually the system-assigned identity
        of the vault.
      - It needs O(api_version=2023-05-01) or later.
    type: str
  validate:
    description:
      - Whether Azure validates the restore before the module sends it. This takes about 40 seconds.
      - Check mode always validates.
      - If you set this to V(false), the module does not read a recovery point that you name by its ID, unless another
        option needs it.
    type: bool
    default: true
  validate_existing:
    description:
      - Whether check mode also validates the restore of a disk that exists already.
      - With V(false), check mode reports such a disk as C(unchanged). This does not show that Azure could restore it
        today, and the module warns about it.
      - With V(true), Azure validates the restore under another name in the same resource group, because it refuses a
        name that is already in use.
      - This option has no effect outside check mode.
    type: bool
    default: false
    version_added: 2.0.0
  permission_timeout:
    description:
      - How long to wait for the rights of the vault's identity on the target resource group, in seconds. A new role
        assignment needs some minutes to take effect.
      - While Azure answers that rights are missing, the module validates the restore again once a minute.
        O(wait_timeout) also limits this time.
      - With V(0), the module does not wait. Check mode never waits.
    type: int
    default: 900
  permission_pending:
    description:
      - Whether a task before this one gives the vault's identity its rights on the target resource group. In check mode
        that task gives nothing, so Azure answers that the rights are missing.
      - With V(true), check mode does not fail for this reason. RV(ignore:validation) then contains C(pending_grant)
        with the value V(true).
      - This option has no effect outside check mode.
    type: bool
    default: false
  require_same_protection:
    description:
      - Whether the task fails if the restored disk is less protected than its source disk. By default, the module only
        warns.
      - A disk is less protected if it is encrypted in another way, if it lost its security type or its confidential
        encryption, if more networks can reach it, or if its data can be read with less authentication.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the restore job has ended and the module has read the new disk.
      - With V(false), the task ends when the job is known. You can wait for the job with
        M(azure_dr.backup.backup_job_info).
    type: bool
    default: true
"""
