# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module drill_cleanup in the controller's own process."""

from __future__ import annotations

from ..module_utils._ansible.tasks.drill_cleanup import run, spec
from ..plugin_utils._controller_door import ControllerDoor


class ActionModule(ControllerDoor):
    """Runs the task of the module of that name."""

    spec = staticmethod(spec)
    task = staticmethod(run)
    goes_on = "Azure continues each deletion that it has accepted. Run the same task again: it deletes the rest."
