# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""A disk that is to be attached in the place of another, held against the machine that it comes to."""

from __future__ import annotations

from dataclasses import dataclass

from .._azure.compute.disks import Disk
from .._azure.compute.skus import Size
from .check import Check
from .situation import Situation, SwapSeen


@dataclass(frozen=True)
class Fit:
    """One disk that is to be attached in the place of another."""

    seen: SwapSeen
    disk: Disk
    other: Disk | None
    situation: Situation
    size: Size | None

    def check(self, name: str, wrong: str | None, remedy: str | None = None, *, fine: str = "fits") -> Check:
        """Refused if something is wrong."""
        if wrong:
            return Check(name, self.disk.id, "refused", wrong, remedy)
        return Check(name, self.disk.id, "passed", f"{self.disk.name}: {fine}")

    def unknown(self, name: str, why: str) -> Check:
        """What could not be looked at, or is not told."""
        return Check(name, self.disk.id, "unknown", f"{self.disk.name}: {why}")

    def setting(self, path: str) -> str | None:
        """A setting of the disk, in lower case; None if it is not told."""
        return setting_of(self.disk, path)


def setting_of(disk: Disk | None, path: str) -> str | None:
    """A setting of a disk by its path, in lower case; None if it is not told."""
    value = disk.settings.get(path) if disk else None
    return None if value is None else str(value).lower()
