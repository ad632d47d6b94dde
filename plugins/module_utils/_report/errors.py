# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What can go wrong with a report."""

from __future__ import annotations

from .._arm.errors import TaskError


class ReportNotWritten(TaskError):
    """The report could not be written."""

    code = "ReportNotWritten"


class ReportChanged(TaskError):
    """The report is not as its run wrote it."""

    code = "ReportChanged"
