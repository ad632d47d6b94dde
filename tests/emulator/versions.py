# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The api-versions of Microsoft.DataProtection, and where its answers changed."""

from __future__ import annotations

# fmt: off
VERSIONS = [
    "2021-01-01", "2021-07-01", "2022-01-01", "2022-03-01", "2022-04-01", "2022-05-01", "2022-12-01", "2023-01-01",
    "2023-05-01", "2023-11-01", "2023-12-01", "2024-03-01", "2024-04-01", "2025-01-01", "2025-02-01", "2025-07-01",
    "2025-09-01", "2026-03-01", "2026-06-01", "2026-07-01",
]
# fmt: on
FIRST = "2021-01-01"
"""It leaves out members that are null, and writes no Z after the moment that stands for none."""
LAST_OF_ONE_TIME = "2022-04-01"
"""Up to here the time of a point is that of its snapshot."""
LAST_OLD = "2021-07-01"
"""Up to here operations are of the location, and what is not there is told in an older shape."""
FIRST_BY_VAULT = "2022-01-01"
"""From here on the status of an operation can be read in its vault or group."""
FIRST_SIGNED = "2023-11-01"
"""From here on status URLs are signed, and answers no longer come with the headers of ASP.NET.

The real service changed that for all versions at once, at the end of 2023. Here each version answers as in its time,
since older versions were recorded then.
"""
FIRST_BY_DISK = "2024-04-01"
"""From here on a disk can be asked what protects it."""
