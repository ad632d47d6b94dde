# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws a world from a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from .azure import TOO_MANY, Habits, Instance, Point
from .chance import Chance
from .faults import Act, Fault, Outage
from .threads import EPOCH
from .world import Controller, Happening, Interruption, Run, Stage, Task, When, World

HOUR = 3600.0
WEEK, YEAR = 7 * 24 * HOUR, 365 * 24 * HOUR
KINDS = (
    *("restore",) * 10,
    *("operation", "job", "jobs", "disk") * 2,
    *("validate", "disks", "points", "point", "instances", "instance", "vault", "token", "graph", "any"),
)
STAGES: tuple[Stage, ...] = ("left", "served", "ended")
TRIGGERS = ("restore", "restore", "restore", "operation", "job", "jobs", "disk", "validate")
RETRIES = ("", "", "1", "5", "20", "60", "400", "86400", "999999", "-1", "soon")
SIZES = ("NaN", "Infinity", "-Infinity", "1e400", "1" + "0" * 400, '"64"', "-3")
MEMBERS = (
    *("id", "name", "properties", "status", "startTime", "endTime", "jobId", "activityID", "backupInstanceId"),
    *("operation", "operationCategory", "dataSourceId", "extendedInfo", "recoveryDestination", "sourceRecoverPoint"),
    *("provisioningState", "timeCreated", "creationData", "resourceID", "policyInfo", "recoveryPointTime"),
    *("targetRecoverPoint", "creationTime", "policyRules"),
)
ON_LOGIN: tuple[Act, ...] = ("failing", "slow")
ON_THE_WAY: tuple[Act, ...] = (
    *("refused", "lost_before", "lost_after", "status_before", "status_after") * 3,
    *("silent_before", "silent_after", "slow", "late") * 2,
    *("html", "null", "nonsense", "truncated", "not_a_number"),
    *("missing",) * 3,
    *("bad_url", "strange_url", "far_retry", "bad_redirect", "bug_before", "bug_after"),
)
INTERRUPTIONS: tuple[Literal["kill", "orphan", "cancel"], ...] = (
    "kill",
    "kill",
    "orphan",
    "orphan",
    "cancel",
    "cancel",
)
HAPPENINGS: tuple[Literal["stranger", "delete", "state", "rival", "hurry"], ...] = (
    *("stranger", "delete", "state"),
    *("rival", "hurry") * 3,
)
LOOKS = ("disk", "disk", "disks", "jobs")
BACKUPS = 0.3
"""In so many worlds, tasks back disks up; in all others they restore them."""
OF_BACKUPS = {"restore": "backup", "validate": "policy", "disk": "point", "disks": "points", "rival": "backup"}
"""What stands there for what happens to restores."""
SITUATIONS = 3
"""A third of the worlds are calm, a third are rough, a third have an Azure at its oddest."""


def draw(seed: int) -> World:
    """The world of a seed."""
    chance = Chance("draw", seed)
    odd = seed % SITUATIONS == SITUATIONS - 1
    rough = seed % SITUATIONS > 0
    backups = chance.happens(BACKUPS, "backups")
    disks = [f"d{number}" for number in range(chance.one_of((1, 1, 2, 2, 3, 4, 6), "disks"))]
    instances = tuple(each for disk in disks for each in _instances(chance, disk))
    controllers = _controllers(chance, instances, backups=backups)
    faults = chance.one_of((0, 1, 2) if not rough else (1, 2, 3, 4, 6, 8), "faults")
    happenings = chance.one_of((0, 0, 1, 2, 3), "happenings")
    habits = _habits(chance, odd=odd)
    world = World(
        seed,
        instances,
        controllers,
        habits,
        tuple(_fault(chance, number, len(controllers)) for number in range(faults)),
        _outages(chance) if rough and chance.happens(0.3, "outages") else (),
        (
            *(_happening(chance, number, instances) for number in range(happenings)),
            *(_stranger(chance, number, disks) for number, end in habits.job_ends if end == "lying"),
        ),
    )
    return _of_backups(world) if backups else world


