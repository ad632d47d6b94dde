# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a swap returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from .._azure.compute.virtual_machines import Attachment
from .check import Check
from .decisions import Goal
from .notes import PREFIX
from .records import SwapRecord
from .situation import Situation, SwapSeen


class MachineResult(TypedDict):
    """The machine as it was last read."""

    id: str
    name: str
    size: str | None
    power: str | None
    power_before: str | None
    agent: str | None
    agent_ready: bool | None


class SwapResult(TypedDict):
    """One swap: the disk that the machine uses, and the one that it does not."""

    role: str
    lun: int | None
    caching: str | None
    write_accelerator: bool | None
    delete_option: str | None
    former_disk: str
    new_disk: str
    current_disk: str | None
    outcome: str


class FindingResult(TypedDict):
    """What stands against it, or is to be known."""

    code: str
    severity: str
    disk: str | None
    message: str
    remedy: str | None


class CheckResult(TypedDict):
    """One thing that was looked at."""

    name: str
    disk: str | None
    verdict: str
    message: str


def swap_result(record: SwapRecord) -> dict[str, object]:
    """The result: every key always there."""
    situation = record.situation
    return {
        "changed": record.changed,
        "action": record.action,
        "virtual_machine": _machine(situation, record.before) if situation else None,
        "disks": [_swap(each, situation, record) for each in situation.swaps] if situation else [],
        "findings": _findings(record),
        "checks": check_results(record.checks),
        "plan_digest": record.digest,
        "warnings": list(record.warnings),
    }


def _machine(situation: Situation, before: Situation | None) -> MachineResult:
    machine = situation.machine
    known = {note.power_before for note in situation.notes}
    return {
        "id": machine.id,
        "name": machine.name,
        "size": machine.size,
        "power": machine.power,
        "power_before": min(known) if known else before.machine.power if before else None,
        "agent": machine.agent_status,
        "agent_ready": machine.agent_ready,
    }


def _swap(each: SwapSeen, situation: Situation, record: SwapRecord) -> SwapResult:
    used = situation.machine.attachment_of(each.swap.new if each.place == "new" else each.swap.former)
    shown = used or each.former
    return {
        "role": "os" if shown and shown.is_os else "data",
        "lun": shown.lun if shown else None,
        "caching": shown.caching if shown else None,
        "write_accelerator": shown.write_accelerator if shown else None,
        "delete_option": shown.delete_option if shown else None,
        "former_disk": str(each.swap.former),
        "new_disk": str(each.swap.new),
        "current_disk": _id(used, each),
        "outcome": _outcome(each, record),
    }


def _id(used: Attachment | None, each: SwapSeen) -> str | None:
    if used is None:
        return None
    return str(each.swap.new if each.place == "new" else each.swap.former)


def _outcome(each: SwapSeen, record: SwapRecord) -> str:
    was = next((one.place for one in record.before.swaps if one.swap == each.swap), None) if record.before else None
    goal: Goal = record.request.goal
    wanted = "former" if goal.back else "new"
    if record.action in ("would_swap", "would_roll_back"):
        return "unchanged" if each.place == wanted else record.action
    if record.action == "rolled_back" and not goal.back:
        return "rolled_back" if each.place == "former" else "unchanged" if each.place == was else "failed"
    if each.place == wanted:
        return "unchanged" if was == wanted else "rolled_back" if goal.back else "swapped"
    return "unchanged" if each.place == was and not record.changed else "failed"


def finding_results(checks: Sequence[Check]) -> list[FindingResult]:
    """What the checks say that stands against it, or is to be known."""
    severities = {"refused": "error", "warning": "warning", "unknown": "info"}
    return [
        {
            "code": each.name,
            "severity": severities[each.verdict],
            "disk": each.disk,
            "message": each.message,
            "remedy": each.remedy,
        }
        for each in checks
        if each.verdict in severities
    ]


def check_results(checks: Sequence[Check]) -> list[CheckResult]:
    """All that was looked at."""
    return [{"name": each.name, "disk": each.disk, "verdict": each.verdict, "message": each.message} for each in checks]


def _findings(record: SwapRecord) -> list[FindingResult]:
    found = finding_results(record.checks)
    return [*found, *(_unnoted(each) for each in _without_way_back(record)), *_attached_otherwise(record)]


def _without_way_back(record: SwapRecord) -> list[SwapSeen]:
    if record.situation is None or record.request.goal.back:
        return []
    return [each for each in record.situation.swaps if each.place == "new" and each.note is None]


def _unnoted(each: SwapSeen) -> FindingResult:
    return {
        "code": "nothing_noted",
        "severity": "warning",
        "disk": str(each.swap.new),
        "message": f"The machine uses {each.swap.new.name!r} already, and nothing is noted of how to go back.",
        "remedy": f"attach the former disk by hand: the tags {PREFIX}... were deleted, or somebody else did the swap",
    }


def _attached_otherwise(record: SwapRecord) -> list[FindingResult]:
    """Disks that are attached otherwise than the former one was, though that was asked for."""
    situation = record.situation
    if situation is None:
        return []
    found: list[FindingResult] = []
    for each in situation.swaps:
        used = situation.machine.attachment_of(each.swap.new)
        wanted = each.attach(each.swap.new)
        if used and wanted and each.place == "new" and _differ(used, wanted):
            found.append(
                {
                    "code": "attached_otherwise",
                    "severity": "warning",
                    "disk": str(each.swap.new),
                    "message": f"{each.swap.new.name!r} is at LUN {used.lun}, caching {used.caching}, "
                    f"write accelerator {used.write_accelerator}, delete option {used.delete_option}; the former had "
                    f"LUN {wanted.lun}, {wanted.caching}, {wanted.write_accelerator}, {wanted.delete_option}.",
                    "remedy": "change the attachment, or roll the swap back",
                }
            )
    return found


def _differ(used: Attachment, wanted: Attachment) -> bool:
    def facts(each: Attachment) -> tuple[object, ...]:
        texts = ((each.caching or "None").lower(), (each.delete_option or "Detach").lower())
        return (each.lun, each.write_accelerator, *texts)

    return facts(used) != facts(wanted)
