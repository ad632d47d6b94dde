# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules whose results have an entry for each disk."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  results_file:
    description:
      - The path of a file for the whole result of the task, as one JSON object. Use it for thousands of disks, because
        AWX keeps nothing of a result that has more than 700,000 characters.
      - The task then returns only what someone must look at. Its list of disks has those that failed, that can still be
        running, or that have findings. Of each list, it returns the first 200 entries at most. The summary always
        counts all disks.
      - The module replaces the file, also in check mode, and only its owner can read it. Its folder must exist. If the
        module cannot write there, the task fails before it sends anything. If it cannot write the file at the end, the
        module returns the whole result, with a warning.
      - Give each host and each task a file of its own. M(azure_dr.backup.restore_report) reads the file that a result
        names, and refuses it if another task has replaced it.
    type: path
    version_added: 2.0.0
"""
