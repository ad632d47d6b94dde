# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of many disks: whole in a file, short in the result of the task."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible import results_file
from ansible_collections.azure_dr.backup.plugins.module_utils._report import tables
from ansible_collections.azure_dr.backup.tests.emulator.errors import Failure
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, failing_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

DISKS = ("erp-os", "erp-data", "erp-log")
BATCH = {
    "disks": [{"source_disk": name, "target_disk": f"{name}-restored"} for name in DISKS],
    "as_of": "latest",
    "target_resource_group": "erp-restored",
    "poll_interval": 1,
    "validate": False,
}


@pytest.fixture(autouse=True)
def two_in_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """A result keeps two entries of a list, and three disks are many."""
    monkeypatch.setattr(results_file, "MOST_IN_RESULT", 2)
    monkeypatch.setattr(results_file, "FEWEST_TO_MEASURE", 3)


def restore(**options: Any) -> dict[str, Any]:
    return run_module("disk_restore_batch", **{**BATCH, **options})


def fail_the_last(azure: Emulator) -> None:
    azure.faults.add(Fault(failing_job(Failure("Broken", "It broke.").of_job()), "POST", r"/erp-log[^/]*/restore$"))


def names(result: dict[str, Any]) -> list[str]:
    return [each["source_disk"] for each in result["restores"]]


def test_the_file_has_all_and_the_result_has_the_first_with_failed_ones_before_others(
    azure: Emulator, tmp_path: Path
) -> None:
    fail_the_last(azure)
    path = tmp_path / "made" / "results.json"

    result = restore(results_file=str(path))

    whole = json.loads(path.read_text())
    assert names(whole) == list(DISKS)
    assert names(result) == ["erp-log", "erp-os"]
    assert len(whole["source_disks"]) == 3
    assert len(result["source_disks"]) == 2
    assert result["summary"] == whole["summary"]
    assert result["failures"] == whole["failures"]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert result["results_file"] == {"path": str(path), "sha256": digest, "records": 3}
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_backups_go_to_a_file_and_the_next_run_replaces_it(azure: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text("of an earlier run")
    path.chmod(0o644)

    result = run_module("disk_backup", source_disks=list(DISKS), max_age=60, poll_interval=1, results_file=str(path))

    assert len(json.loads(path.read_text())["backups"]) == 3
    assert len(result["backups"]) == 2
    assert path.stat().st_mode & 0o777 == 0o600


def test_check_mode_writes_the_file_too(azure: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "results.json"

    restore(results_file=str(path), check_mode=True)

    assert {each["outcome"] for each in json.loads(path.read_text())["restores"]} == {"would_restore"}


def test_a_file_that_can_not_be_made_is_refused_before_anything_is_sent(azure: Emulator, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "results.json"):
        result = restore(results_file=str(path))
        assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", "results_file")
    assert azure.requests == []


def test_nothing_is_lost_if_the_file_can_not_be_written(
    azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(results_file, "_write", full)

    result = restore(results_file=str(tmp_path / "results.json"))

    assert result["error"]["code"] == "ResultsNotWritten"
    assert names(result) == list(DISKS)
    assert "results_file" not in result


def test_a_result_that_is_too_long_says_so(azure: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(results_file, "LONGEST_EVENT", 1000)

    long, short = restore(), restore(results_file=str(tmp_path / "results.json"))

    assert [each for each in long["warnings"] if "set results_file" in each]
    assert not [each for each in short["warnings"] if "set results_file" in each]


def test_the_report_has_all_disks(azure: Emulator, tmp_path: Path) -> None:
    outcome = restore(results_file=str(tmp_path / "results.json"))

    report = run_module("restore_report", outcome=outcome, directory=str(tmp_path / "reports"))

    told = json.loads(Path(report["report"]["json"]["path"]).read_text())
    assert [disk["source_disk"] for disk in told["disks"]] == list(DISKS)


def test_the_report_refuses_a_file_that_is_not_the_one_of_the_run(azure: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    outcome = restore(results_file=str(path))
    path.write_text(path.read_text().replace("erp-log", "erp-log2"))

    changed = run_module("restore_report", outcome=outcome)
    path.unlink()
    missing = run_module("restore_report", outcome=outcome)

    assert "has changed since" in changed["msg"]
    assert "can't be read" in missing["msg"]


def test_a_permission_is_not_removed_while_a_restore_that_only_the_file_names_goes_on(
    azure: Emulator, tmp_path: Path
) -> None:
    permission = {"target_resource_group": "erp-drill"}
    run_module("restore_permission", **permission)
    outcome = restore(results_file=str(tmp_path / "results.json"), wait=False, **permission)
    outcome["restores"] = []

    result = run_module("restore_permission", **permission, state="absent", outcome=outcome)

    assert result["error"]["code"] == "PermissionInUse"


def test_the_page_of_the_report_shows_those_that_are_not_back_and_the_json_has_all(
    azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 1)
    fail_the_last(azure)

    report = run_module("restore_report", outcome=restore(), directory=str(tmp_path))["report"]

    page, told = (Path(report[kind]["path"]).read_text() for kind in ("html", "json"))
    shown = page.partition("<h2>Disks</h2>")[2].partition("</section>")[0]
    assert "The JSON file has 2 more disks." in shown
    assert ("erp-log-restored" in shown, "erp-os-restored" in shown) == (True, False)
    assert len(json.loads(told)["disks"]) == 3
