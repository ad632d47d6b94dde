# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What several tasks read from their options."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

from ..._arm.errors import OptionRefused
from ..._restore.telling import Tell, tell_nobody

Options = Mapping[str, object]


def seconds_option(options: Options, name: str, *, least: int = 1) -> float:
    """An option that is a number of seconds."""
    return float(number_option(options, name, least=least))


def number_option(options: Options, name: str, *, least: int = 1) -> int:
    """An option that is a number."""
    value = options[name]
    if not isinstance(value, int) or value < least:
        raise OptionRefused(name, f"{value!r} is not a number of at least {least}")
    return value


def tell_if_wanted(options: Options, tell: Tell) -> Tell:
    """Where progress is told to: nobody, if the task is to be quiet."""
    return tell if options["progress"] else tell_nobody


def utc_now() -> datetime:
    """The time of day by this machine's clock."""
    return datetime.now(timezone.utc)