def _of_backups(world: World) -> World:
    """The same, with what happens to backups instead of restores."""

    def when(drawn: When) -> When:
        return replace(drawn, request=OF_BACKUPS.get(drawn.request, drawn.request))

    def run(drawn: Run) -> Run:
        cut = drawn.interruption
        return replace(drawn, interruption=replace(cut, when=when(cut.when)) if cut else None)

    happenings = [each for each in world.happenings if each.what in ("rival", "hurry")]
    return replace(
        world,
        controllers=tuple(replace(each, runs=tuple(map(run, each.runs))) for each in world.controllers),
        faults=tuple(replace(fault, on=OF_BACKUPS.get(fault.on, fault.on)) for fault in world.faults),
        happenings=tuple(
            replace(each, what="backup" if each.what == "rival" else each.what, when=when(each.when))
            for each in happenings
        ),
    )


def _instances(chance: Chance, disk: str) -> list[Instance]:
    count = 2 if chance.happens(0.12, "instances", disk) else 1
    return [
        Instance(f"{disk}-{disk}-{number}", disk, tuple(_points(chance, f"{disk}-{number}"))) for number in range(count)
    ]


def _points(chance: Chance, of: str) -> list[Point]:
    points = []
    for number in range(chance.number(1, 4, "points", of)):
        time = -chance.between(600, HOUR, "point", of, number) - number * HOUR
        expires = WEEK
        if chance.happens(0.05, "expires", of, number):
            expires = chance.between(-HOUR, HOUR, "expiry", of, number)
        complete = number == 0 or not chance.happens(0.1, "partial", of, number)
        points.append(Point(chance.name(32, "point", of, number), time, expires=expires, complete=complete))
    for number in range(chance.one_of((0, 0, 1, 2), "new points", of)):
        shows = chance.between(0, 1500, "new point", of, number)
        points.append(Point(chance.name(32, "new", of, number), shows - 100, shows_at=shows, expires=WEEK))
    return points


def _habits(chance: Chance, *, odd: bool) -> Habits:
    numbers = range(1, 9)
    ends = ("Failed", "Failed", "Cancelled", "CompletedWithWarnings", "Unheard", *(["lying"] * 4 if odd else []))
    many = chance.happens(0.15, "many")
    return Habits(
        validate_seconds=chance.between(1, 60, "validate"),
        operation_seconds=chance.one_of((0.5, 1, 2, 4, 8, 30), "operation"),
        job_seconds=chance.between(15, 300, "job"),
        job_starts=chance.one_of((0.0, 0.5, 1.0), "job starts"),
        disk_appears=chance.between(0.1, 1.0, "disk appears"),
        most_at_once=chance.number(1, 3, "most") if many else 1000,
        too_many_shows="operation" if chance.happens(0.5, "too many") else "request",
        backups_at_once=chance.happens(0.4, "backups at once"),
        rights_since=chance.between(0, 500, "rights") if chance.happens(0.12, "no rights") else float("-inf"),
        list_lags=chance.between(2, 60, "lag") if odd and chance.happens(0.5, "lags") else 0.0,
        graph_lags=chance.between(0, 30, "graph lag") if odd and chance.happens(0.25, "graph") else None,
        lists_tell_little=odd and chance.happens(0.15, "little"),
        hides_jobs=tuple(
            (number, chance.one_of((5.0, 30.0, 100.0, 500.0), "hide", number))
            for number in numbers
            if odd and chance.happens(0.25, "hides", number)
        ),
        job_ends=tuple(
            (number, chance.one_of(ends, "end", number))
            for number in numbers
            if chance.happens(0.25 if odd else 0.15, "ends", number)
        ),
        disk_ends=tuple(
            (number, chance.one_of(("Failed", "Creating", "Deleting"), "state", number))
            for number in numbers
            if chance.happens(0.06, "states", number)
        ),
        unnamed_jobs=tuple(number for number in numbers if odd and chance.happens(0.15, "unnamed", number)),
        other_activities=tuple(number for number in numbers if odd and chance.happens(0.15, "activity", number)),
    )


def _controllers(chance: Chance, instances: tuple[Instance, ...], *, backups: bool) -> tuple[Controller, ...]:
    draw_task = _backup_task if backups else _task
    first = draw_task(chance, "task", instances)
    count = chance.one_of((1, 1, 1, 2, 2, 3, 4), "controllers")
    controllers = []
    for number in range(count):
        task, options = (
            first if chance.happens(0.75, "same", number) else draw_task(chance, f"task {number}", instances)
        )
        runs = chance.one_of((1, 1, 2, 2, 3, 4), "runs", number)
        controllers.append(
            Controller(
                task,
                options,
                tuple(_run(chance, number, run) for run in range(runs)),
                check_mode=chance.happens(0.06, "check mode", number),
                clock_ahead=chance.between(-3 * HOUR, 3 * HOUR, "ahead", number)
                if chance.happens(0.2, "clock", number)
                else chance.between(-2, 2, "clock error", number),
                monotonic_start=chance.between(0, 1e6, "monotonic", number),
            )
        )
    return tuple(controllers)


