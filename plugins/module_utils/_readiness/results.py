# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The shape of readiness in results."""

from __future__ import annotations

from typing import Literal, TypedDict

from .._arm.times import format_moment
from .._backup.selected_disks import SelectedDisk, UnprotectedDisk
from .._backup.shapes.disks import size_gb
from .._backup.shapes.recovery_map import RecoveryMap
from .aims import Aims
from .applications import Application
from .findings import CODES, SEVERITIES, Finding, Severity
from .judges import JudgedDisk, Readiness
from .proofs import OLDEST_PROOF, is_proven
from .reader import Depth


class FindingResult(TypedDict):
    """A finding."""

    code: str
    severity: Severity
    message: str
    remedy: str


class DiskResult(TypedDict):
    """A protected disk."""

    disk: str
    disk_id: str
    backup_instance_id: str
    virtual_machine: str | None
    ready: bool
    newest_point: str | None
    oldest_point: str | None
    restores_last_24h: int | None
    last_proof: str | None
    last_proof_report: str | None
    findings: list[FindingResult]


class UnprotectedResult(TypedDict):
    """A disk that nothing protects."""

    disk: str
    disk_id: str
    virtual_machine: str | None
    size_gb: int | None
    findings: list[FindingResult]


class ApplicationResult(TypedDict):
    """An application. The two points are the newest and the oldest of the newest points of its disks."""

    application: str
    ready: bool
    disks: int
    unprotected: int
    newest_point: str | None
    oldest_point: str | None
    skew_seconds: float | None
    findings: list[FindingResult]


class Summary(TypedDict):
    """The figures of all disks. What is proven is null if no reports were given."""

    disks: int
    protected: int
    unprotected: int
    ready: int
    proven: int | None
    proven_within_days: int | None
    errors: int
    warnings: int
    infos: int
    codes: dict[str, int]


class ReadinessResult(TypedDict):
    """What a check of readiness came to."""

    ready: bool
    depth: Literal["quick", "thorough"]
    judged_at: str | None
    rpo_target: float | None
    target_resource_group: str | None
    summary: Summary
    disks: list[DiskResult]
    unprotected_disks: list[UnprotectedResult]
    applications: list[ApplicationResult]
    unknown: list[str]
    recovery_map: RecoveryMap


def readiness_result(readiness: Readiness, recovery_map: RecoveryMap, aims: Aims, depth: Depth) -> ReadinessResult:
    """The result of a check."""
    return {
        "ready": readiness.ready,
        "depth": depth,
        "judged_at": format_moment(aims.now.replace(microsecond=0)),
        "rpo_target": aims.rpo_target,
        "target_resource_group": aims.target_group,
        "summary": _summary(readiness, aims),
        "disks": [_disk(disk) for disk in readiness.disks],
        "unprotected_disks": [_unprotected(disk, findings) for disk, findings in readiness.unprotected],
        "applications": [_application(one) for one in readiness.applications],
        "unknown": list(readiness.unknown),
        "recovery_map": recovery_map,
    }


def _summary(readiness: Readiness, aims: Aims) -> Summary:
    """Disks are counted once, whatever number of instances protects them."""
    protected = {disk.state.disk.key for disk in readiness.disks}
    broken = {disk.state.disk.key for disk in readiness.disks if not disk.ready}
    proven = {disk.state.disk.key for disk in readiness.disks if is_proven(disk.state.proof, aims.now)}
    errors, warnings, infos = (
        sum(found.severity == severity for found in readiness.findings) for severity in SEVERITIES
    )
    counts = readiness.counts
    return {
        "disks": len(protected) + len(readiness.unprotected),
        "protected": len(protected),
        "unprotected": len(readiness.unprotected),
        "ready": len(protected - broken),
        "proven": len(proven) if aims.with_proofs else None,
        "proven_within_days": OLDEST_PROOF.days if aims.with_proofs else None,
        "errors": errors,
        "warnings": warnings,
        "infos": infos,
        "codes": {code: counts[code] for code in CODES},
    }


def _disk(judged: JudgedDisk) -> DiskResult:
    state = judged.state
    return {
        "disk": state.disk.name,
        "disk_id": state.disk.id,
        "backup_instance_id": state.disk.protection.instance.id,
        "virtual_machine": _machine(state.disk),
        "ready": judged.ready,
        "newest_point": format_moment(state.points.newest),
        "oldest_point": format_moment(state.points.oldest),
        "restores_last_24h": state.backups.restores_last_24h,
        "last_proof": format_moment(state.proof.when) if state.proof else None,
        "last_proof_report": state.proof.report if state.proof else None,
        "findings": _findings(judged.findings),
    }


def _unprotected(disk: UnprotectedDisk, findings: tuple[Finding, ...]) -> UnprotectedResult:
    return {
        "disk": disk.name,
        "disk_id": disk.id,
        "virtual_machine": _machine(disk),
        "size_gb": size_gb(disk.disk),
        "findings": _findings(findings),
    }


def _application(one: Application) -> ApplicationResult:
    return {
        "application": one.name,
        "ready": one.ready,
        "disks": one.disks,
        "unprotected": one.unprotected,
        "newest_point": format_moment(one.newest),
        "oldest_point": format_moment(one.oldest),
        "skew_seconds": one.skew_seconds,
        "findings": _findings(one.findings),
    }


def _machine(disk: SelectedDisk) -> str | None:
    return disk.placement.machine_id if disk.placement else None


def _findings(findings: tuple[Finding, ...]) -> list[FindingResult]:
    return [
        {"code": one.code, "severity": one.severity, "message": one.message, "remedy": one.remedy} for one in findings
    ]
