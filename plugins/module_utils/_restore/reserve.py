# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The restores of a day that a drill leaves for a real recovery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .._azure.dataprotection.instances import BackupInstance
from .._backup.run_context import RunContext
from .errors import ReserveTouched

# learn.microsoft.com, Azure Disk Backup support matrix.
RESTORES_A_DAY = 10
MOST_NAMED = 5


def check_reserve(restores: Iterable[tuple[BackupInstance, RunContext]], reserve: int) -> None:
    """Raise `ReserveTouched` if these restores, each of an instance of its vault, leave fewer a day."""
    wanted: Counter[str] = Counter()
    names: dict[str, str] = {}
    begun: dict[str, int] = {}
    for instance, context in restores:
        wanted[instance.id] += 1
        names[instance.id] = instance.source_name or instance.name
        if instance.id not in begun:
            begun[instance.id] = context.job_index.begun_in_a_day(instance.id, context.session.service_now)
    short = [each for each, number in wanted.items() if begun[each] + number > RESTORES_A_DAY - reserve]
    if short:
        told = ", ".join(f"{names[each]!r} ({begun[each]} in the last 24 hours)" for each in short[:MOST_NAMED])
        more = f" and {len(short) - MOST_NAMED} more" if len(short) > MOST_NAMED else ""
        raise ReserveTouched(
            f"The drill is not started: it must leave {reserve} of the {RESTORES_A_DAY} restores that Azure allows a "
            f"day for each backup instance, and would not for {told}{more}."
        )
