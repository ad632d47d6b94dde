# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A check of readiness, beside a loop that reads the recovery points of each disk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..emulator import names
from .emulated import Azure
from .measures import Measure, extrapolated
from .playing import AS_MODULES, Playbook, on_localhost, play
from .tasks import API_VERSION, URI

DISKS, VAULTS, SUBSCRIPTIONS = 1000, 4, 2
FEW, MORE = 10, 30
ONE_DISK, QUICK = "readiness, quick, one disk", "readiness, quick"
THOROUGH, LOOP = "readiness, thorough", "a loop of uri, one list of points a disk"


def checks() -> Iterator[Measure]:
    """Both depths, as Resource Graph mostly is: it does not know the newest points."""
    with Azure(1, audited=(1, 1), graph_points="unknown") as azure:
        yield _check(ONE_DISK, azure, 1)
    with Azure(DISKS, audited=(VAULTS, SUBSCRIPTIONS), graph_points="unknown") as azure:
        yield _check(QUICK, azure, DISKS)
        yield _check(THOROUGH, azure, DISKS, depth="thorough")
        few, more = (Measure(LOOP, disks, *play(azure, _loop(azure, disks), AS_MODULES)) for disks in (FEW, MORE))
        yield from (few, more, extrapolated(few, more, DISKS))


def _check(what: str, azure: Azure, disks: int, **options: Any) -> Measure:
    """A task that judges all disks. The estate of one disk has one subscription."""
    subscriptions = [names.SUBSCRIPTION_ID, names.made_up_guid("audited", 1)][: min(disks, SUBSCRIPTIONS)]
    task = {"azure_dr.backup.restore_readiness_info": {"subscriptions": subscriptions, **options}}
    judged = {"ansible.builtin.assert": {"that": f"checked.summary.ready == {disks}"}}
    return Measure(what, disks, *play(azure, on_localhost([{**task, "register": "checked"}, judged])))


def _loop(azure: Azure, disks: int) -> Playbook:
    facts = azure.facts
    read = {
        "url": f"{facts.url}{{{{ item }}}}/recoveryPoints?api-version={API_VERSION}",
        "headers": {"Authorization": f"Bearer {facts.token}"},
        "ca_path": facts.environment["REQUESTS_CA_BUNDLE"],
    }
    return on_localhost([{URI: read, "loop": [source.instance_id for source in facts.sources[:disks]]}])
