# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Jobs that are named, and the wait for their ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .._arm.errors import DeadlinePassed, LoginFailed, TaskError
from .._arm.plain_text import cut_in_the_middle
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._arm.waiter import Steps, bounded
from .._azure.dataprotection.jobs import Job, get_job, job_name
from .._azure.dataprotection.vaults import VaultRef
from .errors import JobsFailed


@dataclass
class AwaitedJobs:
    """Jobs by name, of which those of `names` are waited for. `unanswered`: Azure does not answer at the moment."""

    jobs: dict[str, Job]
    names: Sequence[str]
    unanswered: bool = False

    def state(self) -> str:
        """How far they are: one by itself, many by their counts."""
        if len(self.names) == 1:
            (job,) = self._named()
            disk = cut_in_the_middle(job_name(job.source_id or "an unknown disk"))
            told = f"job {job.name} of {disk}: {job.status}"
        else:
            counts = Counter(job.status for job in self._named())
            told = f"{len(self.names)} jobs: " + ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
        return told + self._unanswered_words

    def failure(self) -> JobsFailed | None:
        """What those come to that have not ended well; None if all have."""
        bad = [job for job in self._named() if not job.ended_well]
        if not bad:
            return None
        told = " ".join(
            f"Job {job.name} ended as {job.status}: {job.problem or 'Azure gives no reason'}" for job in bad
        )
        failure = JobsFailed(f"{len(bad)} of {len(self.names)} jobs did not succeed. {told}", problem=bad[0].problem)
        # Only now: each start of a module compiles what it imports, and most jobs end well.
        from .error_guide import Circumstances, explained

        explained(failure, Circumstances(target=ResourceId.parse_if_one(bad[0].target_id)))
        return failure

    def wait(self, session: ArmSession, ref: VaultRef, *, poll_interval: float) -> Steps[None]:
        """Look at those that run until they have ended, and keep them up to date."""
        while running := [name for name in self.names if not self.jobs[name].has_ended]:
            first = self.jobs[running[0]]
            waiting_for = f"Job {first.name} ({first.status}{self._unanswered_words})"
            yield bounded(poll_interval, session.deadline, waiting_for)
            for name in running:
                try:
                    self.jobs[name] = get_job(session, ref, self.jobs[name].name)
                except TaskError as failure:
                    if not (goes_on(failure) or isinstance(failure, DeadlinePassed)):
                        raise
                    self.unanswered = self.unanswered or failure.passing
                    break
            else:
                self.unanswered = False

    def _named(self) -> list[Job]:
        return [self.jobs[name] for name in self.names]

    @property
    def _unanswered_words(self) -> str:
        return ", Azure does not answer" if self.unanswered else ""


def goes_on(failure: TaskError) -> bool:
    """Whether a job that could not be read can be read later."""
    return failure.passing or isinstance(failure, LoginFailed)
