# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The figures that the collection is held to, as far as what they need was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import many_hosts, readiness
from .emulated import RESTORE_SECONDS
from .measures import Measure
from .tables import table
from .tasks import OURS, URI

WRITES_AT_ONCE, WRITES_A_SECOND = 200, 10
READS_AT_ONCE, READS_A_SECOND = 250, 25
Measures = Mapping[str, Sequence[Measure]]


@dataclass(frozen=True)
class Bar:
    """A figure, and what it may be at most."""

    figure: str
    most: float
    measured: float
    unit: str = ""

    @property
    def verdict(self) -> str:
        """Whether it is met, or how far off it is."""
        if self.measured <= self.most:
            return "met"
        return f"{self.measured / self.most - 1:.0%} over"


def compared(measures: Measures) -> str:
    """The bars, a line each."""
    rows = [
        [each.figure, f"{each.most:.3g}{each.unit}", f"{each.measured:.3g}{each.unit}", each.verdict]
        for each in bars(measures)
    ]
    return table(("figure", "at most", "measured", ""), rows) if rows else ""


def bars(measures: Measures) -> Iterator[Bar]:
    """The bars for which there are measures, these by the parts of the benchmark."""
    yield from _one_task(measures.get("tasks", ()))
    yield from _many_hosts(measures.get("many-hosts", ()))
    batches = {size: only[0] for size in (1, 10, 100, 500, 1000) if (only := measures.get(str(size)))}
    one, hundred, thousand = (batches.get(size) for size in (1, 100, 1000))
    if hundred:
        yield Bar("100 disks: wall", RESTORE_SECONDS + 5, hundred.cost.seconds, " s")
    if one and thousand:
        yield Bar("1000 disks / 1 disk: wall", 1.25, thousand.cost.seconds / one.cost.seconds)
    yield from _in_buckets(measures)
    for size, most in ((100, 2.5), (500, 2.2), (1000, 2.2)):
        if size in batches:
            yield Bar(f"{size} disks: requests a disk", most, batches[size].traffic.requests / size)
    for measure in measures.get("as_of", ()) if hundred else ():
        more = measure.traffic.requests - (hundred.traffic.requests if hundred else 0)
        yield Bar("100 disks: requests a disk that as_of adds", 1, more / 100)
    if batches:
        yield Bar("any number of disks: logins", 2, max(measure.traffic.logins for measure in batches.values()))
    if one:
        yield from _memory(one, [*measures.get("1000", ()), *measures.get("many", ())])
    for measure in measures.get("later", ()):
        if hundred and measure.disks == 100:
            ratio = hundred.cost.cpu_seconds / measure.cost.cpu_seconds
            yield Bar("100 disks in one task / in 100: CPU", 1 / 15, ratio)
    yield from _backups(measures.get("backups", ()))
    yield from _history(measures.get("history", ()))
    yield from _readiness({measure.what: measure for measure in measures.get("readiness", ()) if measure.disks})


def _readiness(measures: Mapping[str, Measure]) -> Iterator[Bar]:
    """Many disks. The loop is the last that was drawn out."""
    quick, one, loop = (measures.get(what) for what in (readiness.QUICK, readiness.ONE_DISK, readiness.LOOP))
    if quick and one and loop:
        yield Bar("readiness of 1000 disks: requests", 29, quick.traffic.requests)
        wall = quick.cost.seconds / loop.cost.seconds
        yield Bar("readiness of 1000 disks / a loop that reads points: wall", 1 / 20, wall)
        yield Bar("readiness of 1000 disks: memory", 20, quick.cost.megabytes - one.cost.megabytes, " MB")


def _one_task(measures: Sequence[Measure]) -> Iterator[Bar]:
    seconds = {measure.what: measure.cost.seconds for measure in measures}
    for door, most in (("in the controller", 0.15), ("as a module", 1.35)):
        ours, uri = seconds.get(f"a task of {OURS}, {door}"), seconds.get(f"a task of {URI}")
        if ours and uri:
            yield Bar(f"a task that reads, {door} / uri: wall", most, ours / uri)


def _many_hosts(measures: Sequence[Measure]) -> Iterator[Bar]:
    """Ansible's own and ours in turn."""
    for own, ours in zip(measures[::2], measures[1::2], strict=True):
        more = (ours.cost.megabytes - own.cost.megabytes) / many_hosts.HOSTS
        yield Bar(f"{ours.what}: memory a host, over Ansible's own", 1, more, " MB")


def _backups(measures: Sequence[Measure]) -> Iterator[Bar]:
    """Each disk costs four: its points, the backup, its job and its new point."""
    for together in measures[:1]:
        yield Bar("100 backups: wall", RESTORE_SECONDS + 5, together.cost.seconds, " s")
        yield Bar("100 backups: requests a disk", 4.5, together.traffic.requests / 100)


def _memory(one: Measure, many: Sequence[Measure]) -> Iterator[Bar]:
    for measure in many:
        most = 1.4 if measure.disks == 1000 else 2.5
        yield Bar(f"{measure.disks} disks / 1 disk: memory", most, measure.cost.megabytes / one.cost.megabytes)


def _history(measures: Sequence[Measure]) -> Iterator[Bar]:
    if measures:
        without, with_jobs, hundred = measures
        yield Bar("50,000 jobs in the vault: memory", 20, with_jobs.cost.megabytes - without.cost.megabytes, " MB")
        yield Bar("50,000 jobs in the vault, 100 disks: requests a disk", 2.5, hundred.traffic.requests / 100)


def _in_buckets(measures: Measures) -> Iterator[Bar]:
    for part in ("buckets", "many-vaults", "flow"):
        for measure in measures.get(part, ()):
            yield from _throttled(measure)
    for part, most in (("many-vaults", 2.1), ("flow", 5.5)):
        for measure in measures.get(part, ()):
            requests = measure.traffic.requests / (measure.disks or 1)
            yield Bar(f"{measure.disks} disks in ARM's buckets, {part}: requests a disk", most, requests)


def _throttled(measure: Measure) -> Iterator[Bar]:
    """No task can be faster than its reads before the first write, its writes, and then one job."""
    traffic, subscriptions = measure.traffic, measure.subscriptions
    floor = (
        measure.job_seconds
        + max(0, traffic.writes / subscriptions - WRITES_AT_ONCE) / WRITES_A_SECOND
        + max(0, traffic.reads_before_writes / subscriptions - READS_AT_ONCE) / READS_A_SECOND
    )
    about = f"{measure.disks} disks in ARM's buckets"
    if subscriptions > 1:
        about += f" of {subscriptions} subscriptions"
    yield Bar(f"{about}: wall / {floor:.1f} s", 1.1, measure.cost.seconds / floor)
    yield Bar(f"{about}: answers 429", 1, 100 * traffic.refused / traffic.requests, " %")
