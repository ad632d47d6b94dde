# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Which disks are meant: by disk, by virtual machine, by resource group, by tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .._arm.errors import OptionRefused
from .._arm.resource_ids import why_not_a_resource_group
from .._azure.compute.machine_profiles import MACHINE, why_not_a_machine
from .._azure.disk_names import DISK, why_not_a_disk
from .option_values import OptionValues, check_name, is_blank, read_resource_id, read_texts
from .shapes.recovery_map import RecoveryMap

CRITERIA = ("source_disks", "virtual_machines", "source_resource_groups", "tags")
LONGEST_TAG_NAME, LONGEST_TAG_VALUE = 512, 256


@dataclass(frozen=True)
class Selection:
    """What to take: any of each list, and all lists together. Names are in lower case, and ids are by their keys.

    `tags` has values by names in lower case; an empty value is any. All of them must hold.
    """

    source_disks: tuple[str, ...] = ()
    virtual_machines: tuple[str, ...] = ()
    source_resource_groups: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    recovery_map: RecoveryMap | None = None

    @property
    def criteria(self) -> Sequence[str]:
        """The names of the options that say what to take."""
        return [name for name in CRITERIA if getattr(self, name)]


def read_selection(options: OptionValues, recovery_map: RecoveryMap | None) -> Selection:
    """What to take. Raises `OptionRefused`."""
    groups = read_texts(options, "source_resource_groups")
    for number, group in enumerate(groups):
        check_name(f"source_resource_groups[{number}]", group, why_not_a_resource_group)
    return Selection(
        source_disks=tuple(
            _name_or_id(f"source_disks[{number}]", text, DISK, "a disk")
            for number, text in enumerate(read_texts(options, "source_disks"))
        ),
        virtual_machines=tuple(
            _name_or_id(f"virtual_machines[{number}]", text, MACHINE, "a virtual machine")
            for number, text in enumerate(read_texts(options, "virtual_machines"))
        ),
        source_resource_groups=tuple(group.lower() for group in groups),
        tags=read_tags(options.get("tags")),
        recovery_map=recovery_map,
    )


def read_tags(value: object) -> Mapping[str, str]:
    """The tags that must hold, by their names in lower case."""
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not value:
        raise OptionRefused("tags", "is not a dictionary with at least one tag")
    tags: dict[str, str] = {}
    for name, wanted in value.items():
        option = f"tags.{name}"
        if is_blank(name) or len(str(name)) > LONGEST_TAG_NAME:
            raise OptionRefused(option, f"is no name of a tag: 1 to {LONGEST_TAG_NAME} characters are")
        if isinstance(wanted, (bool, float, Mapping, list)):
            raise OptionRefused(option, f"write the value as a text in quotes, not as {wanted!r}")
        text = "" if is_blank(wanted) else str(wanted)
        if len(text) > LONGEST_TAG_VALUE:
            raise OptionRefused(option, f"is longer than the {LONGEST_TAG_VALUE} characters that a tag can have")
        if str(name).lower() in tags:
            raise OptionRefused(option, "is given twice: Azure does not tell names of tags by their case")
        tags[str(name).lower()] = text
    return tags


def _name_or_id(option: str, text: str, kind: str, what: str) -> str:
    if text.startswith("/"):
        return read_resource_id(option, text, kind, what).key
    check_name(option, text, why_not_a_disk if kind == DISK else why_not_a_machine)
    return text.lower()
