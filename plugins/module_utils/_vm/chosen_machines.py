# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.
"""Which machines are meant: by name or id, by tag, or all that are noted to have been recovered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._azure.compute.disks import list_all_disks
from .._azure.compute.machine_profiles import list_machines
from .._backup.errors import AmbiguousName, NothingSelected
from .._backup.shapes.recovery_map import RecoveryMap
from .._backup.sources import Source, did_you_mean, some_of
from .notes import Note, read_note


@dataclass(frozen=True)
class Choice:
    """Machines by their names in lower case or by the keys of their ids, and tags that all must hold.

    Machines that are gone are those of the recovery map.
    """

    machines: Sequence[str]
    tags: Mapping[str, str]
    subscription_id: str
    recovery_map: RecoveryMap | None = None


@dataclass(frozen=True)
class _Candidate:
    """A machine that there is, or was."""

    id: str
    name: str
    tags: Mapping[str, str]


def chosen_machines(session: ArmSession, choice: Choice) -> list[ResourceId]:
    """The machines, sorted by name. Raises `NothingSelected` or `AmbiguousName`."""
    found: dict[str, ResourceId] = {}
    ids = [ResourceId.parse(each) for each in choice.machines if each.startswith("/")]
    if choice.tags or len(ids) < len(choice.machines):
        subscriptions = dict.fromkeys([choice.subscription_id.lower(), *(each.subscription_id.lower() for each in ids)])
        live = [machine for each in subscriptions for machine in list_machines(session, each)]
        candidates = {each.id.lower(): _Candidate(each.id, each.name, each.tags) for each in live}
        for gone in choice.recovery_map["virtual_machines"] if choice.recovery_map else ():
            if ResourceId.parse_if_one(gone["id"]):
                candidates.setdefault(gone["id"].lower(), _Candidate(gone["id"], gone["name"], gone["tags"]))
        known = list(candidates.values())
        fitting = _by_name(choice, known) if choice.machines else known
        found = {each.id.lower(): ResourceId.parse(each.id) for each in fitting if _has_tags(each, choice.tags)}
        if not found:
            tags = ", ".join(f"{name}={value}" if value else name for name, value in choice.tags.items())
            raise NothingSelected("tags", f"no virtual machine of these has the tags {tags}.")
    else:
        found = {each.key: each for each in ids}
    return sorted(found.values(), key=lambda each: (each.name.lower(), each.key))


def noted_machines(session: ArmSession, subscription_id: str) -> list[ResourceId]:
    """All machines of a subscription that a disk notes a swap of."""
    notes = [read_note(disk, subscription_id) for disk in list_all_disks(session, subscription_id)]
    found = {note.machine.key: note.machine for note in notes if isinstance(note, Note)}
    return sorted(found.values(), key=lambda each: (each.name.lower(), each.key))


def _by_name(choice: Choice, profiles: Sequence[_Candidate]) -> Iterator[_Candidate]:
    for wanted in choice.machines:
        fitting = [each for each in profiles if wanted in (each.id.lower(), each.name.lower())]
        if not fitting:
            near = did_you_mean(Source(None, wanted, None), {each.name for each in profiles})
            raise NothingSelected("virtual_machines", f"this login sees no virtual machine {wanted!r}.{near}")
        if len(fitting) > 1:
            ids = some_of(each.id for each in fitting)
            raise AmbiguousName(f"virtual_machines: {len(fitting)} virtual machines are named {wanted!r}: {ids}.")
        yield fitting[0]


def _has_tags(machine: _Candidate, wanted: Mapping[str, str]) -> bool:
    held = {name.lower(): value for name, value in machine.tags.items()}
    return all(name in held and value in ("", held[name]) for name, value in wanted.items())
