# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The shape of a job in results."""

from __future__ import annotations

from typing import Any

from ..._arm.problems import Problem
from ..._arm.times import format_moment
from ..._azure.dataprotection.jobs import Job


def job_result(job: Job) -> dict[str, Any]:
    """A job. Recovery point, target and warnings are null in jobs that were only listed."""
    return {
        "id": job.id,
        "job_id": job.name,
        "activity_id": job.activity_id,
        "operation": job.operation,
        "status": job.status or None,
        "start_time": format_moment(job.started),
        "end_time": format_moment(job.ended),
        "duration_seconds": job.duration_seconds,
        "backup_instance_id": job.instance_id,
        "source_disk_id": job.source_id,
        "recovery_point_id": job.recovery_point_id or job.made_point_id,
        "recovery_point_time": format_moment(job.recovery_point_time),
        "target_disk_id": job.target_id,
        "error": _problem_result(job.problem) if job.problem else None,
        "warnings": list(job.warnings) if job.details_known else None,
    }


def _problem_result(problem: Problem) -> dict[str, Any]:
    """What Azure says went wrong with a job."""
    return {
        "code": problem.code,
        "message": problem.message,
        "recommended_actions": list(problem.recommended_actions),
        "causes": [{"code": cause.code, "message": cause.message} for cause in problem.causes],
    }
