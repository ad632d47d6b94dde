# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""results_file of disk_restore_batch: the disks in a file, and what someone must look at in the result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, failing_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

DISKS = ("erp-os", "erp-data", "erp-log")
ALL = [{"source_disk": name, "target_disk": f"{name}-restored"} for name in DISKS]
# These are in the file, or not as they would be without it.
OF_DISKS = (
    "invocation",
    "restores",
    "failures",
    "source_disks",
    "warnings",
    "diff",
    "results_file",
    "elapsed_seconds",
    "started_at",
)


def restore(**options: Any) -> dict[str, Any]:
    common = {"as_of": "latest", "target_resource_group": "erp-restored", "poll_interval": 1, "permission_timeout": 0}
    return run_module("disk_restore_batch", disks=ALL, **{**common, **options})


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_file_has_a_line_for_each_disk_and_is_for_its_owner_only(azure: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"

    result = restore(results_file=str(path))

    assert (result["restores"], result["results_file"], result["summary"]["restored"]) == ([], str(path), 3)
    assert [line["target_disk"].rpartition("/")[2] for line in lines(path)] == [f"{name}-restored" for name in DISKS]
    assert {line["outcome"] for line in lines(path)} == {"restored"}
    assert all(line["source_disk_id"].endswith(line["source_disk"]) for line in lines(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["results.jsonl"]


def test_what_failed_stays_in_the_result(azure: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text("of an earlier run")
    azure.faults.add(Fault(failing_job("ResourceNotFound"), "POST", r"erp-data.*/restore$"))

    result = restore(results_file=str(path))

    assert [each["outcome"] for each in result["restores"]] == ["failed"]
    assert [len(each["target_disks"]) for each in result["failures"]] == [1]
    (failed,) = [line for line in lines(path) if line["outcome"] == "failed"]
    assert failed["explanation"] == result["failures"][0]["explanation"]


def test_the_rest_of_the_result_is_the_same(azure: Emulator, tmp_path: Path) -> None:
    moment = restore()["as_of"]

    with_file, without = restore(results_file=str(tmp_path / "x"), as_of=moment), restore(as_of=moment)

    assert with_file.keys() == without.keys()
    same = [name for name in without if name not in (*OF_DISKS, "started_at", "elapsed_seconds")]
    assert {name: with_file[name] for name in same} == {name: without[name] for name in same}


def test_the_report_reads_the_file(azure: Emulator, tmp_path: Path) -> None:
    result = restore(results_file=str(tmp_path / "results.jsonl"))

    report = run_module("restore_report", outcome=result, directory=str(tmp_path / "reports"))

    told = json.loads(Path(report["report"]["json"]["path"]).read_text())
    assert [disk["outcome"] for disk in told["disks"]] == ["restored"] * 3
    assert all(disk["source_disk_id"] for disk in told["disks"])


@pytest.mark.parametrize("content", [None, "{not json", "\xe4"])
def test_a_report_without_the_file_is_refused(azure: Emulator, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "results.jsonl"
    if content:
        path.write_text(content, encoding="utf-8")

    report = run_module("restore_report", outcome={"restores": [], "results_file": str(path)}, allow_empty=True)

    assert report["error"]["target"] == "outcome"
    assert str(path) in report["msg"]


def test_a_permission_stays_while_restores_that_only_the_file_has_can_run(azure: Emulator) -> None:
    outcome = {"restores": [{"outcome": "failed"}], "results_file": "/x", "summary": {"started": 1, "failed": 1}}
    run_module("restore_permission", target_resource_group="erp-drill")

    taken = run_module("restore_permission", target_resource_group="erp-drill", state="absent", outcome=outcome)

    assert taken["error"]["code"] == "PermissionInUse"


@pytest.mark.parametrize("where", ["no/such/folder/results", "."])
def test_where_nothing_can_be_written_nothing_is_sent(azure: Emulator, tmp_path: Path, where: str) -> None:
    result = restore(results_file=str(tmp_path / where))

    assert (result["error"]["target"], azure.requests) == ("results_file", [])


def test_a_file_that_cannot_be_written_after_all_loses_nothing(
    azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    result = restore(results_file=str(tmp_path / "results.jsonl"))

    assert (len(result["restores"]), result["results_file"], list(tmp_path.iterdir())) == (3, None, [])
    assert any("No space left on device" in warning for warning in result["warnings"])
