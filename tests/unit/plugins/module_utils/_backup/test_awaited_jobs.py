# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is told of jobs that are waited for."""

from __future__ import annotations

from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.jobs import Job
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.awaited_jobs import AwaitedJobs

NAME = "b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20"
DISK = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/shop-app-data-1_OsDisk_0123456789abcdef-1"


def test_the_line_on_one_job_fits_the_screen() -> None:
    job = Job("/job", NAME, None, "Restore", "InProgress", None, None, None, None, DISK, *[None] * 5, ())

    assert AwaitedJobs({NAME: job}, [NAME]).state() == (
        f"job {NAME} of shop-app-data-1_OsDi…_0123456789abcdef-1: InProgress"
    )
