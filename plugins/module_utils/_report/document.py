# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The report for machines: JSON. docs/docsite/rst/report.rst documents it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .._arm.times import format_moment
from .action import headline, next_run
from .error_facts import ErrorFacts
from .evidence import evidence_document
from .facts import PHASES, DiskFacts
from .json_document import as_json, first_members
from .left_over import left_over_document
from .machines import machines_document
from .report import Report
from .verdict import Verdict, run_result


def document(report: Report) -> str:
    """The report as JSON."""
    facts = report.facts
    told = {
        **first_members(report.name, report.written),
        "check_mode": facts.check_mode,
        "result": run_result(facts, report.machines),
        "headline": headline(report),
        "next": next_run(report),
        "verdict": {"rpo": _verdict(report.rpo), "rto": _verdict(report.rto)},
        "as_of": format_moment(facts.as_of),
        "plan_digest": facts.plan_digest,
        "started_at": format_moment(facts.started),
        "elapsed_seconds": facts.elapsed_seconds,
        "skew_seconds": facts.skew_seconds,
        "drill": report.drill,
        "evidence": evidence_document(report.evidence),
        "run": dict(report.who),
        "login": asdict(facts.login) if facts.login else None,
        "vault_id": facts.vault_id,
        "subscriptions": {
            "vault": facts.vault_subscription_ids[0] if len(facts.vault_subscription_ids) == 1 else None,
            "vaults": facts.vault_subscription_ids,
            "disks": facts.target_subscription_ids,
        },
        "locations": list(facts.locations),
        "message": facts.message if facts.failed else None,
        "error": _error(facts.error),
        "warnings": list(facts.warnings),
        "verified_means": report.verified_means,
        "disks": [_disk(disk) for disk in facts.disks],
        "virtual_machines": machines_document(report.machines),
        "left_over": left_over_document(report.left_over),
        "disks_created": [
            {
                "target_disk": disk.target,
                "size_gb": disk.size_gb,
                "outcome": disk.outcome,
                "delete_command": disk.delete_command if report.drill else None,
            }
            for disk in facts.created
        ],
    }
    return as_json(told)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "status": verdict.status,
        "achieved_seconds": verdict.achieved,
        "target_seconds": verdict.target,
        "why": verdict.why,
    }


def _disk(disk: DiskFacts) -> dict[str, Any]:
    phases = {phase.name: {"begin_seconds": phase.begin, "end_seconds": phase.end} for phase in disk.phases}
    return {
        "target_disk": disk.target,
        "source_disk": disk.source,
        "source_disk_id": disk.source_id,
        "backup_instance": disk.instance,
        "vault_id": disk.vault_id,
        "recovery_point_id": disk.point_id,
        "recovery_point_time": format_moment(disk.point_time),
        "job_id": disk.job_id,
        "outcome": disk.outcome,
        "changed": disk.changed,
        "size_gb": disk.size_gb,
        "elapsed_seconds": disk.elapsed_seconds,
        "job_seconds": disk.job_seconds,
        "phases": {name: phases.get(name) for name in PHASES},
        "error": _error(disk.error),
    }


def _error(error: ErrorFacts | None) -> dict[str, Any] | None:
    if error is None:
        return None
    causes = [{"code": code, "message": words} for code, words in error.causes]
    told = {**asdict(error), "causes": causes, "recommended_actions": list(error.recommended_actions)}
    return {"code": told.pop("code"), "message": told.pop("words"), **told}
