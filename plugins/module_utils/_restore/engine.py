# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The engine: makes wishes true, one disk or a thousand, and keeps a record of each."""

from __future__ import annotations

from collections.abc import Sequence

from .._arm.session import ArmSession
from .._dataprotection.vaults import VaultRef
from .crew import Crew
from .knowledge import Knowledge
from .one_disk import OneDisk
from .records import Orders, Record
from .wishes import Wish


def restore(session: ArmSession, ref: VaultRef, wishes: Sequence[Wish], orders: Orders) -> list[Record]:
    """Make every wish true, or say in its record why not. The order is kept; only programming errors are raised.

    All disks are judged before anything is sent for the first of them.
    """
    knowledge = Knowledge(session, ref, [wish.source for wish in wishes], [wish.target for wish in wishes])
    disks = [OneDisk(wish, knowledge, orders) for wish in wishes]
    Crew([disk.prepare() for disk in disks]).run()
    Crew([disk.carry_out() for disk in disks]).run()
    return [disk.record for disk in disks]
