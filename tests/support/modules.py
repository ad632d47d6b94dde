# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module as Ansible does, through either door: options in, a result out as JSON."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest import mock

from ansible.module_utils import basic
from ansible.module_utils.common import warnings
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.task import Task

from ansible_collections.azure_dr.backup.tests.support.wishes import VAULT

COLLECTION = "ansible_collections.azure_dr.backup"
WITHOUT_VAULT = {"disk_content_check", "restore_report", "vm_disk_attachment", "vm_from_disks"}
WISH = {
    "source_disk": "erp-data",
    "as_of": "latest",
    "target_disk": "erp-data-restored",
    "target_resource_group": "erp-restored",
    "poll_interval": 1,
    "permission_timeout": 0,
}


def restore_disk(**options: Any) -> dict[str, Any]:
    """What disk_restore returns for the latest state of a disk of the small estate, if nothing else is said."""
    return run_module("disk_restore", **{**WISH, **options})


def run_module(module: str, /, *, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """What the module returns. Where nothing else is said, the vault is that of the small estate.

    It runs as a module, or, where `AZURE_DR_DOOR` says so, by its action plugin.
    """
    arguments = {**({} if module in WITHOUT_VAULT else VAULT), **options}
    door = _as_an_action if os.environ.get("AZURE_DR_DOOR") == "controller" else _as_a_module
    result = door(module, arguments, check_mode)
    result["warnings"] = [_words(warning) for warning in result.get("warnings", [])]
    return result


def _as_a_module(name: str, arguments: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    module = importlib.import_module(f"{COLLECTION}.plugins.modules.{name}")
    printed = io.StringIO()
    arguments = {**arguments, "_ansible_check_mode": check_mode, "_ansible_diff": True}
    with _handed_over(arguments), contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        module.main()
    result: dict[str, Any] = json.loads(printed.getvalue())
    return result


def _as_an_action(name: str, arguments: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    action = importlib.import_module(f"{COLLECTION}.plugins.action.{name}")
    task = Task()
    task.action, task.args, task.check_mode, task.diff = f"azure_dr.backup.{name}", arguments, check_mode, True
    here = SimpleNamespace(transport="local", become=None, _shell=SimpleNamespace(tmpdir=None))
    door = action.ActionModule(task, here, None, DataLoader(), None, None)
    result: dict[str, Any] = json.loads(json.dumps(door.run(task_vars={"inventory_hostname": "localhost"})))
    return result


def _words(warning: Any) -> str:
    """A warning as a person sees it; ansible-core 2.19 and later wrap it up for the controller."""
    return warning if isinstance(warning, str) else str(warning["event"]["msg"])


@contextlib.contextmanager
def _handed_over(arguments: dict[str, Any]) -> Iterator[None]:
    """Arguments where AnsibleModule looks for them, and nothing left over from the module before."""
    for left_over in (warnings._global_warnings, warnings._global_deprecations):
        left_over.clear()
    with contextlib.ExitStack() as stack:
        try:
            from ansible.module_utils.testing import patch_module_args
        except ImportError:  # ansible-core 2.16
            encoded = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode()
            stack.enter_context(mock.patch.object(basic, "_ANSIBLE_ARGS", encoded))
        else:
            from ansible.module_utils import _internal

            # Once an action plugin was loaded, module code in the same process takes itself for the controller's.
            stack.enter_context(mock.patch.object(_internal, "is_controller", False))
            stack.enter_context(patch_module_args(arguments))
        yield
