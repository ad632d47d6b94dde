# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A night with the application *shop*: checked, mended, recovered, undone, and rehearsed for the auditor."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from ..emulator import estates
from ..emulator.estate import Estate
from ..emulator.machines import Attachment
from .story import Step, Story, with_variables

DAMAGED = ("shop-app-data", "shop-db-data", "shop-db-log", "shop-db-index")
ROLE = "vault_name=dr-vault vault_resource_group=backup target_resource_group=shop-prod"


def recovery(reports: Path) -> Story:
    """The vault's identity has lost a role, and something has written zeros over the data disks."""
    estate = Estate.application()
    _lose_the_role(estate)
    _damage(estate)
    moment = (estate.born - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:00Z")
    audit = _playbook("check_readiness", check_readiness_report_dir=str(reports))
    return Story(
        estate,
        [
            "Its vault dr-vault protects the seven disks of an application, which has three virtual machines:",
            "shop-web, shop-app and shop-db. tests/demo/shop.yml has the variables of all runs.",
        ],
        [
            Step("Could I restore tonight? The check reads, and changes nothing.", audit, fails=True),
            Step(
                "No. It says what to mend: a role is missing. Give it to the vault's identity, and to nobody else.",
                ["ansible", "localhost", "-m", "azure_dr.backup.restore_permission", "-a", ROLE],
            ),
            Step("Could I restore now?", audit),
            Step(
                "It is that night. Two hours ago something wrote zeros over the data disks, and the newest backups\n"
                "     have them, too. Bring the machines back to one moment before that.",
                _playbook("recover_vms", recover_vms_as_of=moment, recover_vms_report_dir=str(reports)),
                before=_machines,
                after=_machines,
            ),
            Step(
                "Was it the wrong moment? No disk was deleted. Put the former disks back.",
                _playbook("undo_recovery"),
                after=_machines,
            ),
            Step(
                "And for the auditor: a drill. It restores disks, reads them, deletes them again, and proves it.",
                _playbook(
                    "recovery_drill",
                    recovery_drill_as_of=moment,
                    recovery_drill_report_dir=str(reports),
                ),
                after=_evidence,
            ),
        ],
        "That is the whole story. make emulator ESTATE=application",
    )


def _playbook(name: str, **variables: str) -> list[str]:
    return ["ansible-playbook", f"azure_dr.backup.{name}", *with_variables("shop.yml", **variables)]


def _lose_the_role(estate: Estate) -> None:
    group = estate.group("shop-prod").id
    for key, given in list(estate.access.assignments.items()):
        if given.scope == group:
            del estate.access.assignments[key]


def _damage(estate: Estate) -> None:
    """An hour before the last backup."""
    for name in DAMAGED:
        disk = estate.disk(name, "shop-prod")
        assert disk
        disk.content = "zero"
    for number, disk in enumerate(estate.disks.values()):
        estates.back_up(estate, estate.instance(disk.name), estate.born - timedelta(hours=1, minutes=number))


def _machines(estate: Estate, _reports: Path) -> Sequence[str]:
    """The machines with data, and what is on their disks."""
    with estate.lock:
        return [
            f"{machine.name} is {machine.power}, on "
            + ", ".join(_disk(estate, one.disk_id) for one in sorted(machine.attachments, key=_place))
            for machine in estate.machines.values()
            if len(machine.attachments) > 1
        ]


def _place(attachment: Attachment) -> int:
    """The OS disk first, then by LUN."""
    return -1 if attachment.lun is None else attachment.lun


def _disk(estate: Estate, disk_id: str | None) -> str:
    disk = estate.disks[disk_id or ""]
    return f"{disk.name} ({'ZEROS' if disk.content == 'zero' else disk.content.split()[-1]})"


def _evidence(estate: Estate, reports: Path) -> Sequence[str]:
    """What the report of the drill says, and what is left in the group of the drills."""
    newest = max(reports.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    evidence = json.loads(newest.read_text(encoding="utf-8"))["evidence"]
    verdicts = ", ".join(f"{name}: {evidence[name]}" for name in ("restored", "validated", "cleaned_up"))
    left = sum(disk.group == "shop-drill" for disk in estate.disks.values())
    return [f"The evidence: {verdicts}; deleted: {len(evidence['deleted'])} disks. Disks in shop-drill now: {left}."]