def _run(chance: Chance, controller: int, number: int) -> Run:
    of = (controller, number)
    begins = When(chance.one_of((0.0, 0.5, 3.0, 20.0), "early", *of) + chance.between(0, 8, "begins", *of))
    if not chance.happens(0.4, "interrupted", *of):
        return Run(begins)
    return Run(
        begins,
        Interruption(chance.one_of(INTERRUPTIONS, "how", *of), _when(chance, ("interrupted at", *of), controller, 200)),
    )


def _when(chance: Chance, of: tuple[object, ...], by: int | None, most: float) -> When:
    """A moment: some time from now, or soon after a request of that controller."""
    if chance.happens(0.35, "by time", *of):
        return When(chance.between(0, most, "time", *of))
    return When(
        chance.one_of((0.0, 0.02, 0.2, 1.0, 5.0, 15.0), "after", *of),
        chance.one_of(TRIGGERS, "request", *of),
        chance.one_of((1, 1, 1, 2, 3), "nth", *of),
        chance.one_of(STAGES, "stage", *of),
        by,
    )


def _task(chance: Chance, of: str, instances: tuple[Instance, ...]) -> tuple[Task, Mapping[str, object]]:
    common: dict[str, object] = {
        "poll_interval": chance.one_of((2, 5, 10, 30), "poll", of),
        "wait_timeout": chance.one_of((20, 60, 150, 300, 600, 900), "timeout", of),
        "wait": not chance.happens(0.12, "wait", of),
        "validate": not chance.happens(0.4, "validate", of),
        "existing_disk": "keep" if chance.happens(0.15, "keep", of) else "verify",
        "rerun_window": 60 if chance.happens(0.08, "window", of) else 86400,
        "permission_timeout": chance.one_of((0, 120, 900), "permission", of),
        "api_version": chance.one_of(("2025-07-01", "2021-01-01", "2024-04-01"), "version", of),
    }
    disks = list(dict.fromkeys(instance.source for instance in instances))
    if len(disks) == 1 or chance.happens(0.15, "single", of):
        return "disk_restore", {**common, **_wish(chance, of, disks[0], instances)}
    batch: dict[str, object] = {"on_failure": "stop" if chance.happens(0.3, "stop", of) else "continue"}
    if chance.happens(0.35, "parallel", of):
        batch["max_parallel"] = chance.number(1, 2, "at a time", of)
    if chance.happens(0.1, "skewed", of):
        batch["max_skew"] = chance.one_of((600, 7200, 86400), "skew", of)
    wishes = tuple(_wish(chance, of, disk, instances) for disk in disks)
    return "disk_restore_batch", {**common, **batch, "disks": wishes}


def _backup_task(chance: Chance, of: str, instances: tuple[Instance, ...]) -> tuple[Task, Mapping[str, object]]:
    options: dict[str, object] = {
        "poll_interval": chance.one_of((2, 5, 10, 30), "poll", of),
        "wait_timeout": chance.one_of((20, 60, 150, 300, 600, 900), "timeout", of),
        "wait": not chance.happens(0.15, "wait", of),
        "on_failure": "stop" if chance.happens(0.3, "stop", of) else "continue",
        "max_age": chance.one_of((None, 0, 60, 600, 3600, 86400), "age", of),
        "retention_tag": "Weekly" if chance.happens(0.15, "tag", of) else None,
        "max_parallel": chance.number(1, 2, "at a time", of) if chance.happens(0.3, "parallel", of) else None,
    }
    counts = Counter(instance.source for instance in instances)
    alone = [disk for disk, count in counts.items() if count == 1]
    if len(alone) > 1 and chance.happens(0.85, "many", of):
        return "disk_backup", {**options, "source_disks": alone}
    instance = chance.one_of(instances, "instance", of)
    if instance.source in alone and chance.happens(0.5, "by disk", of):
        return "disk_backup", {**options, "source_disk": instance.source}
    return "disk_backup", {**options, "backup_instance": instance.name}


