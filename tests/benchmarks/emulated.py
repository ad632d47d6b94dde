# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Azure's emulator in a process of its own, so that what it takes is not counted."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from ..emulator.estate import Estate
from ..emulator.messages import RecordedRequest
from ..emulator.server import Emulator
from ..emulator.settings import Settings

RESTORE_SECONDS = 20.0
LATENCY_SECONDS = 0.08
VAULT = {"vault_name": "big-vault", "vault_resource_group": "big"}
TARGET_GROUP = "erp-restored"
LOGIN = ("/.well-known/openid-configuration", "/oauth2/v2.0/token")
NO_RESOURCE_MANAGER = (*LOGIN, "/metadata/endpoints")


@dataclass(frozen=True)
class Source:
    """A protected disk, with its newest point."""

    disk: str
    instance: str
    instance_id: str
    point: str


@dataclass(frozen=True)
class Facts:
    """Where the emulator is, a token for it, and what is protected there."""

    url: str
    environment: dict[str, str]
    token: str
    sources: list[Source]


@dataclass(frozen=True)
class Traffic:
    """What was asked of Azure: `logins` are the requests to Entra ID, `jobs` the restores and backups that it accepted,
    `refused` the answers 429."""

    requests: float
    logins: float
    jobs: float
    writes: float
    reads_before_writes: float
    refused: float


class Azure:
    """An emulated Azure, within a ``with``: so many disks in one vault, and so many jobs of the two weeks before.

    ``audited``: the disks are in so many vaults of so many subscriptions instead.
    """

    def __init__(self, disks: int, *, jobs: int = 0, audited: tuple[int, int] | None = None, **settings: Any) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        defaults = {
            "latency": LATENCY_SECONDS,
            "restore_job_seconds": RESTORE_SECONDS,
            "backup_job_seconds": RESTORE_SECONDS,
            "restores_a_day": None,
            "retry_after": "none",
        }
        estate = partial(Estate.audit, disks, *audited) if audited else partial(Estate.big, disks, jobs)
        serve = partial(_serve, theirs, estate, {**defaults, **settings})
        self._process = spawn.Process(target=serve, daemon=True)

    def __enter__(self) -> Azure:
        self._process.start()
        self.facts: Facts = self._pipe.recv()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.join()

    def traffic(self) -> Traffic:
        """What was asked since this was last called."""
        self._pipe.send("traffic")
        traffic: Traffic = self._pipe.recv()
        return traffic


def _serve(pipe: Connection, make: Callable[[], Estate], settings: dict[str, Any]) -> None:
    estate = make()
    # Of the big estate, those of the big vault.
    vaults = [one for one in estate.vaults.values() if one.name == VAULT["vault_name"]] or estate.vaults.values()
    instances = [one for vault in vaults for one in vault.instances.values()]
    with Emulator(estate, settings=Settings(**settings)) as azure:
        sources = [Source(one.disk_name, one.name, one.id, one.points[0].id) for one in instances]
        pipe.send(Facts(azure.url, azure.environment(), azure.token(), sources))
        while pipe.recv():
            pipe.send(summed_up(azure.requests))
            azure.forget_requests()


def summed_up(requests: list[RecordedRequest]) -> Traffic:
    """What these requests come to."""
    asked = [one for one in requests if not one.path.endswith(NO_RESOURCE_MANAGER)]
    writes = [number for number, one in enumerate(asked) if one.method != "GET"]
    return Traffic(
        requests=len(requests),
        logins=sum(one.path.endswith(LOGIN) for one in requests),
        jobs=sum(one.path.endswith(("/restore", "/backup")) and one.status in (200, 202) for one in requests),
        writes=sum(asked[number].status != 429 for number in writes),
        reads_before_writes=sum(one.status != 429 for one in asked[: writes[0] if writes else len(asked)]),
        refused=sum(one.status == 429 for one in asked),
    )
