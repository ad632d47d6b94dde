# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The evidence of a drill in its report: how many of the protected disks were proven, by it and by earlier reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.support.modules import run_module

GROUP = "/subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/erp-prod"
PASSED = {"test_id": "w48", "restored": "passed", "validated": "passed", "cleaned_up": "passed"}


def source(name: str) -> str:
    return f"{GROUP}/providers/Microsoft.Compute/disks/{name}"


def restored(*names: str, outcome: str = "restored") -> dict[str, Any]:
    """What disk_restore_batch returns for a drill with these disks."""
    return {
        "changed": True,
        "restores": [
            {"target_disk": source(f"{name}-drill"), "backup_instance": name, "outcome": outcome} for name in names
        ],
        "source_disks": [{"backup_instance": name, "source_disk_id": source(name)} for name in names],
    }


def report(
    folder: Path, outcome: dict[str, Any], protected: list[str], *, check_mode: bool = False, **evidence: Any
) -> dict[str, Any]:
    """The report of a drill as JSON."""
    told = {**PASSED, "protected_disks": [source(name) for name in protected], **evidence}
    options = {"outcome": outcome, "directory": str(folder), "evidence": told, "write_in_check_mode": True}
    result = run_module("restore_report", check_mode=check_mode, **options)
    assert "failed" not in result, result
    page = Path(result["report"]["html"]["path"]).read_text()
    found: dict[str, Any] = json.loads(Path(result["report"]["json"]["path"]).read_text())
    coverage = found["evidence"]["coverage"]
    assert ("Coverage" in page) == (coverage is not None)
    return found


def coverage(told: dict[str, Any]) -> tuple[int, int]:
    found = told["evidence"]["coverage"]
    return found["proven"], found["protected"]


def test_the_first_drill_counts_itself_and_the_next_one_both(tmp_path: Path) -> None:
    protected = ["a", "b", "c", "d"]

    first = report(tmp_path / "reports", restored("a", "b"), protected)
    second = report(tmp_path / "reports", restored("b", "C"), protected)

    assert (coverage(first), coverage(second)) == ((2, 4), (3, 4))
    assert first["evidence"]["coverage"]["days"] == 365


@pytest.mark.parametrize("verdict", ["restored", "validated"])
def test_a_drill_that_did_not_pass_proves_nothing(tmp_path: Path, verdict: str) -> None:
    failed = report(tmp_path, restored("a"), ["a", "b"], **{verdict: "failed"})
    later = report(tmp_path, restored("b"), ["a", "b"])

    assert (coverage(failed), coverage(later)) == ((0, 2), (1, 2))


def test_check_mode_proves_nothing(tmp_path: Path) -> None:
    assert coverage(report(tmp_path, restored("a", outcome="would_restore"), ["a"], check_mode=True)) == (0, 1)


def test_a_disk_that_is_protected_since_a_moment_ago_counts_too(tmp_path: Path) -> None:
    assert coverage(report(tmp_path, restored("a"), ["b"])) == (1, 2)


def test_without_the_protected_disks_nothing_is_said(tmp_path: Path) -> None:
    assert report(tmp_path, restored("a"), [])["evidence"]["coverage"] is None
