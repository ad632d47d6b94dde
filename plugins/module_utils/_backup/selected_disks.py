# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Choosing disks of what there is. Nothing is read here: all decisions are made on values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .._azure.compute.disks import Disk
from .._azure.resource_names import last_name
from .errors import AmbiguousName
from .estate import Estate, Protection
from .placements import Placement, find_placements
from .scope import Scope
from .selection import Selection
from .sources import Source, did_you_mean, some_of

MOST_HINTS = 3


@dataclass(frozen=True)
class SelectedDisk:
    """A disk that was selected. `disk` is None if it was not seen: it may be deleted, or not readable.

    `placements` are the machines that it belongs to, more than one if it is shared. `tags` are its own, as they are
    today or in the recovery map.
    """

    id: str
    name: str
    disk: Disk | None
    placements: tuple[Placement, ...]
    tags: Mapping[str, str]

    @property
    def key(self) -> str:
        """What two ids of one disk have in common."""
        return self.id.lower()

    @property
    def placement(self) -> Placement | None:
        """The machine that it belongs to, the first of them if it is shared."""
        return self.placements[0] if self.placements else None

    @property
    def resource_group(self) -> str:
        """The name of its resource group."""
        parts = self.id.split("/")
        return parts[4] if len(parts) > 4 else ""


@dataclass(frozen=True)
class ProtectedDisk(SelectedDisk):
    """One that a backup instance of the scope protects."""

    protection: Protection


@dataclass(frozen=True)
class UnprotectedDisk(SelectedDisk):
    """One that nothing in the scope protects. `protected_by` are instances elsewhere; None: that is not known."""

    protected_by: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Missing:
    """A criterion that finds nothing: the option, and what is to be said of it."""

    option: str
    why: str


@dataclass(frozen=True)
class SelectedDisks:
    """What a selection takes, sorted by machine, OS disk first, then by LUN and name."""

    protected: tuple[ProtectedDisk, ...]
    unprotected: tuple[UnprotectedDisk, ...]
    missing: tuple[Missing, ...] = ()
    unknown: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class _Wanted:
    """A selection, to be looked up: a list can be as long as the estate."""

    def __init__(self, selection: Selection) -> None:
        self.disks = frozenset(selection.source_disks)
        self.machines = frozenset(selection.virtual_machines)
        self.groups = frozenset(selection.source_resource_groups)
        self.tags = selection.tags


@dataclass(frozen=True)
class _Candidate:
    disk: SelectedDisk
    protections: tuple[Protection, ...]


def select(selection: Selection, scope: Scope, estate: Estate) -> SelectedDisks:
    """The disks that a selection takes. Raises `AmbiguousName` if a name fits several disks or machines."""
    candidates = list(_candidates(estate, selection))
    wanted = _Wanted(selection)
    taken = _meant(wanted, [each for each in candidates if _fits(each.disk, wanted)])
    _check_names(selection, taken)
    missing = tuple(_missing(selection, scope, candidates, estate))
    if not taken and selection.criteria and not missing:
        missing = (Missing(", ".join(selection.criteria), f"no disk in {scope} fits all of these together."),)
    return SelectedDisks(
        protected=tuple(sorted(_protected(taken), key=lambda each: (*_order(each), each.protection.key))),
        unprotected=tuple(sorted(_unprotected(taken), key=_order)),
        missing=missing,
        unknown=estate.unknown,
        unread=estate.unread,
    )


def _candidates(estate: Estate, selection: Selection) -> Iterator[_Candidate]:
    """All disks that there are, that are protected, or that a recovery map names."""
    protections: defaultdict[str, list[Protection]] = defaultdict(list)
    for each in estate.protections:
        protections[each.disk_key].append(each)
    machines = selection.recovery_map["virtual_machines"] if selection.recovery_map else []
    mapped = {disk["id"].lower(): disk for machine in machines for disk in machine["disks"]}
    places = find_placements(estate, selection.recovery_map)
    for key in dict.fromkeys((*protections, *estate.disks, *mapped)):
        disk = estate.disks.get(key)
        by_map, by_instance = mapped.get(key), next(iter(protections.get(key, ())), None)
        instance_says = by_instance.instance.source_id if by_instance else None
        disk_id = disk.id if disk else instance_says or (by_map["id"] if by_map else "")
        instance_name = by_instance.instance.source_name if by_instance else None
        yield _Candidate(
            SelectedDisk(
                id=disk_id,
                name=disk.name if disk else last_name(disk_id) or instance_name or "",
                disk=disk,
                placements=places.get(key, ()),
                tags=disk.tags if disk else by_map["tags"] if by_map else {},
            ),
            tuple(protections.get(key, ())),
        )


def _fits(disk: SelectedDisk, wanted: _Wanted) -> bool:
    return (
        (not wanted.disks or not wanted.disks.isdisjoint(_terms(disk)))
        and (not wanted.machines or not wanted.machines.isdisjoint(_machine_terms(disk)))
        and (not wanted.groups or disk.resource_group.lower() in wanted.groups)
        and _has_tags(disk, wanted.tags)
    )


