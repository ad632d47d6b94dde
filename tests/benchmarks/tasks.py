# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one more task takes: ours beside those of Ansible itself, on the same URL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from .emulated import VAULT, Azure, Traffic
from .measures import Measure, growth
from .playing import AS_MODULES, Cost, on_localhost, play

ROUNDS = 3
TASKS = 6
API_VERSION = "2025-07-01"


Task = dict[str, Any]
PING, URI = "ansible.builtin.ping", "ansible.builtin.uri"
OURS = "azure_dr.backup.recovery_point_info"


@dataclass(frozen=True)
class Kind:
    """A task that is compared with others, and what is set in the environment for it."""

    name: str
    task: Task
    environment: dict[str, str] = field(default_factory=dict)


def kinds(azure: Azure) -> list[Kind]:
    """The tasks that are compared. All but ping read the recovery points of one disk."""
    facts = azure.facts
    source = facts.sources[0]
    uri = {
        "url": f"{facts.url}{source.instance_id}/recoveryPoints?api-version={API_VERSION}",
        "headers": {"Authorization": f"Bearer {facts.token}"},
        "ca_path": facts.environment["REQUESTS_CA_BUNDLE"],
    }
    ours = {**VAULT, "backup_instance": source.instance}
    return [
        Kind(PING, {PING: {}}),
        Kind(URI, {URI: uri}),
        Kind(f"{OURS}, in the controller", {OURS: ours}),
        Kind(f"{OURS}, as a module", {OURS: ours}, AS_MODULES),
    ]


def tasks() -> Iterator[Measure]:
    """The cost of one more task, the median of some rounds."""
    with Azure(1, latency=0.0) as azure:
        yield from compare(azure, kinds(azure))


def compare(azure: Azure, kinds: list[Kind]) -> Iterator[Measure]:
    """In each round each kind in turn, so that all suffer alike from what else the machine does."""
    rounds = [[_one_more(azure, kind) for kind in kinds] for _round in range(ROUNDS)]
    for kind, measured in zip(kinds, zip(*rounds, strict=True), strict=True):
        costs, traffic = zip(*measured, strict=True)
        typical = Cost(
            seconds=median(cost.seconds for cost in costs),
            cpu_seconds=median(cost.cpu_seconds for cost in costs),
            megabytes=max(cost.megabytes for cost in costs),
        )
        yield Measure(f"a task of {kind.name}", None, typical, traffic[0])


def _one_more(azure: Azure, kind: Kind) -> tuple[Cost, Traffic]:
    """By how much a playbook grows with a task; the memory is that of all."""
    one_cost, one_traffic = play(azure, on_localhost([kind.task]), kind.environment)
    cost, traffic = play(azure, on_localhost([kind.task] * TASKS), kind.environment)
    step = growth(one_cost, cost, TASKS - 1)
    return replace(step, megabytes=cost.megabytes), growth(one_traffic, traffic, TASKS - 1)
