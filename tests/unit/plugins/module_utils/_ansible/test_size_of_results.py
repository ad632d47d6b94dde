# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How large the result of ten thousand disks is: AWX keeps 700,000 characters of an event."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.execution import outcome as outcome_of
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.results_file import read_results_file
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.runtime import Runtime
from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.tasks.disk_restore_batch import batch_result
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import Advice, TaskError
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.records import Outcome, Record
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.requests import read_request
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.results import surroundings_result

KEPT_BY_AWX = 700_000
DISKS = 10_000
VAULT = vault_ref("38304e13-357e-405e-9e9a-220351dcce8c", "backup", "dr-vault", "2025-07-01")


def record(number: int, outcome: Outcome) -> Record:
    options: dict[str, Any] = {
        "source_disk": f"disk-{number:05}",
        "target_disk": f"disk-{number:05}-restored",
        "target_resource_group": "restored",
        "as_of": "latest",
        "rerun_window": 86400,
    }
    made = Record(read_request(options, VAULT), outcome=outcome, warnings=[f"The disk {number} is odd. " * 3])
    if outcome == "failed":
        # Each for a reason of its own.
        made.failure = TaskError(f"Azure refused it, as {'x' * (number % 977)} said. " * 3)
        made.failure.advice = Advice("It can't be.", "somebody", "mend " + "it " * (number % 991))
    made.sent = outcome != "failed"
    return made


@pytest.mark.parametrize("outcome", ["restored", "started", "failed", "running"])
def test_the_result_of_ten_thousand_disks_is_kept_whole(outcome: Outcome, tmp_path: Path) -> None:
    records = [record(number, outcome) for number in range(DISKS)]
    result = {**batch_result(records), **surroundings_result(records, [VAULT], None)}
    result["warnings"] = [warning for each in records for warning in each.warnings]

    kept = read_results_file({"results_file": str(tmp_path / "results")}, Runtime()).keep(result)

    assert len(str(kept)) < KEPT_BY_AWX < len(str(result))
    assert kept["summary"] == result["summary"]
    assert len(json.loads((tmp_path / "results").read_text())["restores"]) == DISKS


@pytest.mark.parametrize(("file", "remedy"), [({"results_file": None}, "Set results_file"), ({}, "Ask for less")])
def test_a_result_that_awx_does_not_keep_says_so(file: dict[str, None], remedy: str) -> None:
    result = {"changed": False, "disks": ["x" * 100] * DISKS, **file, "warnings": ["Odd."]}

    told = outcome_of(lambda options, runtime: result, {}, Runtime(), diff=False)["warnings"]

    assert told[0] == "Odd."
    assert "700,000" in told[1] and told[1].endswith(f"{remedy}{' in one task' if not file else ''}.")


def test_a_result_that_awx_keeps_says_nothing() -> None:
    result = {"changed": False, "disks": ["x" * 100] * (DISKS // 2), "warnings": []}

    assert outcome_of(lambda options, runtime: result, {}, Runtime(), diff=False)["warnings"] == []
