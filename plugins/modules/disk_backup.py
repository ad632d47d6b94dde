#!/usr/bin/python

# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: disk_backup
short_description: Back up Azure managed disks now
version_added: 1.1.0
"""

EXAMPLES = r"""
"""

RETURN = r"""
"""

from ..module_utils._ansible.execution import run_module
from ..module_utils._ansible.tasks.disk_backup import run, spec


def main() -> None:
    """Run the module."""
    run_module(spec(), run)


if __name__ == "__main__":
    main()
