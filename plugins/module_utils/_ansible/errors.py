# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What can go wrong between Ansible and a task."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import missing_required_lib

from .._arm.errors import OptionRefused, TaskError


class LibraryMissing(TaskError):
    """A Python library that this collection needs is missing."""

    code = "LibraryMissing"

    def __init__(self, library: str, error: ImportError) -> None:
        super().__init__(missing_required_lib(library))
        self.error = error


class TaskFailed(Exception):
    """A task failed, but its result must show what it found or did before."""

    def __init__(self, failure: TaskError, result: dict[str, Any], message: str | None = None) -> None:
        super().__init__(message or str(failure))
        self.failure = failure
        self.result = result
        self.message = message


class OptionsRefused(TaskError):
    """Options that Ansible refuses, in its words."""

    code = OptionRefused.code
    says_what_to_do = True
