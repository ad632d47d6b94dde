# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.
"""Failures of many disks, those with one cause together: what is to be done for all of them is said once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from .._arm.errors import TaskError, WrongInput

MOST_CAUSES, MOST_NAMED = 5, 5
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


class DiskRecord(Protocol):
    """What became of one disk. `own_names` are names that its messages may have, and those of other disks have not."""

    @property
    def outcome(self) -> str: ...

    @property
    def failure(self) -> TaskError | None: ...

    @property
    def changed(self) -> bool: ...

    @property
    def name(self) -> str: ...

    @property
    def own_names(self) -> Sequence[str | None]: ...

    @property
    def job_name(self) -> str | None: ...

    @property
    def activity_id(self) -> str | None: ...


@dataclass(frozen=True)
class Undone:
    """What is said of disks for which it did not work: of input, of all, and of those for which it goes on."""

    cannot_be: str
    are_not: str
    still: str


R = TypeVar("R", bound=DiskRecord)


@dataclass(frozen=True)
class SharedCause(Generic[R]):
    """The disks with one cause. The words are those of the first of them."""

    failure: TaskError
    records: tuple[R, ...]

    def __str__(self) -> str:
        names = [_named(record) for record in self.records[:MOST_NAMED]]
        more = f" and {len(self.records) - MOST_NAMED} more" if len(self.records) > MOST_NAMED else ""
        return f"{', '.join(names)}{more}: {self.failure.message}"


def shared_causes(records: Sequence[R]) -> list[SharedCause[R]]:
    """The failures among what became of the disks, in the order in which their causes come up."""
    alike: dict[tuple[str, ...], list[R]] = {}
    for record in records:
        if record.failure:
            alike.setdefault(_kind(record, record.failure), []).append(record)
    causes = [SharedCause(found[0].failure, tuple(found)) for found in alike.values() if found[0].failure]
    # Wrong input comes first: it is why nothing was sent.
    return sorted(causes, key=lambda cause: not isinstance(cause.failure, WrongInput))


def what_failed(causes: Sequence[SharedCause[R]], records: Sequence[R], undone: Undone) -> str:
    """For how many disks it did not work, and why: each cause once, with its disks and what mends it."""
    left = sum(len(cause.records) for cause in causes[MOST_CAUSES:])
    more = [f"For {left} more it did not work either: see failures in the result."] if left else []
    return " ".join([_headline(causes, records, undone), *map(str, causes[:MOST_CAUSES]), *more])


def _headline(causes: Sequence[SharedCause[R]], records: Sequence[R], undone: Undone) -> str:
    total = len(records)
    wrong = sum(len(cause.records) for cause in causes if isinstance(cause.failure, WrongInput))
    if wrong and all(record.outcome in ("failed", "not_sent") and not record.changed for record in records):
        written = "it is written" if wrong == 1 else "they are written"
        return f"Nothing was sent for any disk, because {wrong} of {total} {undone.cannot_be} as {written}."
    outcomes = [record.outcome for cause in causes for record in cause.records]
    counted = (("failed", "failed"), ("running", undone.still), ("outcome_unknown", "of unknown outcome"))
    counts = [f"{number} {words}" for outcome, words in counted if (number := outcomes.count(outcome))]
    if set(outcomes) == {"failed"}:
        return f"{len(outcomes)} of {total} disks failed."
    return f"{len(outcomes)} of {total} disks {undone.are_not}: {', '.join(counts)}."


def _kind(record: DiskRecord, failure: TaskError) -> tuple[str, ...]:
    """What failures of one cause have in common: all that they say but the names of their own disks and requests.

    A remedy names no requests: its GUIDs say for which identity, and where, it is.
    """
    advice = failure.advice
    said = [GUID.sub("*", words) for words in (str(failure), *([advice.cause, advice.who] if advice else []))]
    said += [advice.remedy] if advice else []
    return (record.outcome, failure.problem.code, *(_without_names(words, record) for words in said))


def _without_names(words: str, record: DiskRecord) -> str:
    names = sorted((re.escape(name) for name in record.own_names if name), key=len, reverse=True)
    return re.sub(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])", "*", words, flags=re.IGNORECASE)


def _named(record: DiskRecord) -> str:
    """The disk, with what its job is found by while it goes on, or may do so."""
    if record.outcome == "failed":
        return record.name
    known = f"job {record.job_name}" if record.job_name else f"activity id {record.activity_id}"
    return f"{record.name} ({known})"
