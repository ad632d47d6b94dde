# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An emulator at a hundred times the speed of Azure, and a plain client of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

COMPUTE = "2024-03-02"
GRAPH = "/providers/Microsoft.ResourceGraph/resources"


class Client:
    """Speaks to the emulator with ``requests``, as any program would. Time passes by ``azure.clock.advance`` alone."""

    def __init__(self, azure: Emulator, version: str = "2025-07-01") -> None:
        self.azure, self.version = azure, version
        azure.clock.stop_at(azure.clock.now())
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = azure.ca_file
        self.session.headers["Authorization"] = f"Bearer {azure.token()}"

    def send(self, method: str, path: str, body: Any = None, **query: str) -> requests.Response:
        """A request; ``path`` is an ARM id with more, or a whole URL."""
        if path.startswith("https:"):
            return self.session.request(method, path, json=body)
        query.setdefault("api-version", self.version)
        return self.session.request(method, self.azure.url + path, params=query, json=body)

    def get(self, path: str, **query: str) -> Any:
        """The JSON of what is there."""
        return self.send("GET", path, **query).json()

    def disk(self, name: str, group: str = "erp-restored") -> requests.Response:
        """GET of a disk."""
        path = f"{self.azure.estate.group(group).id}/providers/Microsoft.Compute/disks/{name}"
        return self.send("GET", path, **{"api-version": COMPUTE})

    def restore_request(self, name: str, group: str = "erp-restored", source: str = "erp-data") -> dict[str, Any]:
        """The body of a restore of the newest point."""
        estate = self.azure.estate
        target = (
            f"/subscriptions/{estate.subscription_id}/resourceGroups/{group}/providers/Microsoft.Compute/disks/{name}"
        )
        return {
            "objectType": "AzureBackupRecoveryPointBasedRestoreRequest",
            "recoveryPointId": estate.instance(source).points[0].id,
            "sourceDataStoreType": "OperationalStore",
            "restoreTargetInfo": {
                "objectType": "RestoreTargetInfo",
                "recoveryOption": "FailIfExists",
                "restoreLocation": "westeurope",
                "datasourceInfo": {
                    "objectType": "Datasource",
                    "datasourceType": "Microsoft.Compute/disks",
                    "resourceID": target,
                    "resourceName": name,
                    "resourceLocation": "westeurope",
                },
            },
        }

    def post(self, action: str, body: Any, source: str = "erp-data") -> requests.Response:
        """POST to the backup instance of a disk."""
        return self.send("POST", f"{self.azure.estate.instance(source).id}/{action}", body)

    def validated(self, body: Any, source: str = "erp-data") -> Any:
        """What operationStatus says of a validateRestore that has ended."""
        answer = self.post("validateRestore", {"restoreRequestObject": body}, source)
        self.azure.clock.advance(60)
        return self.get(answer.headers["Azure-AsyncOperation"])

    def restored(self, body: Any, source: str = "erp-data") -> Any:
        """The properties of the job of a restore that has ended."""
        answer = self.post("restore", body, source)
        self.azure.clock.advance(2)
        operation = self.get(answer.headers["Azure-AsyncOperation"])
        self.azure.clock.advance(300)
        return self.get(operation["properties"]["jobId"])["properties"]

    def query(self, text: str) -> requests.Response:
        """A Resource Graph query."""
        body = {"subscriptions": [self.azure.estate.subscription_id], "query": text}
        return self.send("POST", GRAPH, body, **{"api-version": "2021-03-01"})


@pytest.fixture
def azure() -> Iterator[Emulator]:
    with Emulator(Estate.small()) as emulator:
        yield emulator


@pytest.fixture
def client(azure: Emulator) -> Client:
    return Client(azure)
