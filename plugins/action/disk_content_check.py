# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module disk_content_check in the controller's own process."""

from __future__ import annotations

from ..module_utils._ansible.tasks.disk_content_check import run, spec
from ..plugin_utils._controller_door import ControllerDoor


class ActionModule(ControllerDoor):
    """Runs the task of the module of that name."""

    spec = staticmethod(spec)
    task = staticmethod(run)
    goes_on = "The access to the disk has been ended, or it ends by itself. Run the same task again to check the disk."
