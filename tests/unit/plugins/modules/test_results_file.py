# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""results_file of the modules that have it: the whole result in a file, and what someone must look at in the result."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer, failing_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

DISKS = ("erp-os", "erp-data", "erp-log")
ALL = [{"source_disk": name, "target_disk": f"{name}-restored"} for name in DISKS]
# The modules that have it, how they are called here, and the list of disks in their results.
CALLS: dict[str, dict[str, Any]] = {
    "disk_restore_batch": {
        "disks": ALL,
        "as_of": "latest",
        "target_resource_group": "erp-restored",
        "poll_interval": 1,
        "permission_timeout": 0,
    },
    "disk_backup": {"source_disks": list(DISKS), "poll_interval": 1, "vault_name": "", "vault_resource_group": ""},
    "restore_readiness_info": {"vault_name": "", "vault_resource_group": ""},
}
LISTS = {"disk_restore_batch": "restores", "disk_backup": "backups", "restore_readiness_info": "disks"}
MODULES = sorted(CALLS)
# Ansible has these of each result, or they are not for later.
NOT_IN_THE_FILE = ("invocation", "diff", "results_file", "results_file_sha256", "failed", "msg", "error")


def run(module: str, **options: Any) -> dict[str, Any]:
    return run_module(module, **{**CALLS[module], **options})


def restore(**options: Any) -> dict[str, Any]:
    return run("disk_restore_batch", **options)


