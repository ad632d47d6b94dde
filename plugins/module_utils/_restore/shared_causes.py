# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.
"""Failures of many disks, those with one cause together: what is to be done for all of them is said once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .._arm.errors import TaskError, WrongInput
from .records import Outcome, Record

MOST_CAUSES, MOST_NAMED = 5, 5
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
COUNTED: tuple[tuple[Outcome, str], ...] = (
    ("failed", "failed"),
    ("running", "still being restored"),
    ("outcome_unknown", "of unknown outcome"),
)


@dataclass(frozen=True)
class SharedCause:
    """The disks that one cause has kept from being restored. The words are those of the first of them."""

    failure: TaskError
    records: tuple[Record, ...]

    def __str__(self) -> str:
        names = [_named(record) for record in self.records[:MOST_NAMED]]
        more = f" and {len(self.records) - MOST_NAMED} more" if len(self.records) > MOST_NAMED else ""
        return f"{', '.join(names)}{more}: {self.failure.message}"


def shared_causes(records: Sequence[Record]) -> list[SharedCause]:
    """The failures among what became of the disks, in the order in which their causes come up."""
    alike: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        if record.failure:
            alike.setdefault(_kind(record, record.failure), []).append(record)
    causes = [SharedCause(found[0].failure, tuple(found)) for found in alike.values() if found[0].failure]
    # Wrong input comes first: it is why nothing was sent.
    return sorted(causes, key=lambda cause: not isinstance(cause.failure, WrongInput))


def what_failed(causes: Sequence[SharedCause], records: Sequence[Record]) -> str:
    """How many disks are not back, and why: each cause once, with its disks and what mends it."""
    left = sum(len(cause.records) for cause in causes[MOST_CAUSES:])
    more = [f"{left} more failed for other reasons: see failures in the result."] if left else []
    return " ".join([_headline(causes, records), *map(str, causes[:MOST_CAUSES]), *more])


def _headline(causes: Sequence[SharedCause], records: Sequence[Record]) -> str:
    total = len(records)
    wrong = sum(len(cause.records) for cause in causes if isinstance(cause.failure, WrongInput))
    if wrong and all(record.outcome in ("failed", "not_sent") and not record.changed for record in records):
        written = "it is written" if wrong == 1 else "they are written"
        return f"Nothing was sent for any disk, because {wrong} of {total} can't be restored as {written}."
    outcomes = [record.outcome for cause in causes for record in cause.records]
    counts = [f"{number} {words}" for outcome, words in COUNTED if (number := outcomes.count(outcome))]
    if set(outcomes) == {"failed"}:
        return f"{len(outcomes)} of {total} disks failed."
    return f"{len(outcomes)} of {total} disks are not restored: {', '.join(counts)}."


def _kind(record: Record, failure: TaskError) -> tuple[str, ...]:
    """What failures of one cause have in common: all that they say but the names of their own disks and requests."""
    advice = failure.advice
    said = [str(failure), *([advice.cause, advice.who, advice.remedy] if advice else [])]
    return (record.outcome, failure.problem.code, *(_without_names(words, record) for words in said))


def _without_names(words: str, record: Record) -> str:
    source, choice = record.request.source, record.choice
    names = [record.request.target.name, source.instance_name, source.disk_name, source.disk_id and source.disk_id.name]
    if choice:
        names += [choice.instance.name, choice.instance.source_name, choice.point_id]
    any_name = "|".join(sorted((re.escape(name) for name in names if name), key=len, reverse=True))
    return re.sub(rf"(?<![\w-])(?:{any_name})(?![\w-])", "*", GUID.sub("*", words), flags=re.IGNORECASE)


def _named(record: Record) -> str:
    """The disk, with what its restore is found by while it goes on, or may do so."""
    name = record.request.target.name
    if record.outcome == "failed":
        return name
    return f"{name} (job {record.job_name})" if record.job_name else f"{name} (activity id {record.activity_id})"
