# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes a world smaller as long as the same does not hold in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeVar

from .azure import Habits
from .invariants import what_is_wrong
from .playing import play
from .world import Controller, Run, When, World

MOST_TRIES = 300
T = TypeVar("T")


def names_of(wrong: list[str]) -> frozenset[str]:
    """What does not hold."""
    return frozenset(words.partition(":")[0] for words in wrong)


def shrink(world: World, fails: Callable[[World], bool], tries: int = MOST_TRIES) -> World:
    """The smallest world found that still fails."""
    while True:
        for smaller in _smaller(world):
            if not tries:
                return world
            tries -= 1
            if fails(smaller):
                world = smaller
                break
        else:
            return world


def fails_alike(wrong: list[str]) -> Callable[[World], bool]:
    """Whether, of what does not hold, the first does not hold in another world either."""
    name = wrong[0].partition(":")[0]
    return lambda world: name in names_of(what_is_wrong(play(world)))


def _smaller(world: World) -> Iterator[World]:
    """Worlds with a little less in them, the largest steps first."""
    if len(world.controllers) > 1:
        yield from (_without_controller(world, number) for number in range(len(world.controllers)))
    yield from (replace(world, faults=left) for left in _less(world.faults))
    yield from (replace(world, outages=left) for left in _less(world.outages))
    yield from (replace(world, happenings=left) for left in _less(world.happenings))
    for number, controller in enumerate(world.controllers):
        for less in _smaller_controllers(controller):
            yield _with_controller(world, number, less)
    yield from (replace(world, habits=habits) for habits in _plainer(world.habits))
    for number, fault in enumerate(world.faults):
        if fault.times > 1:
            yield replace(world, faults=_with(world.faults, number, replace(fault, times=1)))
        if fault.nth > 1:
            yield replace(world, faults=_with(world.faults, number, replace(fault, nth=1)))
    used = {str(value) for controller in world.controllers for value in _texts(controller.options)}
    needed = tuple(each for each in world.instances if each.name in used or each.source in used)
    if needed and needed != world.instances:
        yield replace(world, instances=needed)


def _plainer(habits: Habits) -> Iterator[Habits]:
    """The same habits, but for one that is as usual."""
    for habit in fields(Habits):
        if getattr(habits, habit.name) != habit.default:
            plainer: dict[str, Any] = {habit.name: habit.default}
            yield replace(habits, **plainer)


def _smaller_controllers(controller: Controller) -> Iterator[Controller]:
    for number, run in enumerate(controller.runs):
        if len(controller.runs) > 1:
            yield replace(controller, runs=_without(controller.runs, number))
        if run.interruption:
            yield replace(controller, runs=_with(controller.runs, number, replace(run, interruption=None)))
        if run.begins != When():
            yield replace(controller, runs=_with(controller.runs, number, Run(When(), run.interruption)))
    disks = controller.options.get("disks")
    if isinstance(disks, tuple) and len(disks) > 1:
        for number in range(len(disks)):
            yield replace(controller, options={**controller.options, "disks": _without(disks, number)})
    for name in controller.options:
        if name not in ("disks", "as_of", "recovery_point_id", "source_disk", "backup_instance", "target_disk"):
            left = {other: value for other, value in controller.options.items() if other != name}
            yield replace(controller, options=left)
    if controller.clock_ahead:
        yield replace(controller, clock_ahead=0.0)
    if controller.check_mode:
        yield replace(controller, check_mode=False)


def _without_controller(world: World, number: int) -> World:
    """The world without a controller; what was about it goes, too."""

    def renumbered(by: int | None) -> int | None:
        return by - 1 if by is not None and by > number else by

    def moved(when: When) -> When:
        return replace(when, by=renumbered(when.by)) if when.by != number else replace(when, by=None)

    def moved_run(run: Run) -> Run:
        interruption = run.interruption
        if interruption:
            interruption = replace(interruption, when=moved(interruption.when))
        return Run(moved(run.begins), interruption)

    return replace(
        world,
        controllers=tuple(
            replace(controller, runs=tuple(map(moved_run, controller.runs)))
            for controller in _without(world.controllers, number)
        ),
        faults=tuple(replace(each, by=renumbered(each.by)) for each in world.faults if each.by != number),
        happenings=tuple(replace(each, when=moved(each.when)) for each in world.happenings),
    )


def _with_controller(world: World, number: int, controller: Controller) -> World:
    return replace(world, controllers=_with(world.controllers, number, controller))


def _less(several: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    if len(several) > 1:
        yield ()
    yield from (_without(several, number) for number in range(len(several)))


def _without(several: tuple[T, ...], number: int) -> tuple[T, ...]:
    return several[:number] + several[number + 1 :]


def _with(several: tuple[T, ...], number: int, other: T) -> tuple[T, ...]:
    return (*several[:number], other, *several[number + 1 :])


def _texts(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
    else:
        yield value
