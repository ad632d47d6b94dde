# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the recorded requests to an emulated Azure, each at its moment, and compares what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import requests

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings

from .comparison import Difference, compare
from .exchanges import ARM, Exchange, Recording
from .surroundings import DISKS, Surroundings, moment

_STATUS = re.compile(r"/operation(?:Status|Results)/([^/?]+)")
_ALL_DAY = 1e6


class Replay:
    """Of one recording. Whatever Azure named in it goes by another name here, which is learned as it turns up."""

    def __init__(self, recording: Recording, left_out: list[tuple[str, str]]) -> None:
        self._recording, self._left_out = recording, left_out
        self._surroundings = Surroundings(recording)
        self._names: dict[str, str] = {}
        self._urls: dict[str, str] = {}
        self._strange: set[str] = set()
        """Operations of requests that are left out."""
        self.used: set[tuple[str, str]] = set()
        """By what something was left out."""

    def differences(self) -> Iterator[Difference]:
        """Of all exchanges that are not left out."""
        settings = Settings(**self._durations())
        with Emulator(self._surroundings.estate, settings=settings) as azure, requests.Session() as session:
            session.trust_env, session.verify = False, azure.ca_file
            self._azure, self._session = azure, session
            for exchange in self._recording.exchanges:
                if exchange.time:
                    azure.clock.advance((exchange.time - azure.clock.now()).total_seconds())
                if self._is_left_out(exchange):
                    continue
                self._surroundings.as_at(exchange)
                response = self._send(exchange)
                self._learn(exchange, response)
                yield from self._compare(exchange, response)

    def _is_left_out(self, exchange: Exchange) -> bool:
        operation = _STATUS.search(exchange.url)
        if operation:
            return operation[1] in self._strange
        told = f"{exchange.url} {exchange.body}" if "ResourceGraph" in exchange.url else exchange.url
        for method, path in self._left_out:
            if method == exchange.method and re.search(path, told):
                self.used.add((method, path))
                started = _STATUS.search(exchange.headers.get("azure-asyncoperation", ""))
                if started:
                    self._strange.add(started[1])
                return True
        return False

    def _durations(self) -> dict[str, float]:
        """How long the operations and jobs of this recording took."""
        found: dict[str, float] = {}
        for exchange in self._recording.exchanges:
            answer = exchange.answer if isinstance(exchange.answer, dict) else {}
            properties = answer.get("properties") or {}
            if answer.get("status") == "Succeeded":
                kind = "operation_seconds" if properties else "validate_seconds"
                found[kind] = max(0.5, _seconds(answer["startTime"], answer["endTime"]))
            if "backupJobs" in exchange.url and properties.get("endTime") and properties["dataSourceType"] == DISKS:
                kind = {"Restore": "restore_job_seconds"}.get(properties["operation"], "backup_job_seconds")
                found[kind] = _seconds(properties["startTime"], properties["endTime"])
        return found

    def _send(self, exchange: Exchange) -> requests.Response:
        url = self._urls.get(exchange.url) or self._translated(exchange.url)
        headers = {"Authorization": f"Bearer {self._azure.token(lifetime=_ALL_DAY)}"}
        activity = self._activity(exchange)
        if activity:
            headers["x-ms-client-request-id"] = activity
        return self._session.request(exchange.method, url, json=exchange.body, headers=headers)

    def _activity(self, exchange: Exchange) -> str | None:
        """The client's request id, which the recorders leave out: the job that came of the request has kept it."""
        if not exchange.url.partition("?")[0].endswith(("/restore", "/backup")):
            return None
        jobs = {
            one["name"]: one["properties"]["activityID"]
            for other in self._recording.exchanges
            for one in other.documents()
            if "activityID" in one["properties"]
        }
        operation = _STATUS.search(exchange.headers.get("location", ""))
        for other in self._recording.exchanges:
            answer = other.answer if isinstance(other.answer, dict) else {}
            if operation and answer.get("name") == operation[1] and "properties" in answer:
                return jobs.get(answer["properties"]["jobId"].rpartition("/")[2])
        return next(iter(jobs.values()), None)

    def _learn(self, exchange: Exchange, response: requests.Response) -> None:
        for header in ("azure-asyncoperation", "location"):
            ours, theirs = response.headers.get(header, ""), exchange.headers.get(header, "")
            if ours and theirs:
                self._urls[theirs] = ours
                operations = _STATUS.search(theirs), _STATUS.search(ours)
                if operations[0] and operations[1]:
                    self._names[operations[0][1]] = operations[1][1]
        answer = exchange.answer if isinstance(exchange.answer, dict) else {}
        if (answer.get("properties") or {}).get("jobId"):
            self._names[_last(answer["properties"]["jobId"])] = _last(response.json()["properties"]["jobId"])

    def _compare(self, exchange: Exchange, response: requests.Response) -> Iterator[Difference]:
        headers = {name: self._translated(value) for name, value in exchange.headers.items()}
        answer = self._translated(exchange.answer)
        yield from compare_answers(replace(exchange, headers=headers, answer=answer), response)

    def _translated(self, value: Any) -> Any:
        """With our names instead of Azure's."""
        if isinstance(value, dict):
            return {name: self._translated(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._translated(one) for one in value]
        if isinstance(value, str):
            for theirs, ours in {**self._names, ARM: self._azure.url}.items():
                value = value.replace(theirs, ours)
        return value


def compare_answers(exchange: Exchange, response: requests.Response) -> Iterator[Difference]:
    """Status, headers (without their order) and body."""
    yield from compare(exchange.status, response.status_code, "status")
    ours = {name.lower(): value for name, value in response.headers.items()}
    yield from compare(dict(sorted(exchange.headers.items())), dict(sorted(ours.items())), "headers")
    body = response.json() if response.content else None
    yield from compare(*_comparable(exchange.answer, body), "body")


def _comparable(recorded: Any, emulated: Any) -> tuple[Any, Any]:
    """Without jobs of other data sources than disks; rows of Resource Graph, which have no order, by their ids."""
    if isinstance(recorded, dict) and isinstance(recorded.get("value"), list):
        kept = [one for one in recorded["value"] if one.get("properties", {}).get("dataSourceType", DISKS) == DISKS]
        return {**recorded, "value": kept}, emulated
    if isinstance(recorded, dict) and "data" in recorded and isinstance(emulated, dict) and "data" in emulated:
        ordered = [{**one, "data": sorted(one["data"], key=lambda row: str(row["id"]))} for one in (recorded, emulated)]
        return ordered[0], ordered[1]
    return recorded, emulated


def _seconds(start: str, end: str) -> float:
    times: list[datetime] = [moment(start), moment(end)]
    return (times[1] - times[0]).total_seconds()


def _last(identifier: str) -> str:
    return identifier.rpartition("/")[2]
