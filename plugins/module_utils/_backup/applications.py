# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Which application a disk belongs to, by a tag."""

from __future__ import annotations

from .selected_disks import SelectedDisk


def application_of(disk: SelectedDisk, tag: str) -> str | None:
    """The value of the tag: the disk's own, else that of a machine that it belongs to. None if it is blank or absent.

    Azure does not distinguish upper and lower case in the name of a tag.
    """
    for tags in (disk.tags, *(place.machine_tags for place in disk.placements)):
        for name, value in tags.items():
            if name.lower() == tag.lower() and value.strip():
                return value
    return None
