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
      - The seconds after which the task ends, whatever it is waiting for. What goes on in Azure goes on.
    type: int
    default: 7200
  poll_interval:
    description:
      - The seconds between two looks at what is being waited for.
    type: int
    default: 30
  progress:
    description:
      - Whether to tell how far it is while it waits, at normal verbosity, with a line when something changes and at
        least one a minute. It can be told only where the task runs in the controller's own process.
    type: bool
    default: true
"""
