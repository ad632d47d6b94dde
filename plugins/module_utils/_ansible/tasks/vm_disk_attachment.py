# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What vm_disk_attachment does."""

from __future__ import annotations

from ..._arm.errors import OptionRefused
from ..._azure.disk_names import DISK
from ..._backup.option_values import OptionValues, read_resource_id, read_text
from ..._run.progress_reporter import ProgressReporter
from ..._run.scheduler import run_works
from ..._vm.attachment_run import MOST_LUNS, AttachmentRecord, AttachmentRequest, AttachmentRun
from ..._vm.requests import read_machine
from ..connection import login_warnings, open_session, read_login
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..options import Spec, login_options, waiting_options
from ..runtime import Runtime
from .disk_options import number_option, seconds_option, tell_if_wanted


def spec() -> Spec:
    """The options."""
    return {
        **login_options(),
        "virtual_machine": {"type": "str", "required": True},
        "vm_resource_group": {"type": "str"},
        "disk": {"type": "str", "required": True},
        "lun": {"type": "int"},
        "caching": {"type": "str", "choices": ["None", "ReadOnly", "ReadWrite"], "default": "None"},
        "state": {"type": "str", "choices": ["absent", "present"], "default": "present"},
        **waiting_options(),
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Make sure that the machine uses the disk, or does not."""
    login = read_login(options, runtime)
    machine = read_machine(options, login.subscription_id)
    disk = read_resource_id("disk", read_text(options, "disk") or "", DISK, "a disk")
    lun = None if options["lun"] is None else number_option(options, "lun", least=0)
    if lun is not None and lun >= MOST_LUNS:
        raise OptionRefused("lun", f"{lun} is not a LUN: they are 0 to {MOST_LUNS - 1}")
    request = AttachmentRequest(
        machine=machine,
        disk=disk,
        present=options["state"] != "absent",
        lun=lun,
        caching=str(options["caching"]),
        check_mode=runtime.check_mode,
        poll_interval=seconds_option(options, "poll_interval"),
    )
    session = open_session(login, runtime, seconds=seconds_option(options, "wait_timeout"))
    record = AttachmentRecord(request)
    tell = tell_if_wanted(options, runtime.tell)
    reporter = ProgressReporter(session.clock, tell, lambda: record.doing, lambda state: f"{machine.name}: {state}")

    try:
        run_works([AttachmentRun(session, record).run()], session, reporter.look)
    except Exception as error:
        raise TaskFailed(as_failure(error), _result(record, login_warnings(login))) from error
    return _result(record, login_warnings(login))


def _result(record: AttachmentRecord, warnings: list[str]) -> Result:
    there = record.attachment
    shown = there or record.planned
    return {
        "changed": record.changed,
        "state": "present" if there else "absent",
        "virtual_machine": str(record.request.machine),
        "disk": str(record.request.disk),
        "lun": shown.lun if shown else None,
        "caching": shown.caching if shown else None,
        "warnings": warnings,
    }
