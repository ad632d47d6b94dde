# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How the disks that a selection restores are called: by a pattern such as `{disk}-restored`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timezone

from .._arm.errors import OptionRefused
from .._azure.disk_names import why_not_a_disk
from .option_values import LATEST
from .selected_disks import ProtectedDisk

OPTION = "target_disk_name"
PART = re.compile(r"\{([^{}]*)\}")
PARTS = ("disk", "vm", "as_of")
MOMENT = "%Y%m%dT%H%M%SZ"


def check_pattern(pattern: str) -> None:
    """Raise `OptionRefused` for a pattern that can name no disks."""
    unknown = [part for part in PART.findall(pattern) if part not in PARTS]
    if unknown or set("{}") & set(PART.sub("", pattern)):
        known = ", ".join(f"{{{part}}}" for part in PARTS)
        raise OptionRefused(OPTION, f"{pattern!r} has braces around something else than {known}")
    if why := why_not_a_disk(PART.sub("x", pattern)):
        raise OptionRefused(OPTION, f"{pattern!r} can't make names of disks: {why}")


def target_names(pattern: str, disks: Sequence[ProtectedDisk], as_of: datetime | None) -> list[str]:
    """The name of the restored disk for each of these. Without a moment, `{as_of}` is `latest`, run after run.

    Raises `OptionRefused` if one can't be made, or if two disks would have the same.
    """
    moment = as_of.astimezone(timezone.utc).strftime(MOMENT) if as_of else LATEST
    names = [_name(pattern, disk, moment) for disk in disks]
    first: dict[str, ProtectedDisk] = {}
    for name, disk in zip(names, disks, strict=True):
        other = first.setdefault(name.lower(), disk)
        if other is not disk:
            why = f"{pattern!r} gives the name {name!r} to {other.id} and to {disk.id}"
            raise OptionRefused(OPTION, f"{why}: tell them apart by {{vm}}, or list them in disks")
    return names


def _name(pattern: str, disk: ProtectedDisk, moment: str) -> str:
    place = disk.placement
    if place is None and "{vm}" in pattern:
        raise OptionRefused(OPTION, f"{pattern!r} needs a virtual machine, and none is known that has {disk.id}")
    values = {"disk": disk.name, "vm": place.machine_name if place else "", "as_of": moment}
    name = PART.sub(lambda part: values[part[1]], pattern)
    if why := why_not_a_disk(name):
        raise OptionRefused(OPTION, f"{pattern!r} can't name what is restored of {disk.id}: {why}")
    return name
