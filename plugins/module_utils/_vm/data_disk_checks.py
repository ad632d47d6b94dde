# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The checks of a disk that is to be a data disk of a machine."""

from __future__ import annotations

from collections.abc import Iterator

from .check import Check
from .fit import Fit, setting_of
from .security_checks import security_type


def of_data_disk(fit: Fit) -> Iterator[Check]:
    """What the disk holds and how large it is, beside the one that it replaces."""
    disk, other = fit.disk, fit.other
    if other and fit.setting("osType") and not setting_of(other, "osType"):
        message = f"{disk.name!r} holds an operating system, and {other.name!r}, which it replaces, does not."
        yield Check("os_type", disk.id, "warning", message)
    else:
        yield fit.check("os_type", None)
    yield security_type(fit)
    if other is None or disk.size_gb is None or other.size_gb is None:
        yield fit.unknown("size", "the size of both disks is not known")
    elif disk.size_gb < other.size_gb:
        message = f"{disk.name!r} has {disk.size_gb:g} GiB, and the disk that it replaces {other.size_gb:g} GiB."
        yield Check("size", disk.id, "warning", message)
    else:
        yield fit.check("size", None)
