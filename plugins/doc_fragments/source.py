# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that are about one protected disk."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  backup_instance:
    description:
      - The name of the backup instance that protects the disk, as M(azure_dr.backup.backup_instance_info) returns it.
      - Give this or O(source_disk).
    type: str
  source_disk:
    description:
      - The name or the ARM id of the protected disk. The disk itself does not have to exist any more.
      - If several disks of the vault have this name, or if several backup instances protect the disk, the task fails
        and the error lists them.
      - Give this or O(backup_instance).
    type: str
"""
