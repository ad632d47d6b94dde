# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the controller knows of the run: who started it, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.ansible_release import __version__ as ansible_version

from ..module_utils._backup.option_values import is_blank
from ..module_utils._report.who import KNOWN

FROM_AWX = tuple(name for name in KNOWN if name.startswith("awx_"))


def who_runs(there: Mapping[str, Any], environment: Mapping[str, str], templar: Any) -> dict[str, str]:
    """The facts by their names in the report, as far as they are known. AWX sets variables of these names."""
    from_awx = {name: there[name] for name in FROM_AWX if name in there}
    known = {
        "user": environment.get("USER"),
        "inventory_hostname": there.get("inventory_hostname"),
        "playbook": there.get("ansible_play_name"),
        "ansible_version": ansible_version,
        **(templar.template(from_awx) if templar else from_awx),
    }
    return {name: str(value) for name, value in known.items() if not is_blank(value)}