def _wish(chance: Chance, of: str, disk: str, instances: tuple[Instance, ...]) -> dict[str, object]:
    own = [instance for instance in instances if instance.source == disk]
    instance = chance.one_of(own, "instance", of, disk)
    named = len(own) > 1 or chance.happens(0.2, "named", of, disk)
    source = {"backup_instance": instance.name} if named else {"source_disk": disk}
    how = chance.one_of(("latest", "latest", "moment", "id"), "point", of, disk)
    points = [point for point in instance.points if point.shows_at < 0]
    point: dict[str, object] = {"as_of": "latest"}
    if how == "moment":
        moment = EPOCH + timedelta(seconds=-chance.one_of((0, 60, 300, 500, 500, 4000), "moment", of, disk))
        point = {"as_of": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}
    elif how == "id":
        point = {"recovery_point_id": chance.one_of(points, "id", of, disk).name}
    return {**source, **point, "target_disk": f"{disk}-new"}


def _fault(chance: Chance, number: int, controllers: int) -> Fault:
    of = ("fault", number)
    on = "thread" if chance.happens(0.03, "thread", *of) else chance.one_of(KINDS, "on", *of)
    by = chance.number(0, controllers - 1, "whose", *of) if chance.happens(0.3, "by", *of) else None
    nth = chance.one_of((1, 1, 1, 2, 2, 3, 5), "nth", *of)
    times = chance.one_of((1, 1, 1, 2, 3, 6, 20), "times", *of)
    if on == "thread":
        return Fault(on, "failing", nth, times, by)
    if on == "token":
        return Fault(on, chance.one_of(ON_LOGIN, "act", *of), nth, times, by, seconds=_seconds(chance, *of))
    act = chance.one_of(ON_THE_WAY, "act", *of)
    status, code, retry_after = 0, "", ""
    if act.startswith("status"):
        status = chance.one_of((429, 429, 429, 500, 500, 502, 503, 503, 504, 408, 401, 403, 404, 409), "status", *of)
        if act == "status_after":
            status = chance.one_of((500, 502, 503, 504, 408), "late status", *of)
        if act == "status_before" and chance.happens(0.2, "too many", *of):
            status, code = 400, TOO_MANY
        retry_after = _retry_after(chance, *of)
    elif act == "missing":
        code = chance.one_of(MEMBERS, "member", *of)
    elif act == "not_a_number":
        code = chance.one_of(SIZES, "size", *of)
    return Fault(on, act, nth, times, by, _seconds(chance, *of), status, code, retry_after)


def _seconds(chance: Chance, *of: object) -> float:
    return chance.one_of((0.5, 5.0, 20.0, 58.0, 70.0, 300.0), "seconds", *of)


def _retry_after(chance: Chance, *of: object) -> str:
    if chance.happens(0.1, "dated", *of):
        moment = EPOCH + timedelta(seconds=chance.between(-HOUR, HOUR, "date", *of))
        return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return chance.one_of(RETRIES, "retry", *of)


def _outages(chance: Chance) -> tuple[Outage, ...]:
    since = chance.between(0, 400, "outage")
    act: Act = chance.one_of(("refused", "lost_before", "silent_before", "status_before", "lost_after"), "outage is")
    fault = Fault("any", act, status=503, seconds=0.5)
    return (Outage(since, since + chance.one_of((5, 20, 45, 100, 300), "outage lasts"), fault),)


def _stranger(chance: Chance, number: int, disks: list[str]) -> Happening:
    """A disk of long ago that comes while a job goes on which will claim to have made it."""
    disk = chance.one_of(disks, "stranger", number)
    return Happening(
        "stranger", When(chance.between(5, 30, "stranger at", number), "restore", number), f"{disk}-new", YEAR
    )


def _happening(chance: Chance, number: int, instances: tuple[Instance, ...]) -> Happening:
    of = ("happening", number)
    instance = chance.one_of(instances, "whose", *of)
    disk = f"{instance.source}-new"
    what = chance.one_of(HAPPENINGS, "what", *of)
    when = _when(chance, of, None, 500)
    if what == "hurry":
        when = When(0.0, chance.one_of(LOOKS, "look", *of), chance.number(1, 5, "looks", *of))
    age = chance.one_of((0.0, 0.0, 100.0, 86400.0, 63072000.0), "age", *of)
    state = chance.one_of(("Failed", "Deleting", "Updating", "Succeeded"), "state", *of)
    points = [point for point in instance.points if point.shows_at < 0]
    newest = max(points, key=lambda each: each.time)
    point = newest if chance.happens(0.7, "newest", *of) else chance.one_of(points, "point", *of)
    return Happening(what, when, disk, age if what == "stranger" else 0.0, state, instance.name, point.name)
