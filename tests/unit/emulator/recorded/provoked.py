# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded failures of neighbouring operations, and requests here that fail in the same shape.

Nobody has recorded how the restore of a disk fails; other operations of the Backup service tell what its errors look
like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import requests

from ansible_collections.azure_dr.backup.tests.emulator import faults
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault
from ansible_collections.azure_dr.backup.tests.emulator.versions import VERSIONS

from .comparison import Difference, compare
from .exchanges import Exchange, load, load_jobs
from .replay import compare_answers

Provocation = Callable[[Any, Exchange], requests.Response]


def _missing_group(client: Any, exchange: Exchange) -> requests.Response:
    return _sent(client, client.azure.estate.vault().id.replace("/backup/", "/dpp-rg/"))


def _missing_vault(client: Any, exchange: Exchange) -> requests.Response:
    return _sent(client, f"{client.azure.estate.vault().id}-not")


def _missing_job(client: Any, exchange: Exchange) -> requests.Response:
    """The shape of 2024-02 is kept for the versions of 2021."""
    if "ErrorCode" in exchange.answer:
        client.version = "2021-07-01"
    return _sent(client, f"{client.azure.estate.vault().id}/backupJobs/none")


def _one_restore_too_many(client: Any, exchange: Exchange) -> requests.Response:
    client.azure.settings.restores_a_day = 0
    return _posted(client, "restore", client.restore_request("new"))


def _wrong_body(client: Any, exchange: Exchange) -> requests.Response:
    return _posted(client, "restore", {})


def _internal_error(client: Any, exchange: Exchange) -> requests.Response:
    client.azure.faults.add(Fault(faults.refused("CloudInternalError", status=500), "POST"))
    return _posted(client, "restore", {})


def _protected_elsewhere(client: Any, exchange: Exchange) -> requests.Response:
    estate = client.azure.estate
    instance = estate.instance("erp-data")
    instance.state = "ProtectionStopped"
    other = estate.add_vault("other-vault", estate.group("backup"))
    estate.protect(estate.disks[instance.disk_id], other, estate.group("erp-snapshots"))
    return _posted(client, "resumeProtection", None)


def _failed_validation(client: Any, exchange: Exchange) -> requests.Response:
    accepted = _posted(client, "validateRestore", {"restoreRequestObject": client.restore_request("new", "erp-drill")})
    client.azure.clock.advance(60)
    return _sent(client, accepted.headers["Azure-AsyncOperation"])


def _failed_job(client: Any, exchange: Exchange) -> requests.Response:
    """A backup's, as the recorded one."""
    client.azure.faults.add(Fault(faults.failing_job(), "POST"))
    accepted = _posted(client, "backup", {"backupRuleOptions": {"ruleName": "BackupDaily", "triggerOption": {}}})
    client.azure.clock.advance(400)
    status = _sent(client, accepted.headers["Azure-AsyncOperation"])
    return _sent(client, status.json()["properties"]["jobId"])


def _sent(client: Any, path: str) -> requests.Response:
    response: requests.Response = client.send("GET", path)
    return response


def _posted(client: Any, action: str, body: Any) -> requests.Response:
    response: requests.Response = client.post(action, body)
    return response


FAILURES: dict[str, Provocation] = {
    "failures/http-404-ResourceGroupNotFound.json": _missing_group,
    "failures/http-404-ResourceNotFound.json": _missing_vault,
    "failures/http-404-UserErrorGenericResourceNotFound.json": _missing_job,
    "failures/http-400-CloudDosTimeboudLimitReached.json": _one_restore_too_many,
    "failures/http-400-DppPluginInvalidInputParameters.json": _wrong_body,
    "failures/http-400-UserErrorDppDatasourceAlreadyHasBackupInstance.json": _protected_elsewhere,
    "failures/http-500-CloudInternalError.json": _internal_error,
    "failures/opstatus-Failed-UserErrorStorageAccountKeyAccessDisallowed.json": _failed_validation,
    "failures/job-Failed-PostgreSQLFlexServerError.json": _failed_job,
}
FAILED_JOBS = "failures/failed-jobs-from-lists.json"


def differences(name: str, client: Any) -> Iterator[Difference]:
    """Of the recorded failures in a file from those that are provoked here."""
    if name == FAILED_JOBS:
        yield from _differences_of_listed_jobs(client)
        return
    for exchange in load(name).exchanges:
        version = exchange.url.partition("api-version=")[2].partition("&")[0]
        client.version = version if version in VERSIONS else client.version
        yield from compare_answers(exchange, FAILURES[name](client, exchange))


def _differences_of_listed_jobs(client: Any) -> Iterator[Difference]:
    client.version = "2024-04-01"
    client.restored(client.restore_request("new", "erp-drill"))
    jobs = client.get(f"{client.azure.estate.vault().id}/backupJobs")["value"]
    for recorded in load_jobs(FAILED_JOBS):
        if recorded["properties"]["operation"] == "Restore":
            yield from compare(recorded, jobs[-1], "body.value")
