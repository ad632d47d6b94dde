# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Thousands of disks in ARM's token buckets, on virtual time: no machine answers that many requests beside the task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..emulator.estate import Estate
from ..emulator.model import BackupInstance
from ..support.virtual_azure import VirtualAzure
from .emulated import RESTORE_SECONDS, TARGET_GROUP, VAULT, summed_up
from .measures import Measure
from .playing import Cost, DidNotWork
from .ways import POLL_SECONDS

MANY, SUBSCRIPTIONS = 10_000, 20
FLOW = 1000
REAL_RESTORE_SECONDS, REAL_VALIDATION_SECONDS = 240.0, 41.0


def many_vaults() -> Iterator[Measure]:
    """So many disks of so many vaults, each in a subscription of its own, into which its disks are restored."""
    azure = VirtualAzure(
        Estate.audit(MANY, SUBSCRIPTIONS, SUBSCRIPTIONS, days=1),
        throttle=True,
        restore_job_seconds=RESTORE_SECONDS,
        restores_a_day=None,
        retry_after="none",
    )
    instances = [one for vault in azure.estate.vaults.values() for one in vault.instances.values()]
    disks = [
        {
            **_restored(one),
            "backup_instance": one.id,
            "recovery_point_id": one.points[0].id,
            "target_subscription_id": one.vault.subscription_id,
        }
        for one in instances
    ]
    options: dict[str, Any] = {"target_resource_group": "restored", "validate": False, "poll_interval": POLL_SECONDS}
    yield _measured("one task, 20 vaults and subscriptions, virtual time", azure, disks, SUBSCRIPTIONS, **options)


def flow() -> Iterator[Measure]:
    """The flow as people run it, and as long as Azure takes: from the newest point, validated, with all defaults."""
    azure = VirtualAzure(
        Estate.big(FLOW, 0),
        throttle=True,
        restore_job_seconds=REAL_RESTORE_SECONDS,
        validate_seconds=REAL_VALIDATION_SECONDS,
        restores_a_day=None,
    )
    (vault,) = [vault for vault in azure.estate.vaults.values() if vault.name == VAULT["vault_name"]]
    disks = [{**_restored(one), "source_disk": one.disk_name} for one in vault.instances.values()]
    options = {**VAULT, "target_resource_group": TARGET_GROUP, "as_of": "latest"}
    yield _measured("one task, validated, 240 s, virtual time", azure, disks, 1, REAL_RESTORE_SECONDS, **options)


def _restored(instance: BackupInstance) -> dict[str, str]:
    return {"target_disk": f"{instance.disk_name}-restored"}


def _measured(
    what: str,
    azure: VirtualAzure,
    disks: list[dict[str, str]],
    subscriptions: int,
    job_seconds: float = RESTORE_SECONDS,
    **options: Any,
) -> Measure:
    result = azure.run("disk_restore_batch", disks=disks, **options)
    if not result or result.get("failed"):
        raise DidNotWork(str(result.get("msg", "the task has not ended")))
    cost, traffic = Cost(azure.seconds, 0.0, 0.0), summed_up(azure.requests)
    return Measure(what, len(disks), cost, traffic, job_seconds=job_seconds, subscriptions=subscriptions)
