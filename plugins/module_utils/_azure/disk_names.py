# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The names of managed disks."""

from __future__ import annotations

import re

from .._arm.resource_ids import ResourceId

DISK = "Microsoft.Compute/disks"
DISK_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}", re.ASCII)


def disk_id(subscription_id: str, resource_group: str, name: str) -> ResourceId:
    """The id of a disk."""
    return ResourceId(subscription_id, resource_group, DISK, (name,))


def why_not_a_disk(name: str) -> str | None:
    """Why this can't be the name of a disk, None if it can."""
    if DISK_NAME.fullmatch(name):
        return None
    return f"{name!r} is not a name of a disk: 1 to 80 letters, digits and any of _.- are, the first no . or -"
