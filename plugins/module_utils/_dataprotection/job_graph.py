# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Restore jobs found by Azure Resource Graph: the only place that can filter jobs, some seconds behind the service."""

from __future__ import annotations

from collections.abc import Sequence

from .._arm.errors import NoAnswer
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from . import wire
from .jobs import Job, read_job
from .vaults import VaultRef

GRAPH_PATH = "/providers/Microsoft.ResourceGraph/resources"
GRAPH_API_VERSION = "2021-03-01"
TARGETS_A_QUERY = 200
ROWS_A_PAGE = 1000
MOST_PAGES = 20


def find_restores(session: ArmSession, ref: VaultRef, targets: Sequence[ResourceId]) -> list[Job]:
    """Restore jobs of the vault to any of these disks, and all restore jobs of the last day, with their details.

    The index lags behind (14 and 21 seconds were recorded) and reaches about 16 days back. Raises `RequestRefused`
    where the login may not ask it, and `NoAnswer` if it answers without rows: that is not the same as none.
    """
    jobs: dict[str, Job] = {}
    for start in range(0, max(len(targets), 1), TARGETS_A_QUERY):
        some = targets[start : start + TARGETS_A_QUERY]
        for row in _rows(session, ref, _query(ref, some)):
            if job := read_job(row, ref):
                jobs[job.name] = job
    return list(jobs.values())


def _query(ref: VaultRef, targets: Sequence[ResourceId]) -> str:
    ids = ", ".join(_quoted(str(target)) for target in targets)
    return (
        "RecoveryServicesResources"
        " | where type =~ 'microsoft.dataprotection/backupvaults/backupjobs'"
        f" | where id startswith {_quoted(f'{ref.id}/')}"
        " | where properties.operationCategory =~ 'Restore'"
        f" | where properties.extendedInfo.recoveryDestination in~ ({ids})"
        " or todatetime(properties.startTime) > ago(1d)"
        " | project id, name, properties"
    )


def _quoted(text: str) -> str:
    """A string literal of the query language. Ids are checked before; this is the second lock on that door."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _rows(session: ArmSession, ref: VaultRef, query: str) -> list[wire.Json]:
    rows: list[wire.Json] = []
    skip: str | None = None
    for _page in range(MOST_PAGES):
        options: wire.Json = {"$top": ROWS_A_PAGE, "resultFormat": "objectArray", "allowPartialScopes": False}
        doing = f"asking Resource Graph for restores of vault {ref}"
        answer = session.post(
            GRAPH_PATH,
            query={"api-version": GRAPH_API_VERSION},
            body={
                "subscriptions": [ref.id.subscription_id],
                "query": query,
                "options": {**options, "$skipToken": skip} if skip else options,
            },
            doing=doing,
        )
        if not isinstance(wire.member(answer.body, "data"), list):
            raise NoAnswer(f"The answer to {doing} has no rows.", trace=answer.trace)
        rows += wire.items(answer.body, "data")
        skip = wire.text(answer.body, "$skipToken")
        if not skip:
            return rows
    raise NoAnswer(f"Resource Graph has more than {MOST_PAGES} pages of restores of vault {ref}.")
