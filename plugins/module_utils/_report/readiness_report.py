# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""A report about readiness: what its page, its document and the screen tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from .._arm.errors import capitalised
from .._arm.times import format_moment
from .._readiness.findings import Finding
from .coverage import coverage_document
from .json_document import as_json, first_members
from .readiness_facts import CheckedDisk, ReadinessFacts
from .readiness_needs import mend_lines
from .words import counted

KIND = "readiness"
NO_TARGET_GROUP = (
    "Whether the vault's identity may restore was not judged: "
    "set target_resource_group to the resource group into which you would restore."
)


@dataclass(frozen=True)
class ReadinessReport:
    """`name` is that of its files, without their endings."""

    name: str
    written: datetime
    facts: ReadinessFacts
    who: Mapping[str, str | None]

    @property
    def headline(self) -> str:
        """The check in one sentence."""
        facts = self.facts
        bad = facts.protected - facts.ready_disks
        if bad:
            told = f"{bad} of {counted(facts.protected, 'protected disk')} could not be restored now"
        elif facts.protected == 1:
            told = "The protected disk could be restored now"
        else:
            told = f"All {facts.protected} protected disks could be restored now" if facts.protected else ""
        alone = f"nothing protects {counted(len(facts.unprotected), 'disk')}" if facts.unprotected else ""
        doubt = "" if facts.all_seen else ", as far as this login sees"
        return capitalised(f"{', and ' if bad else ', but '}".join(filter(None, (told, alone)))) + doubt


def readiness_lines(report: ReadinessReport, where: str | None) -> list[str]:
    """What to say on a screen: the verdict, where the report is, how much is proven, what to mend, and what is open."""
    facts = report.facts
    covered = [f"{facts.coverage.words}."] if facts.coverage else []
    lines = [report.headline, *([where] if where else []), *covered, *mend_lines(facts)]
    return lines if facts.target_group else [*lines, NO_TARGET_GROUP]


def readiness_verdict(facts: ReadinessFacts, *, check_mode: bool) -> dict[str, Any]:
    """The verdict for a machine, in the same keys as that of a restore."""
    return {
        "result": "ready" if facts.ready else "not_ready",
        "check_mode": check_mode,
        "disks": facts.total,
        "disks_missing": facts.total - facts.ready_disks,
        **{f"{name}{end}": None for name in ("rpo", "rto") for end in ("", "_seconds", "_target_seconds")},
    }


def readiness_document(report: ReadinessReport) -> str:
    """The report as JSON. The recovery map in it can be read back."""
    facts = report.facts
    told = {
        **first_members(report.name, report.written, KIND),
        "run": dict(report.who),
        "login": asdict(facts.login) if facts.login else None,
        "headline": report.headline,
        "ready": facts.ready,
        "depth": facts.depth,
        "judged_at": format_moment(facts.judged),
        "rpo_target": facts.rpo_target,
        "target_resource_group": facts.target_group,
        "disks_total": facts.total,
        "disks_protected": facts.protected,
        "disks_ready": facts.ready_disks,
        "disks_proven": facts.coverage.proven if facts.coverage else None,
        "coverage": coverage_document(facts.coverage),
        "disks": [_disk(disk) for disk in facts.disks],
        "unprotected_disks": [_disk(disk) for disk in facts.unprotected],
        "applications": [
            {
                "application": one.name,
                "ready": one.ready,
                "disks": one.disks,
                "unprotected": one.unprotected,
                "newest_point": format_moment(one.newest_point),
                "oldest_point": format_moment(one.oldest_point),
                "skew_seconds": one.skew_seconds,
                "findings": _findings(one.findings),
            }
            for one in facts.applications
        ],
        "unknown": list(facts.unknown),
        "recovery_map": facts.recovery_map,
    }
    return as_json(told)


def _disk(disk: CheckedDisk) -> dict[str, Any]:
    return {
        "disk": disk.name,
        "disk_id": disk.id,
        "virtual_machine": disk.machine_id,
        "backup_instance_id": disk.instance_id,
        "ready": disk.ready,
        "newest_point": format_moment(disk.newest_point),
        "oldest_point": format_moment(disk.oldest_point),
        "restores_last_24h": disk.restores_last_24h,
        "last_proof": format_moment(disk.last_proof),
        "last_proof_report": disk.last_proof_report,
        "size_gb": disk.size_gb,
        "findings": _findings(disk.findings),
    }


def _findings(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    return [asdict(found) for found in findings]
