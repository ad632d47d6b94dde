# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a check of readiness tells, in types: read from the result of restore_readiness_info, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .._arm.errors import OptionRefused
from .._arm.resource_ids import ResourceId
from .._azure.resource_names import last_name
from .._backup.shapes.recovery_map import RecoveryMap, read_recovery_map
from .._readiness.findings import CODES, KINDS, SEVERITIES, Finding, Severity, by_cost
from .coverage import Coverage
from .facts import LoginFacts, read_login
from .plain_values import as_list, as_mapping, as_moment, as_number, as_text, as_texts, as_whole_number

OPTION = "readiness"
_BY_NAME: Mapping[str, Severity] = {severity: severity for severity in SEVERITIES}


@dataclass(frozen=True)
class CheckedDisk:
    """A disk. One that nothing protects has no backup instance."""

    name: str
    id: str | None
    machine_id: str | None
    instance_id: str | None
    newest_point: datetime | None
    oldest_point: datetime | None
    restores_last_24h: int | None
    last_proof: datetime | None
    last_proof_report: str | None
    size_gb: int | None
    findings: tuple[Finding, ...]

    @property
    def machine(self) -> str | None:
        """The name of the virtual machine that it belongs to."""
        return last_name(self.machine_id) if self.machine_id else None

    @property
    def resource_group(self) -> str | None:
        """The resource group that it is in."""
        parts = (self.id or "").split("/")
        return parts[4] if len(parts) > 4 else None

    @property
    def ready(self) -> bool:
        """Whether nothing stands against its restore, as far as is known."""
        return all(found.severity != "error" for found in self.findings)

    @property
    def known(self) -> bool:
        """Whether all that can stand against its restore was seen."""
        unseen = (
            found.severity != KINDS[found.code].severity or found.code == "point_unknown" for found in self.findings
        )
        return not any(unseen)


@dataclass(frozen=True)
class CheckedApplication:
    """An application."""

    name: str
    ready: bool
    disks: int
    unprotected: int
    newest_point: datetime | None
    oldest_point: datetime | None
    skew_seconds: float | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ReadinessFacts:
    """What is known of a check. There is no coverage if no reports of restores were given."""

    ready: bool
    depth: str | None
    judged: datetime | None
    rpo_target: float | None
    target_group: str | None
    protected: int
    ready_disks: int
    coverage: Coverage | None
    disks: tuple[CheckedDisk, ...]
    unprotected: tuple[CheckedDisk, ...]
    applications: tuple[CheckedApplication, ...]
    unknown: tuple[str, ...]
    recovery_map: RecoveryMap | None
    login: LoginFacts | None

    @property
    def total(self) -> int:
        """How many disks there are."""
        return self.protected + len(self.unprotected)

    @property
    def all_seen(self) -> bool:
        """Whether nothing is unknown. Of a disk with several instances, it is enough to know all of one."""
        known = {disk.id for disk in self.disks if disk.known}
        return not self.unknown and all(disk.id in known for disk in self.disks)

    @property
    def subscription_ids(self) -> list[str]:
        """The subscriptions of the disks, each once."""
        disks = (ResourceId.parse_if_one(disk.id) for disk in (*self.disks, *self.unprotected) if disk.id)
        return list(dict.fromkeys(disk.subscription_id.lower() for disk in disks if disk))

    @property
    def oldest_newest_point(self) -> datetime | None:
        """The newest point of the disk whose newest point is oldest."""
        return min((disk.newest_point for disk in self.disks if disk.newest_point), default=None)


def read_readiness(result: Mapping[str, Any]) -> ReadinessFacts:
    """The facts in a result. Raises `OptionRefused` for anything else, and for that of a task that failed."""
    if result.get("failed") is True or not isinstance(result.get("ready"), bool):
        why = as_text(result.get("msg"))
        raise OptionRefused(OPTION, f"is not the result of restore_readiness_info{f': {why}' if why else ''}")
    summary = as_mapping(result.get("summary"))
    given = result.get("recovery_map")
    return ReadinessFacts(
        ready=result["ready"],
        depth=as_text(result.get("depth")),
        judged=as_moment(result.get("judged_at")),
        rpo_target=as_number(result.get("rpo_target")),
        target_group=as_text(result.get("target_resource_group")),
        protected=as_whole_number(summary.get("protected")) or 0,
        ready_disks=as_whole_number(summary.get("ready")) or 0,
        coverage=_coverage(summary),
        disks=tuple(map(_disk, as_list(result.get("disks")))),
        unprotected=tuple(map(_disk, as_list(result.get("unprotected_disks")))),
        applications=tuple(map(_application, as_list(result.get("applications")))),
        unknown=as_texts(result.get("unknown")),
        recovery_map=read_recovery_map(given) if isinstance(given, Mapping) else None,
        login=read_login(result.get("login")),
    )


def _coverage(summary: Mapping[str, Any]) -> Coverage | None:
    protected, proven, days = (
        as_whole_number(summary.get(name)) for name in ("protected", "proven", "proven_within_days")
    )
    return None if protected is None or proven is None or days is None else Coverage(protected, proven, days)


def _disk(told: object) -> CheckedDisk:
    values = as_mapping(told)
    disk_id = as_text(values.get("disk_id"))
    return CheckedDisk(
        name=as_text(values.get("disk")) or last_name(disk_id or "") or "a disk without a name",
        id=disk_id,
        machine_id=as_text(values.get("virtual_machine")),
        instance_id=as_text(values.get("backup_instance_id")),
        newest_point=as_moment(values.get("newest_point")),
        oldest_point=as_moment(values.get("oldest_point")),
        restores_last_24h=as_whole_number(values.get("restores_last_24h")),
        last_proof=as_moment(values.get("last_proof")),
        last_proof_report=as_text(values.get("last_proof_report")),
        size_gb=as_whole_number(values.get("size_gb")),
        findings=_findings(values),
    )


def _application(told: object) -> CheckedApplication:
    values = as_mapping(told)
    return CheckedApplication(
        name=as_text(values.get("application")) or "an application without a name",
        ready=values.get("ready") is True,
        disks=as_whole_number(values.get("disks")) or 0,
        unprotected=as_whole_number(values.get("unprotected")) or 0,
        newest_point=as_moment(values.get("newest_point")),
        oldest_point=as_moment(values.get("oldest_point")),
        skew_seconds=as_number(values.get("skew_seconds")),
        findings=_findings(values),
    )


def _findings(values: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Those with a code and a severity that are known."""
    found: list[Finding] = []
    for told in map(as_mapping, as_list(values.get("findings"))):
        code, severity = as_text(told.get("code")), _BY_NAME.get(str(told.get("severity")))
        if code in CODES and severity:
            words, remedy = as_text(told.get("message")) or "", as_text(told.get("remedy")) or ""
            found.append(Finding(code, severity, words, remedy))
    return tuple(by_cost(found))
