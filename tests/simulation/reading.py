# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is read from a run: its options, its result disk by disk, and what it sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .azure import TOO_MANY
from .history import SENDS, Exchange, RunHistory
from .playing import Played
from .world import Controller, World

SUCCESSES = frozenset({"restored", "started", "attached", "unchanged", "kept", "would_restore"})


@dataclass(frozen=True)
class DiskResult:
    """What a run says of one disk, or of the backup of one instance. `proven` is None where it says nothing of it.

    `point` is the one that a backup is said to have.
    """

    target: str
    outcome: str | None
    changed: bool
    job: str | None
    proven: bool | None
    point: str | None = None


def controller_of(played: Played, run: RunHistory) -> Controller:
    """Whose run it is."""
    return played.world.controllers[run.controller]


def targets_of(world: World, controller: Controller) -> list[str]:
    """The disks that a task is to make, or the instances that it is to back up."""
    if controller.task == "disk_backup":
        return _backed_up(world, controller.options)
    return [str(wish["target_disk"]) for wish in wishes_of(controller)]


def _backed_up(world: World, options: Mapping[str, Any]) -> list[str]:
    if options.get("backup_instance"):
        return [str(options["backup_instance"])]
    disks = options.get("source_disks") or [options.get("source_disk")]
    return sorted(instance.name for instance in world.instances if instance.source in disks)


def wishes_of(controller: Controller) -> list[dict[str, Any]]:
    """What a task wishes for, a disk each."""
    common = {name: value for name, value in controller.options.items() if name != "disks"}
    disks = controller.options.get("disks")
    if not isinstance(disks, (list, tuple)):
        return [common]
    return [_combined(common, disk) for disk in disks]


def _combined(common: Mapping[str, Any], disk: Mapping[str, Any]) -> dict[str, Any]:
    if {"as_of", "recovery_point_id"} & disk.keys():
        common = {name: value for name, value in common.items() if name not in ("as_of", "recovery_point_id")}
    return {**common, **disk}


def disk_results(played: Played, run: RunHistory) -> list[DiskResult]:
    """What a run returned, disk by disk; nothing where it returned no disks."""
    return list(_disk_results(run.result or {}, targets_of(played.world, controller_of(played, run))))


def _disk_results(result: Mapping[str, Any], targets: list[str]) -> Iterator[DiskResult]:
    if "restores" in result:
        for record in result["restores"]:
            outcome = record["outcome"]
            proven = True if outcome in ("restored", "unchanged") else None
            name = record["target_disk"].rpartition("/")[2]
            yield DiskResult(name, outcome, record["changed"], record["job_id"], proven)
    elif "backups" in result:
        for record in result["backups"]:
            # Only of an instance that was looked for by its disk, and not found, no name is known.
            name, point = record["backup_instance"] or targets[0], record["recovery_point"]
            told = point["recovery_point_id"] if point else None
            yield DiskResult(name, record["action"], record["changed"], record["job_id"], None, told)
    elif "action" in result:
        outcome = result["action"]
        if result.get("failed"):
            outcome = "outcome_unknown" if result["error"]["code"] == "OutcomeUnknown" else "failed"
        proven = None if result["origin"] is None else result["origin"] == "proven"
        job = result["job"]["job_id"] if result["job"] else None
        yield DiskResult(targets[0], outcome, result["changed"], job, proven)


def posts_of(played: Played, run: RunHistory, target: str | None = None) -> list[Exchange]:
    """The restores and backups that left a run."""
    sent = [each for kind in SENDS for each in played.history.of_run(run.name, kind)]
    return [exchange for exchange in sent if target in (None, exchange.target)]


def accepted(exchange: Exchange) -> bool:
    """Whether a restore was accepted, and its operation did not end with Azure saying that there are too many."""
    return exchange.operation is not None and exchange.operation.error != TOO_MANY
