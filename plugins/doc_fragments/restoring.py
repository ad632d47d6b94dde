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
      - What to do about a disk that has the name of the target already, and that this task, or one like it, did
        not make. V(verify) fails, V(keep) accepts it as it is.
      - A disk that a restore which fulfills this very task has made is never an error.
    type: str
    choices:
      - verify
      - keep
    default: verify
  rerun_window:
    description:
      - With O(as_of=latest), a disk that is there already is what is wished for only if its restore was sent within
        these seconds.
    type: int
    default: 86400
  vault_identity:
    description:
      - The ARM id of the user-assigned identity of the vault that is to restore. By default the one with which the
        instance is backed up, which mostly is the vault's system-assigned one.
      - Needs O(api_version=2023-05-01) or later.
    type: str
  validate:
    description:
      - Whether Azure validates the restore before it is sent, which takes about 40 seconds. Check mode always
        validates.
      - Without it, a point that is named by its id is not looked up either, where nothing else depends on it.
    type: bool
    default: true
  validate_existing:
    description:
      - Whether check mode has Azure validate the restore of a disk that is there already, too, as if it were not.
        Without it, such a disk is C(unchanged), and nothing shows that it could be restored today. A warning says so.
      - Azure refuses to validate a restore to a name that is taken. Such a restore is validated under another name, in
        the same resource group.
      - It makes no difference outside check mode.
    type: bool
    default: false
    version_added: 1.1.0
  permission_timeout:
    description:
      - The seconds, within O(wait_timeout), for which a restore is validated again while Azure says that the vault's
        identity lacks rights on the target resource group. A role that was just given takes some minutes to take
        effect. Azure is asked once a minute. V(0) means not at all. Check mode does not wait.
    type: int
    default: 900
  permission_pending:
    description:
      - Whether check mode takes missing rights on the target resource group for rights that a task before this one
        would give, instead of failing. RV(ignore:validation) then says so with C(pending_grant).
    type: bool
    default: false
  require_same_protection:
    description:
      - Whether it is an error, and not just a warning, if the restored disk is less protected than its source. It is if
        it is encrypted in another way, if it lost its security type or its confidential encryption, if it can be
        reached over the network from more places, or if its data can be read with less authentication.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the restore's job has ended and the disk was read back. If not, the task ends as soon as
        the job is known, and M(azure_dr.backup.backup_job_info) can wait for it.
    type: bool
    default: true
"""
