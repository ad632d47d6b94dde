# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plain client of virtual machines on the emulator."""

from __future__ import annotations

from typing import Any

import requests

from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.unit.emulator.conftest import Client

LONG_ENOUGH = 35.0


class MachineClient(Client):
    """Speaks of the machines in ``shop-prod``."""

    def __init__(self, azure: Emulator) -> None:
        super().__init__(azure, "2024-07-01")
        self.headers = self.session.headers
        self.subscription = azure.estate.subscription_id

    def path(self, name: str, action: str = "", type_: str = "Microsoft.Compute/virtualMachines") -> str:
        """The id of a machine, or of something else in its group, with what is to be done."""
        return f"{self.azure.estate.group('shop-prod').id}/providers/{type_}/{name}{'/' if action else ''}{action}"

    def call(self, method: str, path: str, body: Any = None, **query: str) -> requests.Response:
        """A request, whatever is answered."""
        return self.send(method, path, body, **query)

    def machine(self, name: str, expand: str = "") -> Any:
        """GET of a machine."""
        return self.get(self.path(name), **({"$expand": expand} if expand else {}))

    def attach(self, name: str, disk: Disk, **options: Any) -> requests.Response:
        """POST attachDetachDataDisks of a disk."""
        body = {"dataDisksToAttach": [{"diskId": disk.id, **options}]}
        return self.call("POST", self.path(name, "attachDetachDataDisks"), body)

    def detach(self, name: str, disk: Disk) -> requests.Response:
        """The opposite."""
        body = {"dataDisksToDetach": [{"diskId": disk.id}]}
        return self.call("POST", self.path(name, "attachDetachDataDisks"), body)

    def swap(self, name: str, disk: Disk, **options: Any) -> requests.Response:
        """PUT of a machine as it is, with another OS disk."""
        machine = self.machine(name)
        machine["properties"]["storageProfile"]["osDisk"] |= {"name": disk.name, "managedDisk": {"id": disk.id}}
        machine["properties"]["storageProfile"]["osDisk"] |= options
        return self.call("PUT", self.path(name), machine)

    def new_disk(self, name: str, **members: Any) -> Disk:
        """A disk in the machines' group and zone, as a restore leaves it."""
        return self.azure.estate.add_disk(name, self.azure.estate.group("shop-prod"), **{"zones": ["1"], **members})

    def new_os_disk(self, name: str = "fresh-os", **members: Any) -> Disk:
        """One that fits the machines."""
        return self.new_disk(name, **{"os_type": "Linux", "hyper_v_generation": "V2", "size_gb": 64, **members})

    def status(self, answer: requests.Response) -> str:
        """What the operation says."""
        return str(self.get(answer.headers["Azure-AsyncOperation"])["status"])

    def done(self, answer: requests.Response) -> Any:
        """What the operation says at its end."""
        assert answer.status_code < 300, answer.text
        self.azure.clock.advance(LONG_ENOUGH)
        return self.get(answer.headers["Azure-AsyncOperation"])

    def power(self, name: str) -> str:
        """``running`` and the like."""
        codes = [one["code"] for one in self.machine(name, "instanceView")["properties"]["instanceView"]["statuses"]]
        return next(code for code in codes if code.startswith("PowerState/")).partition("/")[2]

    def agent(self, name: str) -> Any:
        """The status of its agent; None if there is none."""
        agent = self.machine(name, "instanceView")["properties"]["instanceView"].get("vmAgent")
        return agent and agent["statuses"][0]

    def agent_is_ready(self, name: str) -> bool:
        """Whether it says so."""
        return bool(self.agent(name)) and self.agent(name)["code"] == "ProvisioningState/succeeded"

    def error(self, answer: requests.Response) -> tuple[int, str]:
        """Status and code of a refusal."""
        return answer.status_code, answer.json()["error"]["code"]
