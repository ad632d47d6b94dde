# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of a recorded request: its operation, its job, and how long both took.

Answers tell when they were written to the second, operations when they ended likewise, and some not at all. So an end
is put between the last answer that shows the thing running and the first that shows it over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator.rules import caseless
from ansible_collections.azure_dr.backup.tests.emulator.timestamps import parse_time

from .exchanges import Exchange, Recording

STATUS = re.compile(r"/operation(?:Status|Results)/([^/?]+)")
_RUNNING = ("inprogress", "cancelling")
_KINDS = {"validateRestore": "validate_seconds", "restore": "restore_job_seconds", "backup": "backup_job_seconds"}
_PROTECTION = {"stopProtection", "suspendBackups", "resumeProtection"}
_LONG = timedelta(days=1)
_A_LITTLE = timedelta(seconds=0.9)
"""So much may an answer be younger than its Date header says."""


@dataclass
class Course:
    """``durations`` are settings of the emulator."""

    durations: dict[str, float] = field(default_factory=dict)
    activity: str | None = None
    """The client's request id, which recorders leave out: the job has kept it."""
    target: str | None = None
    """The disk that it restored, or found that it could."""


def course_of(exchange: Exchange, recording: Recording) -> Course:
    """Of a request that started an operation; an empty one of any other."""
    course, start = Course(), exchange.time
    operation = STATUS.search(exchange.headers.get("location", ""))
    action = exchange.url.partition("?")[0].rpartition("/")[2]
    kind = "protection_seconds" if action in _PROTECTION else _KINDS.get(action)
    if exchange.method != "POST" or not operation or not kind or not start:
        return course
    statuses = list(_answers(recording, operation[1]))
    request = (exchange.body or {}).get("restoreRequestObject") or exchange.body or {}
    target = caseless(caseless(request.get("restoreTargetInfo"), "datasourceInfo"), "resourceID")
    if not statuses:
        return course
    ended = _end(statuses)
    if kind in ("validate_seconds", "protection_seconds"):
        course.durations[kind] = _seconds(start, ended)
        course.target = target if statuses[-1][1]["status"] == "Succeeded" else None
        return course
    course.durations["operation_seconds"] = _seconds(start, ended)
    job_id = next((one["properties"]["jobId"] for _time, one in statuses if one.get("properties")), "")
    jobs = [(time, {**one, **one["properties"]}) for time, one in _answers(recording, job_id.rpartition("/")[2])]
    if jobs:
        course.durations[kind] = _seconds(start, _end(jobs)) - course.durations["operation_seconds"]
        course.activity = jobs[-1][1]["activityID"]
        course.target = target if jobs[-1][1]["status"].startswith("Completed") else None
    return course


def written_at(exchange: Exchange) -> datetime | None:
    """When an answer was written: its Date, or the end of which it tells, if that is later."""
    told = exchange.answer if isinstance(exchange.answer, dict) else {}
    ends = [_end_of(one) for one in (told, told.get("properties")) if isinstance(one, dict)]
    return max([exchange.time, *(end for end in ends if end)]) if exchange.time else None


def _answers(recording: Recording, name: str) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """All that was said of an operation or job, when it was asked for by itself."""
    for exchange in recording.exchanges:
        answer = exchange.answer if isinstance(exchange.answer, dict) else {}
        written = written_at(exchange)
        if name and answer.get("name") == name and written:
            yield written, answer


def _end(answers: list[tuple[datetime, dict[str, Any]]]) -> datetime:
    running = [time for time, one in answers if one["status"].lower() in _RUNNING]
    over = [(time, _end_of(one)) for time, one in answers if one["status"].lower() not in _RUNNING]
    if not over:
        return running[-1] + _LONG
    latest, told = over[0]
    return min(latest, max([told or latest, *(time + _A_LITTLE for time in running)]))


def _seconds(start: datetime, end: datetime) -> float:
    """From a request to an end, here."""
    return max(0.0, (end - start).total_seconds())


def _end_of(document: dict[str, Any]) -> datetime | None:
    """The end that an operation or a job tells; None if it tells none."""
    moment = parse_time(document.get("endTime") or "")
    return moment if moment and moment.year > 1 else None
