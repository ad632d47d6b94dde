# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures what restores and backups take, side by side in one run. Not a test: a bar that is missed fails nothing."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path

from . import backups, bars, many_hosts, peers, readiness, restores, scale, tables, tasks
from .measures import Measure
from .playing import DidNotWork

PARTS: dict[str, Callable[[], Iterator[Measure]]] = {
    "tasks": tasks.tasks,
    "many-hosts": many_hosts.many_hosts,
    **{str(disks): partial(restores.in_one_task, disks) for disks in restores.SIZES},
    "as_of": restores.as_of,
    **{way: partial(restores.today, way) for way in restores.TODAY},
    "buckets": restores.buckets,
    "many": partial(restores.in_one_task, scale.MANY),
    "many-vaults": scale.many_vaults,
    "flow": scale.flow,
    "backups": backups.backups,
    "history": restores.history,
    "readiness": readiness.checks,
}
PEERS: dict[str, Callable[[], Iterator[Measure]]] = {"peer-tasks": peers.tasks, "peer-client": peers.client}


def main() -> int:
    """Measure the parts that are asked for; 1 where something did not work."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--markdown", type=Path, help="where to write the tables, too")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all of these by default")
    options = parser.parse_args()
    known = {**PARTS, **PEERS}
    if unknown := [part for part in options.parts if part not in known]:
        parser.error(f"no part is called {', '.join(unknown)}; these are: {', '.join(known)}")
    heading = _heading()
    measures: dict[str, list[Measure]] = {}
    failed = False
    for part in options.parts or PARTS:
        _say(f"{time.strftime('%H:%M:%S')} {part}")
        try:
            measures[part] = list(known[part]())
        except DidNotWork as failure:
            _say(f"{part} did not work: {failure}")
            failed = True
    all_measures = [measure for part in measures.values() for measure in part]
    texts = [heading, tables.measured(all_measures), tables.NOTE, bars.compared(measures)]
    report = "\n\n".join(filter(None, texts))
    print(report)
    if options.markdown:
        options.markdown.parent.mkdir(parents=True, exist_ok=True)
        options.markdown.write_text(report + "\n", encoding="utf-8")
    return int(failed)


def _heading() -> str:
    return (
        f"Python {platform.python_version()}, ansible-core {version('ansible-core')}, {os.cpu_count()} processors, "
        f"load at the beginning {os.getloadavg()[0]:.1f}"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
