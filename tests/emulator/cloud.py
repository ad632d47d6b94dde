# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every handler of a request works with."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .clock import Agenda, Clock
from .compute_limits import ComputeLimits
from .errors import Failure
from .estate import Estate
from .machines import MachineOperation
from .messages import Request
from .model import BackupInstance, Disk, DiskAccess, DiskOperation, Principal, Vault
from .operations import Operation
from .settings import Settings
from .throttle import Throttle


@dataclass
class Cloud:
    """The emulated Azure: its state, its clock, its switches, and what is under way."""

    estate: Estate
    clock: Clock
    settings: Settings
    url: str = ""
    agenda: Agenda = field(default_factory=Agenda)
    operations: dict[str, Operation] = field(default_factory=dict)
    disk_operations: dict[str, DiskOperation] = field(default_factory=dict)
    machine_operations: dict[str, MachineOperation] = field(default_factory=dict)
    compute_limits: ComputeLimits = field(default_factory=ComputeLimits)
    disk_accesses: dict[str, DiskAccess] = field(default_factory=dict)
    """By the path of the URL; those that have ended, too."""

    @property
    def lock(self) -> threading.RLock:
        return self.estate.lock

    def disk_access(self, disk: Disk) -> DiskAccess | None:
        """The access to a disk that has not ended."""
        now = self.clock.now()
        return next((one for one in self.disk_accesses.values() if one.disk is disk and one.until > now), None)

    def settle(self) -> datetime:
        """Lets happen what is due; the service's time."""
        now = self.clock.now()
        with self.lock:
            self.agenda.run_until(now)
        return now


@dataclass
class Plan:
    """What a fault has in store for the operation that a request starts, and for its job."""

    failure: Failure | None = None
    """The operation fails."""

    errors: list[dict[str, Any]] | None = None
    """The job fails with these errorDetails."""
    warnings: list[dict[str, Any]] | None = None
    """It ends CompletedWithWarnings."""
    stuck: bool = False
    """It never ends."""
    seconds: float | None = None
    """It takes so long, in the service's seconds."""
    name_taken: bool = False
    """Somebody else makes a disk of the wished name right after the request was accepted."""


@dataclass
class Call:
    """A request to Resource Manager that is authenticated and has found its route."""

    cloud: Cloud
    request: Request
    caller: Principal
    now: datetime
    names: dict[str, str]
    """The parts of the path that the route names: ``subscription``, ``group``, ``vault``, ..."""
    request_id: str
    plan: Plan
    throttle: Throttle

    @property
    def estate(self) -> Estate:
        return self.cloud.estate

    @property
    def api_version(self) -> str:
        return self.request.api_version

    @property
    def vault(self) -> Vault:
        """The vault that the path names; the gateway has made sure that there is one."""
        sub, group, name = self.names["subscription"], self.names["group"], self.names["vault"]
        type_ = "Microsoft.DataProtection/backupVaults"
        return self.estate.vaults[f"/subscriptions/{sub}/resourceGroups/{group}/providers/{type_}/{name}"]

    @property
    def instance(self) -> BackupInstance:
        """The backup instance that the path names."""
        return self.vault.instances[self.names["instance"]]

    @property
    def activity_id(self) -> str:
        """The client's request id, which the service keeps as the id of the activity."""
        theirs = self.request.headers.get("x-ms-client-request-id")
        return str(theirs) if theirs and self.cloud.settings.activity_from_client else self.request_id
