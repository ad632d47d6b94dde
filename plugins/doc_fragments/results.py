# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that wait."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  results_file:
    description:
      - The file for the results of all disks, as JSON. It holds the whole result of the task. Use it for thousands of
        disks, because AWX keeps 700,000 characters of the output of a task.
      - If you set it, the result of the task has the first 100 entries of each list at most. Disks that failed come
        first. The counts in the summary are always those of all disks.
      - M(azure_dr.backup.restore_report) and M(azure_dr.backup.restore_permission) read the file that a result names.
      - The module makes the folder if it does not exist, and replaces a file of the same name. Only its owner can read
        the file. It is also written in check mode.
      - If the task runs in the process of the controller itself, a relative path starts in the folder of the playbook.
    type: path
    version_added: 1.1.0
"""
