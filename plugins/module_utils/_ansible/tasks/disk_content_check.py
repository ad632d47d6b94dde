# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What disk_content_check does."""

from __future__ import annotations

from urllib.parse import parse_qs

from ..._arm.errors import OptionRefused
from ..._azure.disk_names import DISK, why_not_a_disk
from ..._backup.option_values import OptionValues, check_name, read_resource_id, read_text
from ..._content.check import ContentRecord, ContentRequest, check_content
from ..._content.results import check_result
from ..connection import login_warnings, open_session, read_login
from ..errors import TaskFailed
from ..execution import Result, as_failure
from ..options import Spec, login_options, waiting_options
from ..runtime import Runtime
from .disk_options import number_option, seconds_option, tell_if_wanted

LEAST_ACCESS_SECONDS, MOST_ACCESS_SECONDS = 60, 3600


def spec() -> Spec:
    """The options."""
    return {
        **login_options(),
        "disk": {"type": "str", "required": True},
        "access_seconds": {"type": "int", "default": 600},
        **waiting_options(),
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Tell what is on the disk, from a few reads."""
    login = read_login(options, runtime)
    disk = read_resource_id("disk", read_text(options, "disk") or "", DISK, "a disk")
    check_name("disk", disk.name, why_not_a_disk)
    request = ContentRequest(
        disk=disk,
        access_seconds=_access_seconds(options),
        poll_interval=seconds_option(options, "poll_interval"),
        check_mode=runtime.check_mode,
    )
    session = open_session(login, runtime, seconds=seconds_option(options, "wait_timeout"))
    record = ContentRecord(disk)
    began = session.clock.monotonic()

    def keep_secret(url: str) -> None:
        query = url.partition("?")[2]
        runtime.secrets.add(url, query, *parse_qs(query).get("sig", []))

    def result() -> Result:
        return {**check_result(record, session.clock.monotonic() - began, login_warnings(login))}

    try:
        check_content(session, request, record, keep_secret, tell_if_wanted(options, runtime.tell))
    except Exception as error:
        raise TaskFailed(as_failure(error), result()) from error
    return result()


def _access_seconds(options: OptionValues) -> int:
    seconds = number_option(options, "access_seconds", least=LEAST_ACCESS_SECONDS)
    if seconds > MOST_ACCESS_SECONDS:
        raise OptionRefused("access_seconds", f"{seconds} is more than {MOST_ACCESS_SECONDS}")
    return seconds
