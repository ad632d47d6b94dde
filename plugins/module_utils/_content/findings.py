# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Findings: what a check of the content has seen that a person should know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .._arm.errors import capitalised

ERROR, WARNING, INFO = "error", "warning", "info"


@dataclass(frozen=True)
class Kind:
    """What a code means: how bad it is, and what to do."""

    severity: str
    remedy: str


KINDS: Mapping[str, Kind] = {
    "access_left_over": Kind(INFO, "nothing: the access has been ended"),
    "disk_empty": Kind(ERROR, "restore the disk from another recovery point, and check whether its source has data"),
    "gpt_backup_damaged": Kind(WARNING, "compare with the source disk; in the guest, sgdisk --verify shows more"),
    "gpt_backup_elsewhere": Kind(
        INFO, "nothing if the disk has been made larger; in the guest, sgdisk -e moves the copy"
    ),
    "gpt_damaged": Kind(ERROR, "restore the disk from another recovery point, and check the source disk"),
    "gpt_primary_damaged": Kind(
        WARNING, "compare with the source disk; in the guest, sgdisk can restore it from the copy"
    ),
    "partition_empty": Kind(INFO, "nothing if the partition has no file system on the source disk either"),
    "partition_outside": Kind(ERROR, "compare the size of the disk with that of its source"),
    "partitions_not_read": Kind(INFO, "nothing: a check reads the first partitions only"),
}


@dataclass(frozen=True)
class Finding:
    """One of them."""

    code: str
    message: str

    @property
    def severity(self) -> str:
        """`error`, `warning` or `info`."""
        return KINDS[self.code].severity

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return f"{capitalised(KINDS[self.code].remedy)}."
