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
      - The protected disk, by its name or its ARM id. The disk itself may be gone.
      - Where several disks of the vault have this name, or several instances protect it, the error names them.
      - Give this or O(backup_instance).
    type: str
"""
