# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers of any type and shape: a sentence, never a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._backup import job_wait, send_once
from ansible_collections.azure_dr.backup.plugins.module_utils._restore import verification
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer, changed_body
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk, run_module

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
# The way to a member of an answer: which member to take at each level. It is drawn before a run, because how many
# answers a run gets depends on how fast it is.
WAYS = st.lists(st.integers(0, 50), min_size=1, max_size=6)
PATHS = [
    r"/backupVaults/dr-vault$",
    r"/backupInstances$",
    r"/recoveryPoints$",
    r"/backupJobs$",
    r"/backupJobs/[^/]+$",
    r"/operationStatus/",
    r"/disks/[^/]+$",
]
FEW = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send_once, "FIRST_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(send_once, "LOOK_FOR_SECONDS", 0.02)
    monkeypatch.setattr(job_wait, "MISSING_FOR_SECONDS", 0.0)
    monkeypatch.setattr(verification, "MISSING_FOR_SECONDS", 0.0)


BACKUP_PATHS = [r"/backupJobs/[^/]+$", r"/backupPolicies/", r"/recoveryPoints/", r"/Microsoft.ResourceGraph/"]


def backup_ends_in_words(azure: Emulator) -> None:
    result = run_module("disk_backup", source_disks=["erp-data"], max_age=600, poll_interval=1, wait_timeout=1)

    assert "exception" not in result
    assert "Traceback" not in str(result)
    assert result.get("msg") or result["backups"][0]["action"]
    azure.faults.clear()
    with azure.estate.lock:
        azure.estate.instance("erp-data").points.clear()


def ends_in_words(azure: Emulator) -> None:
    result = restore_disk(validate=False, wait_timeout=1)

    assert "exception" not in result
    assert "Traceback" not in str(result)
    assert result.get("msg") or result["action"]
    azure.faults.clear()
    azure.estate.disks.pop(next((key for key in azure.estate.disks if key.endswith("erp-data-restored")), ""), None)


@pytest.mark.parametrize("path", PATHS)
@FEW
@given(body=ANYTHING)
def test_any_json_at_all(azure: Emulator, path: str, body: Any) -> None:
    azure.faults.add(Fault(answer(200, [body]), "GET", path, times=None))

    ends_in_words(azure)


@pytest.mark.parametrize("path", PATHS)
@FEW
@given(way=WAYS, value=ANYTHING)
def test_any_member_of_any_type(azure: Emulator, path: str, way: list[int], value: Any) -> None:
    """One member, somewhere in the real answer, is something else."""

    def odd(body: Any) -> Any:
        inside = body
        for number, step in enumerate(way, 1):
            keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
            if not keys:
                break
            key = keys[step % len(keys)]
            if number == len(way) or not isinstance(inside[key], (dict, list)):
                inside[key] = value
                break
            inside = inside[key]
        return body

    azure.faults.add(Fault(changed_body(odd), "GET", path, times=1))

    ends_in_words(azure)


@pytest.mark.parametrize("path", BACKUP_PATHS)
@FEW
@given(body=ANYTHING)
def test_any_json_at_all_about_a_backup(azure: Emulator, path: str, body: Any) -> None:
    azure.faults.add(Fault(answer(200, [body]), "*", path, times=None))

    backup_ends_in_words(azure)