def _terms(disk: SelectedDisk) -> tuple[str, str]:
    """By what a disk can be asked for. No name begins like an id."""
    return disk.name.lower(), disk.key


def _machine_terms(disk: SelectedDisk) -> Iterator[str]:
    for place in disk.placements:
        yield from (place.machine_name.lower(), place.machine_key)


def _has_tags(disk: SelectedDisk, wanted: Mapping[str, str]) -> bool:
    """Whether each tag is one of the disk or of its machines. Names are without case, values are not."""
    known = [disk.tags, *(place.machine_tags for place in disk.placements)]
    held = {(name.lower(), value) for tags in known for name, value in tags.items()}
    names = {name for name, _value in held}
    return all((name, value) in held if value else name in names for name, value in wanted.items())


def _meant(wanted: _Wanted, taken: Sequence[_Candidate]) -> list[_Candidate]:
    """Without the disks that nothing protects and that only share their name with one that is protected."""
    shared = {each.disk.name.lower() for each in taken if each.protections} & wanted.disks
    others = wanted.disks - shared
    return [each for each in taken if each.protections or not shared or not others.isdisjoint(_terms(each.disk))]


def _check_names(selection: Selection, taken: Sequence[_Candidate]) -> None:
    """Raise `AmbiguousName` if a name fits several of what would be taken."""
    disks: defaultdict[str, dict[str, str]] = defaultdict(dict)
    machines: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for disk in (each.disk for each in taken):
        disks[disk.name.lower()][disk.key] = disk.id
        for place in disk.placements:
            machines[place.machine_name.lower()][place.machine_key] = place.machine_id
    for name in selection.source_disks:
        _check_one("source_disks", name, "disks", disks.get(name, {}))
    for name in selection.virtual_machines:
        _check_one("virtual_machines", name, "virtual machines", machines.get(name, {}))


def _check_one(option: str, name: str, what: str, found: Mapping[str, str]) -> None:
    if len(found) > 1:
        raise AmbiguousName(f"{option}: {len(found)} {what} are named {name!r}: {some_of(found.values())}.")


def _missing(selection: Selection, scope: Scope, candidates: Sequence[_Candidate], estate: Estate) -> Iterator[Missing]:
    """Each criterion, and each name of a list, that fits nothing by itself."""
    disks = [each.disk for each in candidates]
    near = _Nearest()
    known = {term for disk in disks for term in _terms(disk)}
    for wanted in selection.source_disks:
        if wanted not in known:
            hint = near.of(wanted, (disk.name for disk in disks))
            yield Missing(
                "source_disks", f"this login sees no disk {wanted!r}, and nothing in {scope} protects it.{hint}"
            )
    machines = {place.machine_id: place.machine_name for disk in disks for place in disk.placements}
    machines |= {machine.id: machine.name for machine in estate.machines.values()}
    known = {term for machine_id, name in machines.items() for term in (machine_id.lower(), name.lower())}
    for wanted in selection.virtual_machines:
        if wanted not in known:
            hint = near.of(wanted, machines.values())
            yield Missing(
                "virtual_machines",
                f"this login sees no virtual machine {wanted!r}, and no disk that belongs to one of this name.{hint}",
            )
    groups = {disk.resource_group.lower() for disk in disks}
    for wanted in selection.source_resource_groups:
        if wanted not in groups:
            hint = near.of(wanted, groups)
            yield Missing("source_resource_groups", f"this login sees no disk in a resource group {wanted!r}.{hint}")
    for name, value in selection.tags.items():
        if not any(_has_tags(disk, {name: value}) for disk in disks):
            what = f"{name}={value}" if value else name
            yield Missing(
                "tags", f"this login sees no disk that has the tag {what!r}, itself or by its virtual machine."
            )


class _Nearest:
    """Names that are like one that is missing, for the first few: to compare takes its time among thousands."""

    def __init__(self) -> None:
        self._left = MOST_HINTS

    def of(self, wanted: str, known: Iterable[str]) -> str:
        """As a sentence; an empty text if none is like it."""
        self._left -= 1
        return did_you_mean(Source(None, wanted, None), set(known)) if self._left >= 0 else ""


def _protected(taken: Iterable[_Candidate]) -> Iterator[ProtectedDisk]:
    for each in taken:
        for protection in each.protections:
            yield ProtectedDisk(**vars(each.disk), protection=protection)


def _unprotected(taken: Iterable[_Candidate]) -> Iterator[UnprotectedDisk]:
    for each in taken:
        if not each.protections:
            yield UnprotectedDisk(**vars(each.disk))


def _order(disk: SelectedDisk) -> tuple[object, ...]:
    """By machine, those of none last; its OS disk first, then by LUN; then by name."""
    place = disk.placement
    if place is None:
        return (True, "", "", True, -1, disk.name.lower(), disk.key)
    lun = -1 if place.lun is None else place.lun
    return (False, place.machine_name.lower(), place.machine_key, place.role != "os", lun, disk.name.lower(), disk.key)
