# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Options that several tasks read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ..._arm.errors import OptionRefused
from ..._backup.option_values import OptionValues, as_seconds, is_blank
from ..._run.progress_reporter import Tell, tell_nobody

# What is given for a disk overrides the common value of the other one, too.
EITHER_OR = (("recovery_point_id", "as_of"), ("backup_instance", "source_disk"))


def combined(common: OptionValues, disk: OptionValues) -> dict[str, object]:
    """The options of a disk, which win over those that are given for all."""
    own = {name: value for name, value in disk.items() if not is_blank(value)}
    overridden = {name for pair in EITHER_OR if own.keys() & set(pair) for name in pair}
    return {**{name: value for name, value in common.items() if name not in overridden}, **own}


@contextlib.contextmanager
def named_where_given(common: OptionValues, disk: OptionValues, where: str) -> Iterator[None]:
    """Name an option that is refused for a disk by `where` it was given: for that disk, or for all."""
    try:
        yield
    except OptionRefused as refused:
        name = (refused.problem.target or "").removeprefix(where)
        if is_blank(disk.get(name)) and not is_blank(common.get(name)):
            raise OptionRefused(name, refused.problem.message) from None
        raise


def read_disks(options: OptionValues) -> list[OptionValues]:
    """The disks of a task for many. An empty list is refused, unless `allow_empty` is set."""
    disks = options["disks"]
    if not isinstance(disks, list):
        raise OptionRefused("disks", "is not a list of disks")
    if not disks and options["allow_empty"] is not True:
        raise OptionRefused(
            "disks", "is an empty list: name the disks, or set allow_empty: true if the list may be empty"
        )
    return disks


def seconds_option(options: OptionValues, name: str, *, least: int = 1) -> float:
    """An option that is a number of seconds."""
    return as_seconds(number_option(options, name, least=least))


def number_option(options: OptionValues, name: str, *, least: int = 1) -> int:
    """An option that is a number."""
    value = options[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise OptionRefused(name, f"{value!r} is not a number of at least {least}")
    return value


def tell_if_wanted(options: OptionValues, tell: Tell) -> Tell:
    """The function that shows progress; it does nothing if `progress` is false."""
    return tell if options["progress"] else tell_nobody
