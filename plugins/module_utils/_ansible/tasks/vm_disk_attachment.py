# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What vm_disk_attachment does."""

from __future__ import annotations

from ..._arm.errors import OptionRefused
from ..._arm.resource_ids import ResourceId
from ..._azure.disk_names import DISK
from ..._backup.option_values import OptionValues, read_resource_id, read_text
from ..._vm.attachment import AttachmentRecord, AttachmentRequest
from ..._vm.attachment_results import attachment_result
from ..._vm.attachment_run import AttachmentRun
from ..._vm.requests import read_machine
from ..connection import login_warnings, open_session, read_login
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..options import Spec, login_options, waiting_options
from ..runtime import Runtime
from .disk_options import seconds_option, tell_if_wanted
from .luns import read_lun
from .machine_runs import see_through


def spec() -> Spec:
    """The options."""
    return {
        **login_options(),
        "virtual_machine": {"type": "str", "required": True},
        "vm_resource_group": {"type": "str"},
        "disk": {"type": "str", "required": True},
        "lun": {"type": "int"},
        "caching": {"type": "str", "choices": ["None", "ReadOnly", "ReadWrite"]},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **waiting_options(),
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Make sure that the machine has the disk, or that it does not."""
    login = read_login(options, runtime)
    machine = read_machine(options, login.subscription_id)
    request = AttachmentRequest(
        machine=machine,
        disk=_read_disk(options, machine),
        wanted=options["state"] != "absent",
        lun=read_lun(options, "lun", "lun"),
        caching=read_text(options, "caching"),
        check_mode=runtime.check_mode,
        poll_interval=seconds_option(options, "poll_interval"),
    )
    session = open_session(login, runtime, seconds=seconds_option(options, "wait_timeout"))
    record = AttachmentRecord(request, warnings=login_warnings(login))
    try:
        steps = AttachmentRun(session, record).run()
        see_through(session, steps, record, machine.name, tell_if_wanted(options, runtime.tell))
    except Exception as error:
        raise TaskFailed(as_failure(error), attachment_result(record)) from error
    return attachment_result(record)


def _read_disk(options: OptionValues, machine: ResourceId) -> ResourceId:
    disk = read_resource_id("disk", read_text(options, "disk") or "", DISK, "a disk")
    if disk.subscription_id.lower() != machine.subscription_id.lower():
        raise OptionRefused("disk", "is in another subscription than the machine, which can't use it")
    return disk
