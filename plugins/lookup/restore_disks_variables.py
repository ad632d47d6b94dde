# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the role restore_disks, read."""

from __future__ import annotations

DOCUMENTATION = r"""
name: restore_disks_variables
short_description: Read the variables of the role restore_disks
version_added: 2.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Reads the variables of the role P(azure_dr.backup.restore_disks#role), as the role itself does before anything else.
  - A variable that is blank is not given, whatever its type. Lists that were typed as texts in YAML or JSON are lists.
seealso:
  - plugin: azure_dr.backup.disk_restore_batch
    plugin_type: module
"""

EXAMPLES = r"""
- name: Find what an earlier job has handed over for the same disks
  ansible.builtin.debug:
    msg: "{{ lookup('ansible.builtin.vars', 'restore_disks_outcomes_' ~ asked.label)[asked.key] }}"
  vars:
    asked: "{{ lookup('azure_dr.backup.restore_disks_variables') }}"
"""

RETURN = r"""
_raw:
  description:
    - One mapping. C(options) has the variables that are given or have a default, without their prefix.
    - C(key) is what the role hands its outcome over by, within the host.
    - C(refused) says what is wrong with the variables. It is empty if nothing is, and C(options) is empty otherwise.
    - C(label) names the host in the names of statistics, such as V(restore_disks_outcomes_web_1_0c1f4a5e).
  type: list
  elements: dict
"""

from typing import Any

from ansible.plugins.lookup import LookupBase

from ..plugin_utils._role_variables import ROLE, read_variables, variables_of_the_role
from ..plugin_utils._variables import asked_here


class LookupModule(LookupBase):
    """Hands what the variables of the role say to where it is asked for."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[dict[str, Any]]:
        """Read what is set for this host."""
        return asked_here(variables or {}, ROLE, variables_of_the_role(), self._templar, read_variables)
