# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the recorded requests to an emulated Azure, each at its moment, and compares what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Literal

import requests

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings

from .comparison import Difference, compare
from .course import STATUS, Course, course_of, written_at
from .exchanges import ARM, Exchange, Recording
from .surroundings import DISKS, Surroundings

_ALL_DAY = 1e6
_ROWS_OF: list[tuple[datetime, Literal["2024-05", "2025-03", "2025-11"]]] = [
    (datetime(2025, 6, 1, tzinfo=timezone.utc), "2025-11"),
    (datetime(2024, 10, 1, tzinfo=timezone.utc), "2025-03"),
    (datetime.min.replace(tzinfo=timezone.utc), "2024-05"),
]
"""Since about when Resource Graph has rows as recorded then."""
"""Somewhere between the two months for which there are recordings."""


def _rows_of(born: datetime) -> Literal["2024-05", "2025-03", "2025-11"]:
    return next(rows for since, rows in _ROWS_OF if born >= since)


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
        settings = Settings(graph_rows_of=_rows_of(self._surroundings.estate.born))
        with Emulator(self._surroundings.estate, settings=settings) as azure, requests.Session() as session:
            session.trust_env, session.verify = False, azure.ca_file
            self._azure, self._session = azure, session
            for exchange in self._recording.exchanges:
                if moment := written_at(exchange):
                    azure.clock.stop_at(moment)
                if self._is_left_out(exchange):
                    continue
                course = course_of(exchange, self._recording)
                vars(settings).update(course.durations)
                self._surroundings.as_at(exchange, self._names, course.target)
                response = self._send(exchange, course)
                self._learn(exchange, response)
                yield from self._compare(exchange, response)

    def _is_left_out(self, exchange: Exchange) -> bool:
        operation = STATUS.search(exchange.url)
        if operation:
            return operation[1] in self._strange
        told = f"{exchange.url} {exchange.body}" if "ResourceGraph" in exchange.url else exchange.url
        for method, path in self._left_out:
            if method == exchange.method and re.search(path, told):
                self.used.add((method, path))
                started = STATUS.search(exchange.headers.get("azure-asyncoperation", ""))
                if started:
                    self._strange.add(started[1])
                return True
        return False

    def _send(self, exchange: Exchange, course: Course) -> requests.Response:
        url = self._urls.get(exchange.url) or self._translated(exchange.url)
        headers = {"Authorization": f"Bearer {self._azure.token(lifetime=_ALL_DAY)}"}
        if course.activity:
            headers["x-ms-client-request-id"] = course.activity
        return self._session.request(exchange.method, url, json=self._translated(exchange.body), headers=headers)

    def _learn(self, exchange: Exchange, response: requests.Response) -> None:
        for header in ("azure-asyncoperation", "location"):
            ours, theirs = response.headers.get(header, ""), exchange.headers.get(header, "")
            if ours and theirs:
                self._urls[theirs] = ours
                operations = STATUS.search(theirs), STATUS.search(ours)
                if operations[0] and operations[1]:
                    self._names[operations[0][1]] = operations[1][1]
        answer = exchange.answer if isinstance(exchange.answer, dict) else {}
        told = answer.get("properties") or {}
        if told.get("jobId"):
            self._names[_last(told["jobId"])] = _last(response.json()["properties"]["jobId"])
        made = (told.get("extendedInfo") or {}).get("targetRecoverPoint")
        if made and response.ok:
            ours = response.json()["properties"]["extendedInfo"]["targetRecoverPoint"]
            self._names[made["recoveryPointID"]] = ours["recoveryPointID"]

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
    """Lists without jobs of other data sources than disks, first what is in both of them.

    Rows of Resource Graph, which have no order, by their ids.
    """
    if isinstance(recorded, dict) and isinstance(recorded.get("value"), list):
        kept = [one for one in recorded["value"] if one.get("properties", {}).get("dataSourceType", DISKS) == DISKS]
        names = {one.get("name") for one in kept}
        ordered = sorted(emulated.get("value", []), key=lambda one: one["name"] not in names)
        return {**recorded, "value": kept}, {**emulated, "value": ordered}
    if isinstance(recorded, dict) and "data" in recorded and isinstance(emulated, dict) and "data" in emulated:
        ordered = [{**one, "data": sorted(one["data"], key=lambda row: str(row["id"]))} for one in (recorded, emulated)]
        return ordered[0], ordered[1]
    return recorded, emulated


def _last(identifier: str) -> str:
    return identifier.rpartition("/")[2]
