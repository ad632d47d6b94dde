# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the tasks that restore have in common."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timezone

from ..._arm.errors import OptionRefused
from ..._restore.records import Orders

Options = Mapping[str, object]


def read_orders(options: Options, check_mode: bool) -> Orders:
    """How the run is to go. It is wanted as long as the process that began it is there."""
    parent = os.getppid()
    return Orders(
        check_mode=check_mode,
        wait=options["wait"] is True,
        poll_interval=seconds_option(options, "poll_interval"),
        still_wanted=lambda: os.getppid() == parent,
    )


def seconds_option(options: Options, name: str) -> float:
    """An option that is a number of seconds, at least one."""
    value = options[name]
    if not isinstance(value, int) or value < 1:
        raise OptionRefused(name, f"{value!r} is not a number of seconds of at least 1")
    return float(value)


def utc_now() -> datetime:
    """The time of day by this machine's clock."""
    return datetime.now(timezone.utc)
