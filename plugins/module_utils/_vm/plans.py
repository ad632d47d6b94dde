# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a swap or a recovery is going to do, and its digest: what was approved, and nothing else, is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .._arm.resource_ids import ResourceId
from .._arm.times import format_moment
from .._backup.errors import PlanChanged
from .._backup.plan_digests import digest_of
from .decisions import Goal
from .planned_machines import PlannedDisk, PlannedMachine
from .situation import Situation


def plan_digest(goal: Goal, machine_id: ResourceId, situation: Situation, *, proven: bool = False) -> str:
    """The SHA-256 of what is to be done, as 64 hex digits: the same before a run, after a kill and after its end.

    A disk or a machine that somebody has made anew under the same name is another one. `proven`: whether a restore job
    must show where each new disk comes from.
    """
    swaps = [
        {
            "former": each.swap.former.key,
            "new": each.swap.new.key,
            "new_unique_id": new.unique_id if (new := situation.disks.get(each.swap.new.key)) else None,
            "lun": each.former.lun if each.former else None,
            "caching": each.former.caching if each.former else None,
            "write_accelerator": each.former.write_accelerator if each.former else None,
            "delete_option": each.former.delete_option if each.former else None,
        }
        for each in situation.swaps
    ]
    plan = {
        "virtual_machine": machine_id.key,
        "vm_id": situation.machine.vm_id,
        "proven": proven,
        "state": "rolled_back" if goal.back else "swapped",
        "power": goal.power,
        "swaps": sorted(swaps, key=lambda swap: str(swap["new"])),
    }
    return digest_of(plan)


def recovery_digest(planned: Sequence[PlannedMachine], goal: Goal, as_of: datetime | None) -> str:
    """The same of the recovery of machines to a moment: which backups become which disks, and where these go."""
    machines = [
        {
            "virtual_machine": each.id.key,
            "vm_id": each.machine.vm_id if each.machine else None,
            "is_recovered": each.why_not is None,
            "disks": [_recovered(disk) for disk in each.disks],
        }
        for each in planned
    ]
    moment = format_moment(as_of)
    return digest_of({"as_of": moment, "power": goal.power, "virtual_machines": machines})


def _recovered(disk: PlannedDisk) -> dict[str, object]:
    attachment = disk.attachment
    return {
        "backup_instance": disk.source.protection.instance.id.lower(),
        "former": disk.source.key,
        "new": disk.target.key,
        "is_swapped": not disk.from_map,
        "lun": attachment.lun,
        "caching": attachment.caching,
        "write_accelerator": attachment.write_accelerator,
        "delete_option": attachment.delete_option,
    }


def check_digest(approved: str | None, found: str) -> None:
    """Raise `PlanChanged` if another plan was approved."""
    if approved is not None and approved != found:
        raise PlanChanged(
            f"plan_digest: the plan that was approved is {approved}, and what would be done now is {found}. "
            "Nothing was sent. Run the task in check mode again, and have its plan approved."
        )