def whole(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
    return content


@pytest.mark.parametrize("module", MODULES)
def test_the_file_has_the_whole_result_and_is_for_its_owner_only(azure: Emulator, tmp_path: Path, module: str) -> None:
    path = tmp_path / "results.json"
    path.write_text("of an earlier run")

    result = run(module, results_file=str(path))

    assert result["results_file"] == str(path)
    assert result["results_file_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert len(whole(path)[LISTS[module]]) == 3
    assert whole(path).keys() == result.keys() - set(NOT_IN_THE_FILE)
    assert whole(path)["summary"] == result["summary"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["results.json"]


@pytest.mark.parametrize("module", MODULES)
def test_without_a_file_the_result_has_all_disks(azure: Emulator, module: str) -> None:
    result = run(module)

    assert (len(result[LISTS[module]]), result["results_file"], result["results_file_sha256"]) == (3, None, None)


@pytest.mark.parametrize("module", ["disk_restore_batch", "disk_backup"])
def test_what_failed_stays_in_the_result(azure: Emulator, tmp_path: Path, module: str) -> None:
    path = tmp_path / "results.json"
    azure.faults.add(Fault(failing_job("ResourceNotFound"), "POST", r"erp-data.*/(restore|backup)$"))

    result = run(module, results_file=str(path))

    (left,) = result[LISTS[module]]
    assert left["source_disk"] == "erp-data"
    assert left in whole(path)[LISTS[module]]
    assert result["failures"] == whole(path)["failures"]
    assert result["summary"]["failed"] == 1


@pytest.mark.parametrize("module", ["disk_restore_batch", "disk_backup"])
def test_what_goes_on_stays_in_the_result(azure: Emulator, tmp_path: Path, module: str) -> None:
    result = run(module, results_file=str(tmp_path / "results.json"), wait=False)

    assert [each["job_id"] is not None for each in result[LISTS[module]]] == [True] * 3


def test_disks_with_findings_stay_in_the_result(azure: Emulator, tmp_path: Path) -> None:
    azure.estate.instance("erp-data").state = "ProtectionError"

    result = run("restore_readiness_info", results_file=str(tmp_path / "results.json"))

    assert result["disks"][0]["disk"] == "erp-data"


def test_a_recovery_map_is_never_returned_in_part(azure: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "readiness.json"

    result = run("restore_readiness_info", results_file=str(path))

    assert result["recovery_map"] is None
    assert whole(path)["recovery_map"] == run("restore_readiness_info")["recovery_map"]
    for given in (str(path), result):
        again = run_module("backup_instance_info", source_disks=["erp-data"], recovery_map=given)
        assert "error" not in again, given


def test_no_secret_goes_into_the_file(azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, secret = tmp_path / "results.json", os.environ["AZURE_SECRET"]
    body = {"error": {"code": "Odd", "message": f"It was sent with {secret}."}}
    azure.faults.add(Fault(answer(400, body), "POST", r"erp-data.*/validateRestore$"))

    result = restore(results_file=str(path))

    assert result["error"]["code"] == "Odd"
    assert secret not in path.read_text()


def test_the_report_of_a_restore_reads_the_file(azure: Emulator, tmp_path: Path) -> None:
    result = restore(results_file=str(tmp_path / "results.json"))

    report = run_module("restore_report", outcome=result, directory=str(tmp_path / "reports"))

    told = json.loads(Path(report["report"]["json"]["path"]).read_text())
    assert [disk["outcome"] for disk in told["disks"]] == ["restored"] * 3
    assert all(disk["source_disk_id"] for disk in told["disks"])


def test_the_report_of_a_check_reads_the_file(azure: Emulator, tmp_path: Path) -> None:
    result = run("restore_readiness_info", results_file=str(tmp_path / "results.json"))

    report = run_module("restore_report", readiness=result, directory=str(tmp_path / "reports"))

    told = json.loads(Path(report["report"]["json"]["path"]).read_text())
    assert len(told["disks"]) == 3
    assert told["recovery_map"] is not None


@pytest.mark.parametrize("content", [None, "{not json", "{}", "\xe4"])
@pytest.mark.parametrize("option", ["outcome", "readiness"])
def test_a_report_without_the_very_file_is_refused(
    azure: Emulator, tmp_path: Path, option: str, content: str | None
) -> None:
    path = tmp_path / "results.json"
    path.write_text("[]")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.unlink()
    if content:
        path.write_text(content, encoding="utf-8")
    given = {"restores": [], "ready": True, "results_file": str(path), "results_file_sha256": digest}

    report = run_module("restore_report", **{option: given}, allow_empty=True)

    assert report["error"]["target"] == option
    assert str(path) in report["msg"]


def test_a_permission_stays_while_restores_that_only_the_file_has_can_run(azure: Emulator) -> None:
    outcome = {"restores": [{"outcome": "failed"}], "results_file": "/x", "summary": {"started": 1, "failed": 1}}
    run_module("restore_permission", target_resource_group="erp-drill")

    taken = run_module("restore_permission", target_resource_group="erp-drill", state="absent", outcome=outcome)

    assert taken["error"]["code"] == "PermissionInUse"


@pytest.mark.parametrize(
    ("module", "where"),
    [
        *(("disk_restore_batch", where) for where in (".", "file/results", "long" * 70, "pipe", "/proc/results")),
        *((module, "no/such/folder/results") for module in MODULES),
    ],
)
def test_where_nothing_can_be_written_nothing_is_sent(azure: Emulator, tmp_path: Path, module: str, where: str) -> None:
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")

    result = run(module, results_file=str(tmp_path / where))

    assert (result["error"]["target"], azure.requests) == ("results_file", [])
    assert {each.name for each in tmp_path.iterdir()} == {"file", "pipe"}


@pytest.mark.parametrize("module", MODULES)
def test_a_full_disk_is_seen_before_anything_is_sent(
    azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setattr("os.fsync", full)

    result = run(module, results_file=str(tmp_path / "results.json"))

    assert (result["error"]["target"], azure.requests, list(tmp_path.iterdir())) == ("results_file", [], [])
    assert "No space left on device" in result["msg"]


@pytest.mark.parametrize("module", MODULES)
def test_a_file_that_cannot_be_written_after_all_loses_nothing(
    azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    path = tmp_path / "results.json"
    path.write_text("of an earlier run")
    sync = os.fsync

    def full_after_requests(descriptor: int) -> None:
        (full if azure.requests else sync)(descriptor)

    monkeypatch.setattr("os.fsync", full_after_requests)

    result = run(module, results_file=str(path))

    assert (len(result[LISTS[module]]), result["results_file"], result["results_file_sha256"]) == (3, None, None)
    assert any("No space left on device" in warning for warning in result["warnings"])
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"results.json": "of an earlier run"}


def full(descriptor: int) -> None:
    """What happens if the disk has no room."""
    raise OSError(28, "No space left on device")
