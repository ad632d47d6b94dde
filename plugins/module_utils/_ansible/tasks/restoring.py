# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the tasks that restore have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

from ..._arm.errors import OptionRefused
from ..._restore.records import Orders
from ..._restore.telling import Tell, tell_nobody
from ..wanting import watch_starters

Options = Mapping[str, object]


def read_orders(options: Options, check_mode: bool) -> Orders:
    """How the run is to go. It is wanted as long as whoever started it is there."""
    return Orders(
        check_mode=check_mode,
        wait=options["wait"] is True,
        poll_interval=seconds_option(options, "poll_interval"),
        still_wanted=watch_starters(),
        permission_seconds=seconds_option(options, "permission_timeout", least=0),
        permission_pending=options["permission_pending"] is True,
    )


def tell_if_wanted(options: Options, tell: Tell) -> Tell:
    """Where progress is told to: nobody, if the task is to be quiet."""
    return tell if options["progress"] else tell_nobody


def seconds_option(options: Options, name: str, *, least: int = 1) -> float:
    """An option that is a number of seconds."""
    return float(number_option(options, name, least=least))


def number_option(options: Options, name: str, *, least: int = 1) -> int:
    """An option that is a number."""
    value = options[name]
    if not isinstance(value, int) or value < least:
        raise OptionRefused(name, f"{value!r} is not a number of at least {least}")
    return value


def utc_now() -> datetime:
    """The time of day by this machine's clock."""
    return datetime.now(timezone.utc)
