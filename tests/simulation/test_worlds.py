# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random worlds, in which all that must hold does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.tests.simulation.azure import TOO_MANY
from ansible_collections.azure_dr.backup.tests.simulation.building import one_disk, protected, rival
from ansible_collections.azure_dr.backup.tests.simulation.drawing import draw
from ansible_collections.azure_dr.backup.tests.simulation.faults import Fault
from ansible_collections.azure_dr.backup.tests.simulation.playing import play
from ansible_collections.azure_dr.backup.tests.simulation.reporting import described, report
from ansible_collections.azure_dr.backup.tests.simulation.shrinking import shrink
from ansible_collections.azure_dr.backup.tests.simulation.world import Run, When, World

SEEDS, A_TEST = 300, 15
COLLECTIONS = Path(__file__).parents[5]
LOGS = """
from ansible_collections.azure_dr.backup.tests.simulation.drawing import draw
from ansible_collections.azure_dr.backup.tests.simulation.playing import play
for seed in range(6):
    print(*play(draw(seed)).history.lines, sep="\\n")
"""


@pytest.mark.parametrize("first", range(0, SEEDS, A_TEST))
def test_all_holds(first: int) -> None:
    told = next(filter(None, map(report, range(first, first + A_TEST))), None)
    assert told is None, f"\n{told}"


def test_a_seed_is_one_world_and_one_schedule() -> None:
    logs = []
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": _path()}
        ran = subprocess.run([sys.executable, "-c", LOGS], env=environment, check=True, capture_output=True, text=True)
        logs.append(ran.stdout)
    assert logs[0] == logs[1]
    assert "begins" in logs[0]


def test_the_same_seed_gives_the_same_again() -> None:
    assert play(draw(7)).history.lines == play(draw(7)).history.lines


def test_other_seeds_are_other_worlds() -> None:
    assert draw(1) != draw(2)


def test_shrinks_a_world_to_what_it_needs_to_fail() -> None:
    needed = Fault("restore", "status_before", status=400, code=TOO_MANY)
    world = World(
        1,
        protected("erp", "log"),
        (one_disk((Run(), Run(When(5)))), replace(one_disk(), clock_ahead=5.0)),
        faults=(Fault("job", "slow", seconds=3), replace(needed, times=3), Fault("vault", "refused")),
        happenings=(rival(When(1)), rival(When(100))),
    )
    smallest = shrink(world, lambda each: any(fault.code == TOO_MANY for fault in each.faults))
    assert smallest.faults == (needed,)
    assert smallest.happenings == ()
    assert len(smallest.controllers) == 1
    assert len(smallest.controllers[0].runs) == 1
    assert smallest.instances == protected("erp")


def test_a_world_is_told_without_what_is_as_usual() -> None:
    world = World(1, (), (), faults=(Fault("job", "slow", seconds=3.0),))
    assert described(world, "").splitlines() == [
        "seed: 1",
        "instances: ()",
        "controllers: ()",
        "faults: ",
        "  - Fault(on='job', act='slow', seconds=3.0)",
    ]


def _path() -> str:
    return os.pathsep.join((str(COLLECTIONS), *filter(None, [os.environ.get("PYTHONPATH")])))
