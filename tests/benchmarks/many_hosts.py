# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What many hosts with a task each take in the controller, beside a task of Ansible's own on as many."""

from __future__ import annotations

from collections.abc import Iterator

from .emulated import VAULT, Azure
from .measures import Measure
from .playing import Playbook, play
from .tasks import OURS, Task

HOSTS = 300
FORKS = (5, 50)
# So slow that many forks are at work at the same time.
LATENCY_SECONDS = 0.3
DEBUG = "ansible.builtin.debug"


def many_hosts() -> Iterator[Measure]:
    """One task a host, all in one play: Ansible's own, then ours."""
    with Azure(1, latency=LATENCY_SECONDS) as azure:
        ours: Task = {OURS: {**VAULT, "backup_instance": azure.facts.sources[0].instance}}
        for forks in FORKS:
            for name, task in ((DEBUG, {DEBUG: {}}), (OURS, ours)):
                cost, traffic = play(azure, Playbook([task], {f"h{number}": {} for number in range(HOSTS)}, forks))
                yield Measure(f"{HOSTS} hosts, {forks} forks: {name}", None, cost, traffic)
