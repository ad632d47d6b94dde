# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that wait."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait_timeout:
    description:
      - The maximum time of the whole task in seconds. After this time, the task fails. What is running in Azure
        continues to run.
    type: int
    default: 7200
  poll_interval:
    description:
      - How often the module asks Azure for the status while it waits, in seconds between two requests.
    type: int
    default: 30
  progress:
    description:
      - Whether the module shows the progress while it waits. It shows a line when something changes, and at least one
        line each minute. You do not need C(-v).
      - Ansible can show the lines only if the task runs in the process of the controller itself, see
        R(How tasks run,ansible_collections.azure_dr.backup.docsite.how_tasks_run).
    type: bool
    default: true
"""
