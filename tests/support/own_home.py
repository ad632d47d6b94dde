# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A home for the tests of a process, whatever that of whoever runs them is, and whatever lies in it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache


@cache
def move_in() -> None:
    """Be at home there: to be called before Ansible is imported, which reads it then.

    For what Ansible takes for remote, and for tasks in the background, it asks the password file.
    """
    home = tempfile.mkdtemp(prefix="azure-dr-tests-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ |= {
        "HOME": home,
        "ANSIBLE_HOME": f"{home}/.ansible",
        "ANSIBLE_REMOTE_TEMP": f"{home}/.ansible/tmp",
        "ANSIBLE_ASYNC_DIR": f"{home}/.ansible_async",
    }
