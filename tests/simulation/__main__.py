# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays many seeds on all processors, for a time: python -m ...tests.simulation, or make simulate."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from itertools import count, islice
from multiprocessing import Pool

from .drawing import draw
from .invariants import what_is_wrong
from .playing import play
from .reporting import report

SEEDS_AT_A_TIME = 20
MOST_SHOWN = 5


def main() -> int:
    """Play what the command line says."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seed", type=int, help="this one only, with all that happens in it")
    parser.add_argument("--seeds", type=int, default=10_000, help="how many at most (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="where to begin (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=600, help="how long at most (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many at a time")
    asked = parser.parse_args()
    if asked.seed is not None:
        return _one(asked.seed)
    return _many(asked.first, asked.seeds, asked.seconds, asked.processes)


def _one(seed: int) -> int:
    played = play(draw(seed))
    print(*played.history.lines, sep="\n")
    told = report(seed)
    print(told or f"Seed {seed}: all that must hold does.")
    return 1 if told else 0


def _many(first: int, seeds: int, seconds: float, processes: int) -> int:
    began = time.monotonic()
    done, runs, begun = 0, 0, 0
    failed: list[int] = []
    with Pool(processes) as pool:
        for some in pool.imap_unordered(_play_some, _chunks(first, seeds)):
            for seed, holds, number_of_runs, accepted in some:
                done, runs, begun = done + 1, runs + number_of_runs, begun + accepted
                failed += [] if holds else [seed]
            if time.monotonic() - began > seconds:
                break
    elapsed = time.monotonic() - began
    for seed in sorted(failed)[:MOST_SHOWN]:
        print(report(seed), end="\n\n")
    print(f"{done} worlds, {runs} runs, {begun} accepted restores and backups in {elapsed:.0f} s")
    if not failed:
        return 0
    print(f"{len(failed)} seeds fail: {', '.join(map(str, sorted(failed)))}")
    return 1


def _chunks(first: int, seeds: int) -> Iterator[range]:
    starts = islice(count(first, SEEDS_AT_A_TIME), -(-seeds // SEEDS_AT_A_TIME))
    return (range(start, min(start + SEEDS_AT_A_TIME, first + seeds)) for start in starts)


def _play_some(seeds: range) -> list[tuple[int, bool, int, int]]:
    """For each seed: whether all holds, how many runs there were, and how much was accepted."""
    told = []
    for seed in seeds:
        played = play(draw(seed))
        told.append((seed, not what_is_wrong(played), len(played.history.runs), played.azure.accepted))
    return told


if __name__ == "__main__":
    sys.exit(main())
