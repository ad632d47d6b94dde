# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report: what it says of a run, what it holds, and how it gets to disk."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shlex
import stat
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.tasks import report_files
from ansible_collections.azure_dr.backup.plugins.module_utils._report.styles import STYLE
from ansible_collections.azure_dr.backup.plugins.module_utils._report.version import VERSION
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

CHECKOUT = Path(__file__).resolve().parents[4]
GROUP = "/subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/erp-restored"
REMEDY = "az role assignment create --assignee-object-id 42377822"
NO_RIGHT = {
    "code": "UserErrorNotEnoughPermissionOnTargetRG",
    "message": "Azure refused it.",
    "request_id": "3f0c2a6e-8a57-4f55-9d0a-0f2c6f6f4b11",
    "activity_id": "0c1d5a0e-2f0c-4c8e-8a53-6a3f6f0b7c55",
}
EXPLANATION = {"cause": "A role is missing.", "who": "the owner", "remedy": REMEDY, "passing": False}
EARLY = {
    "failed": True,
    "msg": "Azure refused to read the vault: ResourceNotFound: gone. It is not there. Fix: look. Who: you.",
    "error": {
        "code": "ResourceNotFound",
        "message": "gone",
        "explanation": {"cause": "It is not there.", "remedy": "look", "who": "you", "passing": False},
    },
}
VOID = {"meta", "br", "hr", "img", "input", "link"}


def disk(name: str = "erp-data-restored", **other: Any) -> dict[str, Any]:
    """A disk that was restored in a minute from a point of half past two."""
    return {
        "target_disk": f"{GROUP}/providers/Microsoft.Compute/disks/{name}",
        "backup_instance": "erp-data-3b8a2c57",
        "source_disk": "erp-data",
        "recovery_point_id": "87963b8d13df4604b9d53ed687d33712",
        "recovery_point_time": "2026-11-22T02:30:00Z",
        "job_id": "792c30a0-8ac5-476a-abc2-e9b9770e56d9",
        "outcome": "restored",
        "changed": True,
        "elapsed_seconds": 60.0,
        "size_gb": 128,
        "job_seconds": 55.5,
        "phases": [[0, 3], [3, 4.5], [4.5, 60], [60, 60.4]],
        "error": None,
        **other,
    }


def failed(name: str = "erp-log-restored", **other: Any) -> dict[str, Any]:
    return disk(name, outcome="failed", changed=False, job_id=None, size_gb=None, **{"error": NO_RIGHT, **other})


def batch(*disks: dict[str, Any], **other: Any) -> dict[str, Any]:
    """What disk_restore_batch returns for a run that took 100 seconds, of which the moment was three o'clock."""
    lost = [each["target_disk"] for each in disks if each["outcome"] == "failed"]
    outcome = {
        "changed": True,
        "failures": [{"code": NO_RIGHT["code"], "explanation": EXPLANATION, "target_disks": lost}] if lost else [],
        "failed": any(each["outcome"] in ("failed", "running", "outcome_unknown") for each in disks),
        "restores": list(disks),
        "as_of": "2026-11-22T03:00:00Z",
        "started_at": "2026-11-22T03:10:00.5Z",
        "elapsed_seconds": 100.0,
        "skew_seconds": 0.0,
    }
    return {**outcome, **other}


def written(folder: Path, outcome: dict[str, Any], **options: Any) -> tuple[dict[str, Any], dict[str, Any], str]:
    """The module's result, and both files' content."""
    result = run_module("restore_report", outcome=outcome, directory=str(folder), **options)
    assert "failed" not in result, result
    files = result["report"]
    return result, json.loads(Path(files["json"]["path"]).read_text()), Path(files["html"]["path"]).read_text()


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.texts)


# ---- the verdict ----


@pytest.mark.parametrize(
    ("target", "outcome", "status", "achieved"),
    [
        (None, batch(disk()), None, 1800),
        (1800, batch(disk()), "met", 1800),
        (1799, batch(disk()), "missed", 1800),
        (7200, batch(disk(), disk("b", recovery_point_time="2026-11-22T01:59:00Z")), "met", 3660),
        (3600, batch(disk(), disk("b", recovery_point_time="2026-11-22T01:59:00Z")), "missed", 3660),
        (3600, batch(disk(), as_of=None), "met", 2400.5),
        (3600, batch(disk(), as_of=None, started_at=None), "unknown", None),
        (3600, batch(disk(recovery_point_time=None)), "unknown", None),
        (1000, batch(disk(), disk("b", recovery_point_time=None)), "missed", 1800),
        (3600, batch(disk(), failed()), "unknown", 1800),
        (3600, batch(disk(outcome="started")), "unknown", 1800),
        (3600, batch(disk(outcome="kept", changed=False)), "unknown", None),
        (3600, batch(disk(outcome="would_restore")), "met", 1800),
        (3600, EARLY, "unknown", None),
    ],
)
def test_rpo(target: int | None, outcome: dict[str, Any], status: str | None, achieved: float | None) -> None:
    verdict = run_module("restore_report", outcome=outcome, **({} if target is None else {"rpo_target": target}))[
        "verdict"
    ]

    assert (verdict["rpo"], verdict["rpo_seconds"]) == (status, achieved)


@pytest.mark.parametrize(
    ("target", "outcome", "status", "achieved"),
    [
        (None, batch(disk()), None, 100),
        (100, batch(disk()), "met", 100),
        (99, batch(disk()), "missed", 100),
        (200, batch(disk(), elapsed_seconds=None), "unknown", None),
        (200, batch(disk(), failed()), "unknown", None),
        (50, batch(disk(), failed()), "missed", None),
        (200, batch(disk(outcome="started")), "unknown", None),
        (200, batch(disk(outcome="running")), "unknown", None),
        (200, batch(disk(outcome="kept", changed=False)), "unknown", None),
        (200, batch(disk(outcome="would_restore")), "unknown", None),
        (1, batch(disk(outcome="would_restore")), "unknown", None),
        (1, batch(disk(outcome="unchanged", changed=False)), "unknown", None),
        (200, batch(disk(), disk("b", outcome="unchanged", changed=False)), "unknown", None),
        (200, batch(disk(), disk("b", outcome="attached", changed=False)), "unknown", None),
        (200, EARLY, "unknown", None),
    ],
)
def test_rto(target: int | None, outcome: dict[str, Any], status: str | None, achieved: float | None) -> None:
    verdict = run_module("restore_report", outcome=outcome, **({} if target is None else {"rto_target": target}))[
        "verdict"
    ]

    assert (verdict["rto"], verdict["rto_seconds"]) == (status, achieved)


@pytest.mark.parametrize(
    ("outcome", "check_mode", "result", "missing"),
    [
        (batch(disk()), False, "succeeded", 0),
        (batch(disk(outcome="unchanged", changed=False)), False, "succeeded", 0),
        (batch(disk(), failed()), False, "failed", 1),
        (batch(disk(outcome="started")), False, "under_way", 1),
        (batch(disk(outcome="attached", changed=False)), False, "succeeded", 0),
        (batch(disk(outcome="attached", changed=False, phases=[])), False, "under_way", 1),
        (batch(disk(outcome="would_restore")), False, "validated", 0),
        (batch(failed()), True, "failed", 1),
        (EARLY, False, "failed", 0),
    ],
)
def test_how_the_run_ended(outcome: dict[str, Any], check_mode: bool, result: str, missing: int) -> None:
    verdict = run_module("restore_report", outcome=outcome, check_mode=check_mode)["verdict"]

    assert (verdict["result"], verdict["disks_missing"]) == (result, missing)


@pytest.mark.parametrize("name", ["rpo_target", "rto_target"])
def test_a_target_is_a_positive_number(name: str) -> None:
    result = run_module("restore_report", outcome=batch(disk()), **{name: 0})

    assert result["failed"]
    assert name in result["msg"]


# ---- the document ----


def test_the_document(tmp_path: Path) -> None:
    result, told, page = written(
        tmp_path, batch(disk(), failed()), run={"awx_job_id": "4711", "vault_name": "dr-vault"}
    )

    assert told["schema_version"] == 1
    assert told["collection"] == {"name": "azure_dr.backup", "version": VERSION}
    assert told["result"] == result["verdict"]["result"] == "failed"
    assert told["check_mode"] is False
    assert told["run"]["awx_job_id"] == "4711"
    assert told["run"]["approved_by"] is None
    assert told["run"]["user"]
    assert told["run"]["host"]
    first, second = told["disks"]
    assert first["phases"]["job"] == {"begin_seconds": 4.5, "end_seconds": 60}
    assert (first["size_gb"], first["job_seconds"]) == (128, 55.5)
    assert second["error"]["message"] == "Azure refused it."
    assert second["error"]["explanation"]["remedy"] == REMEDY
    assert second["error"]["request_id"] == NO_RIGHT["request_id"]
    assert second["error"]["activity_id"] == NO_RIGHT["activity_id"]
    for words in (
        "4711",
        REMEDY,
        NO_RIGHT["request_id"],
        NO_RIGHT["activity_id"],
        "1 of 2 disks is restored",
        "30 min old",
    ):
        assert words in page


def test_a_disk_s_error_is_explained_as_it_was_where_it_came_from(tmp_path: Path) -> None:
    _result, told, page = written(tmp_path, batch(failed(), failed("erp-os-restored")))

    assert [each["error"]["explanation"] for each in told["disks"]] == [EXPLANATION] * 2
    assert "A role is missing." in page


def test_a_known_code_is_explained_if_the_result_does_not_do_so(tmp_path: Path) -> None:
    error = {"code": "UserErrorSameNameDiskAlreadyExists", "message": "A disk is there."}

    _result, told, page = written(tmp_path, batch(failed() | {"error": error}, failures=[]))

    assert told["disks"][0]["error"]["explanation"]["who"] == "the owner of the target resource group"
    assert "choose another target_disk" in page


def test_what_fails_the_same_again_is_mended_first(tmp_path: Path) -> None:
    result, told, page = written(tmp_path, batch(disk(), failed()))

    for words in (result["told"][-1], told["next"], Page(page).text):
        assert "First fix each failure as described: otherwise the next run fails in the same way." in words


@pytest.mark.parametrize("outcome", ["running", "failed"])
def test_what_passes_is_run_again(tmp_path: Path, outcome: str) -> None:
    passing = {"code": "ServiceUnavailable", "explanation": {**EXPLANATION, "passing": True}}
    passing["target_disks"] = [failed()["target_disk"]]

    result, _told, _page = written(tmp_path, batch(failed() | {"outcome": outcome}, failures=[passing]))

    assert result["told"][-1].startswith("Next: Run the same task again, with as_of: 2026-11-22T03:00:00Z")


def test_an_early_failure_is_told_without_its_advice_twice(tmp_path: Path) -> None:
    result, told, page = written(tmp_path, EARLY)

    assert Page(page).text.count("Azure refused to read the vault: ResourceNotFound: gone.") == 1
    assert "Fix: look" not in Page(page).text
    assert told["next"].startswith("First fix each failure as described")
    assert "Fix: look. Who: you." in " ".join(result["told"])


def test_the_wait_for_rights_is_drawn_by_itself(tmp_path: Path) -> None:
    phases = [[0, 40], [700, 702], [702, 760], [760, 761], [40, 700]]

    _result, told, page = written(tmp_path, batch(disk(phases=phases)))

    assert told["disks"][0]["phases"]["validation"] == {"begin_seconds": 0, "end_seconds": 40}
    assert told["disks"][0]["phases"]["rights"] == {"begin_seconds": 40, "end_seconds": 700}
    assert "wait for rights 11 min" in Page(page).text
    assert ("class", "rights") in Page(page).attributes


def test_where_nothing_waited_for_rights_nothing_is_said_of_it(tmp_path: Path) -> None:
    _result, _told, page = written(tmp_path, batch(disk()))

    assert "wait for rights" not in Page(page).text


def test_a_failure_that_is_not_that_of_a_disk_is_told(tmp_path: Path) -> None:
    result, _told, page = written(tmp_path, batch(disk()) | {"failed": True, "msg": "Timed out."})

    assert "Timed out." in result["told"]
    assert "Timed out." in Page(page).text


def test_disks_created_are_told_with_the_command_that_deletes_them(tmp_path: Path) -> None:
    odd = disk("o'dd; reboot", outcome="running")
    unchanged = disk("was-there", outcome="unchanged", changed=False)

    _result, told, page = written(tmp_path, batch(disk(), failed(), odd, unchanged), drill=True)

    created = told["disks_created"]
    assert [each["target_disk"] for each in created] == [disk()["target_disk"], odd["target_disk"]]
    for each in created:
        expected = ["az", "disk", "delete", "--ids", each["target_disk"], "--yes"]
        assert shlex.split(each["delete_command"]) == expected
        assert each["delete_command"] in Page(page).text
    assert "128 GB" in page


def test_no_command_that_deletes_stands_beside_the_disks_of_a_real_recovery(tmp_path: Path) -> None:
    _result, told, page = written(tmp_path, batch(disk(), failed()))

    assert [each["delete_command"] for each in told["disks_created"]] == [None]
    assert "128 GB" in page
    assert "delete --ids" not in page


LOGIN = {
    "kind": "managed_identity",
    "object_id": "42377822-3ccd-4c9d-a8b8-52cf4a9d9a0b",
    "application_id": "5f8a3c1e-6b7d-4e2a-9c0f-1d2e3f4a5b6c",
    "tenant_id": "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
}
SOURCE = f"{GROUP.replace('erp-restored', 'erp-prod')}/providers/Microsoft.Compute/disks/erp-data"
SURROUNDINGS = {
    "login": LOGIN,
    "vault_id": "/subscriptions/7d1e2f3a-1111-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/backup/providers"
    "/Microsoft.DataProtection/backupVaults/dr-vault",
    "locations": ["westeurope"],
    "source_disks": [{"backup_instance": "erp-data-3b8a2c57", "source_disk_id": SOURCE}],
}


def test_who_was_logged_in_and_where_from_and_where_to(tmp_path: Path) -> None:
    _result, told, page = written(tmp_path, batch(disk(), **SURROUNDINGS))

    assert (told["login"], told["vault_id"], told["locations"]) == (LOGIN, SURROUNDINGS["vault_id"], ["westeurope"])
    assert told["subscriptions"] == {
        "vault": "7d1e2f3a-1111-4a6b-8c1d-9e7f5a3b1c20",
        "vaults": ["7d1e2f3a-1111-4a6b-8c1d-9e7f5a3b1c20"],
        "disks": ["b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20"],
    }
    assert told["disks"][0]["source_disk_id"] == SOURCE
    ids = [LOGIN["object_id"], LOGIN["application_id"], LOGIN["tenant_id"], *told["subscriptions"]["disks"]]
    for words in ("managed identity", "westeurope", SOURCE, told["subscriptions"]["vault"], *ids):
        assert words in Page(page).text


def test_disks_of_several_vaults(tmp_path: Path) -> None:
    """The source of a disk is told by its vault and its instance: two vaults can have instances of one name."""
    first = str(SURROUNDINGS["vault_id"])
    second = first.replace("dr-vault", "shop-vault")
    sources = [
        {"vault_id": vault, "backup_instance": "erp-data-3b8a2c57", "source_disk_id": source}
        for vault, source in ((first, SOURCE), (second, "another"))
    ]
    disks = [disk(vault_id=first), disk(vault_id=second, target_disk=f"{GROUP}/providers/Microsoft.Compute/disks/b")]

    _result, told, page = written(tmp_path, batch(*disks, vault_id=None, source_disks=sources))

    assert [(each["vault_id"], each["source_disk_id"]) for each in told["disks"]] == [
        (first, SOURCE),
        (second, "another"),
    ]
    assert told["subscriptions"]["vaults"] == ["7d1e2f3a-1111-4a6b-8c1d-9e7f5a3b1c20"]
    assert "2 Backup vaults" in Page(page).text and "dr-vault, shop-vault" in Page(page).text


def test_a_result_of_an_earlier_version_tells_less(tmp_path: Path) -> None:
    _result, told, page = written(tmp_path, batch(disk()))

    assert (told["login"], told["vault_id"], told["locations"]) == (None, None, [])
    assert told["subscriptions"]["vault"] is None
    assert told["disks"][0]["source_disk_id"] is None
    assert "Logged in" not in page


def test_what_verified_means_is_told_where_a_disk_is_back(tmp_path: Path) -> None:
    _result, told, page = written(tmp_path / "back", batch(disk()))
    _result, _told, not_back = written(tmp_path / "not", batch(failed()))

    assert "The restore does not read the content" in told["verified_means"]
    assert told["verified_means"] in Page(page).text
    assert told["verified_means"] not in Page(not_back).text


@pytest.mark.parametrize(
    ("targets", "check_mode", "disks", "headline"),
    [
        ({"rpo_target": 3600}, False, [disk()], "The disk is restored"),
        ({"rpo_target": 60}, False, [disk()], "The disk is restored, but the RPO target was missed"),
        (
            {"rpo_target": 60, "rto_target": 60},
            False,
            [disk(), disk("b")],
            "All 2 disks are restored, but the RPO and RTO targets were missed",
        ),
        ({"rto_target": 60}, False, [failed()], "The disk is not restored, and the RTO target was missed"),
        (
            {"rpo_target": 60},
            True,
            [disk(outcome="would_restore", phases=[[0, 3]])],
            "The disk passes the check, but the RPO target would be missed",
        ),
    ],
)
def test_the_headline_says_which_target_was_missed(
    tmp_path: Path, targets: dict[str, int], check_mode: bool, disks: list[dict[str, Any]], headline: str
) -> None:
    options = {**targets, "check_mode": check_mode, "write_in_check_mode": True}

    result, told, page = written(tmp_path, batch(*disks), **options)

    assert result["told"][0] == told["headline"] == headline
    assert headline in Page(page).text


def test_check_mode_creates_no_disk(tmp_path: Path) -> None:
    outcome = batch(disk(outcome="would_restore"))

    _result, told, page = written(tmp_path, outcome, check_mode=True, write_in_check_mode=True)

    assert told["check_mode"] is True
    assert told["disks_created"] == []
    assert "check mode: nothing was written" in page


def test_a_run_that_failed_before_anything_was_known(tmp_path: Path) -> None:
    result, told, page = written(tmp_path, EARLY)

    assert told["disks"] == []
    assert told["message"] == EARLY["msg"]
    assert told["error"]["code"] == "ResourceNotFound"
    assert EARLY["msg"] in result["told"]
    assert "The run failed before any restore was sent" in page
    assert "It is not there." in page


def test_a_task_that_was_broken_off_may_have_sent_a_restore(tmp_path: Path) -> None:
    timed_out = {"failed": True, "changed": False, "msg": "Timed out after 5 second(s).", "timedout": {"period": 5}}

    result, told, page = written(tmp_path, timed_out, rpo_target=60, rto_target=60)

    assert told["headline"] == "The run was interrupted, and has no result for its disks"
    assert told["headline"] in Page(page).text
    assert told["verdict"]["rpo"]["why"] == told["verdict"]["rto"]["why"] == f"{told['headline']}."
    assert told["next"].startswith("Run the same task again. It attaches to running restores")
    assert "Timed out after 5 second(s)." in result["told"]


def test_a_loop_that_failed_is_told_by_its_items(tmp_path: Path) -> None:
    items = [{"failed": True, "msg": "No right to assign roles."}, {"failed": False, "msg": "fine"}]

    result, _told, _page = written(tmp_path, {"failed": True, "msg": "One or more items failed", "results": items})

    assert "No right to assign roles." in result["told"]


def test_only_what_is_listed_gets_into_a_report(tmp_path: Path) -> None:
    secret = "s3cr3t-value"
    signed = f"https://management.azure.com/status?sig={secret}&t=1"
    error = {"code": "X", "message": f"See {signed} for more", "request_id": "r", "headers": secret}
    outcome = batch(
        disk(secret=secret, error=error, outcome="failed", phases=[[1, secret], secret, [1, 2, secret]]),
        invocation={"module_args": {"secret": secret}},
        diff={"after": secret},
        error={**error, "url": signed, "token": secret},
        msg=f"Azure said {signed}",
        warnings=[signed],
    )

    result, told, page = written(tmp_path, outcome)
    result.pop("invocation", None)

    for text in (json.dumps(result), json.dumps(told), page):
        assert secret not in text
    assert told["error"]["url"] == "https://management.azure.com/status"


def test_results_that_know_less(tmp_path: Path) -> None:
    slim = {
        name: value
        for name, value in disk().items()
        if name not in ("size_gb", "job_seconds", "phases", "recovery_point_time")
    }

    _result, told, page = written(
        tmp_path, {"restores": [slim, None, {"phases": [None, None, [5, None]]}], "elapsed_seconds": 9}
    )

    assert [each["outcome"] for each in told["disks"]] == ["restored", "outcome_unknown", "outcome_unknown"]
    phases = ("validation", "operation", "job", "verification", "rights")
    assert told["disks"][0]["phases"] == dict.fromkeys(phases)
    Page(page)


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        ({}, "it has no restores"),
        ({"ping": "pong", "changed": False}, "it has no restores"),
        ({"jobs": [], "changed": False}, "it has no restores"),
        ({"permissions": [], "changed": True}, "it has no restores"),
        ({"restores": None}, "it has no restores"),
        ({"failed": True}, "it has no restores"),
        ({"skipped": True, "changed": False, "skip_reason": "Conditional result was False"}, "a skipped task"),
        (
            {"action": "restored", "origin": None, "target_disk": {}, "changed": True},
            "give the result of disk_restore_batch",
        ),
        ({"restores": [], "changed": False}, "has no disks: nothing was restored"),
    ],
)
def test_what_has_restored_nothing_is_no_success(tmp_path: Path, outcome: dict[str, Any], why: str) -> None:
    result = run_module("restore_report", outcome=outcome, directory=str(tmp_path / "reports"))

    assert result["failed"]
    assert result["msg"].startswith("outcome: ")
    assert why in result["msg"]
    assert not (tmp_path / "reports").exists()


def test_that_there_was_nothing_to_restore_may_be_right(tmp_path: Path) -> None:
    result, told, page = written(tmp_path, batch(), allow_empty=True)

    assert (told["result"], result["verdict"]["result"]) == ("empty", "empty")
    assert result["told"][0] == told["headline"] == "There was nothing to restore"
    assert "nothing to restore" in Page(page).text


UNTOUCHED = {"outcome": "unchanged", "changed": False, "phases": [None] * 4}


@pytest.mark.parametrize(
    ("disks", "result", "headline"),
    [
        (1, "nothing_validated", "1 disk was not validated, because it is already there or being restored"),
        (2, "nothing_validated", "2 disks were not validated, because they are already there or being restored"),
    ],
)
def test_a_validation_of_nothing_is_no_validation(tmp_path: Path, disks: int, result: str, headline: str) -> None:
    outcome = batch(*(disk(f"disk-{number}", **UNTOUCHED) for number in range(disks)))

    _result, told, page = written(tmp_path, outcome, run={"user": "me"}, write_in_check_mode=True, check_mode=True)

    assert (told["result"], told["headline"]) == (result, headline)
    assert "nothing validated" in Page(page).text


def test_a_validation_of_some_says_of_how_many(tmp_path: Path) -> None:
    planned = disk("new", outcome="would_restore", phases=[[0, 3], None, None, None])
    refused = failed("bad", phases=[[0, 3], None, None, None])
    validated = disk("old", **{**UNTOUCHED, "phases": [[0, 3], None, None, None]})

    _result, told, _page = written(
        tmp_path,
        batch(planned, refused, validated, disk("there", **UNTOUCHED)),
        write_in_check_mode=True,
        check_mode=True,
    )

    assert told["headline"] == (
        "2 of 4 disks pass the check, 1 disk was not validated, because it is already there or being restored"
    )


def test_a_disk_that_was_kept_is_not_back(tmp_path: Path) -> None:
    kept = disk("theirs", outcome="kept", changed=False)

    some, _told, page = written(tmp_path, batch(disk(), kept), rpo_target=86400)
    only, _told, _page = written(tmp_path, batch(kept))

    assert some["told"][0] == "1 of 2 disks is restored, 1 disk of unknown origin was kept"
    assert only["told"][0] == "1 disk of unknown origin was kept"
    assert "RPO unknown: target 1 day. 1 disk of unknown origin kept: the recovery point is not known." in some["told"]
    assert "1 of 2 disks" in Page(page).text


def test_what_is_left_over_is_told(tmp_path: Path) -> None:
    left = {
        "role": "Disk Restore Operator",
        "principal_id": "42377822-9982-4373-a40b-eddf8b9434a5",
        "scope": GROUP,
        "assignment_id": f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/x",
        "why": "The lock 'keep' is on it.",
        "remedy": "az lock delete --ids keep, then az role assignment delete --ids x",
        "locks": [f"{GROUP}/providers/Microsoft.Authorization/locks/keep"],
    }

    result, told, page = written(tmp_path, batch(disk()), left_over=[left])

    assert told["left_over"] == [left]
    assert any(GROUP in line and left["why"] in line for line in result["told"])
    assert any(left["remedy"] in line for line in result["told"])
    for known in ("What is left over", left["why"], left["remedy"]):
        assert known in Page(page).text
    assert written(tmp_path, batch(disk()))[1]["left_over"] == []


# ---- the page ----

HOSTILE = "<script>alert(1)</script>"


def test_nothing_that_is_told_becomes_markup(tmp_path: Path) -> None:
    quotes = "\"' onload=alert(1) </style></title><img src=x> &amp; \x00\x1b[31m \u202e"
    bad = disk(
        HOSTILE, error={"code": HOSTILE, "message": quotes}, source_disk=quotes, job_id=HOSTILE, outcome="failed"
    )

    _result, told, html = written(
        tmp_path, batch(disk(HOSTILE), bad), run={"awx_user_name": HOSTILE, "approved_by": quotes}
    )
    page = Page(html)

    assert {"script", "img"} & set(page.tags) == set()
    assert not [name for name, _value in page.attributes if name.startswith("on")]
    assert HOSTILE in page.text
    assert told["disks"][0]["target_disk"].endswith(HOSTILE)
    for unseen in "\x00\x1b\u202e":
        assert unseen not in html


@pytest.mark.parametrize("number", [1, 12, 300])
def test_the_page_needs_nothing_else(tmp_path: Path, number: int) -> None:
    disks = [(failed if index % 5 == 4 else disk)(f"disk-{index}") for index in range(number)]

    _result, _told, html = written(tmp_path, batch(*disks), rto_target=150)
    page = Page(html)

    assert html.startswith("<!DOCTYPE html>")
    assert {"script", "link", "iframe", "object", "embed", "base", "form", "img"} & set(page.tags) == set()
    assert not [name for name, _value in page.attributes if name in ("src", "href", "srcset", "action", "style")]
    assert "url(" not in html
    assert "@import" not in html
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes
    assert ("lang", "en") in page.attributes
    assert page.tags.count("svg") == 2
    assert all(f"disk-{index}" in page.text for index in range(number))


PHONE = 390
SMALLEST_LETTERS = 10


@pytest.mark.parametrize("number", [1, 12, 300])
def test_the_timeline_can_be_read_on_a_phone(tmp_path: Path, number: int) -> None:
    _result, _told, html = written(tmp_path, batch(*(disk(f"disk-{index}") for index in range(number))))
    page = Page(html)

    widths = [float(value.split()[2]) for name, value in page.attributes if name == "viewbox"]
    letters = {float(value) for name, value in page.attributes if name == "font-size"}
    ids = [value for name, value in page.attributes if name == "id"]

    assert min(letters) * PHONE / min(widths) >= SMALLEST_LETTERS
    assert len(ids) == len(set(ids))
    assert ".wide { display: none; }" in html


def shown_names(html: str) -> list[tuple[float, float, str]]:
    """The names in the timelines, first in the wide one: where each begins and ends at most, and what it says."""
    shown = []
    for written_so, name in re.findall(r'<text ([^>]*class="disk-name"[^>]*)>([^<]*)<', html):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', written_so))
        x, wide = float(attributes["x"]), 0.62 * float(attributes["font-size"]) * len(name)
        shown.append((x - wide, x, name) if attributes.get("text-anchor") == "end" else (x, x + wide, name))
    return shown


@pytest.mark.parametrize("length", [9, 28, 40, 64, 80])
def test_the_timeline_shows_whole_names_within_its_edges(tmp_path: Path, length: int) -> None:
    """`recover_vms` names a restored disk by its source and the time."""
    names = [f"{'shop-app-data-' * 5}"[: length - 9] + f"-{number:02}T0300Z" for number in range(12)]

    _result, _told, html = written(tmp_path, batch(*(disk(name) for name in names)))

    shown = shown_names(html)
    assert [name for _begin, _end, name in shown[:12]] == names, "the wide one"
    assert min(begin for begin, _end, _name in shown) >= 0
    for (_begin, end, name), whole in zip(shown[12:], names, strict=True):
        assert end <= 340 - 80, "the time at the right has room"
        assert (name[:15], name[-15:]) == (whole[:15], whole[-15:])
        assert f"{names.index(whole) + 1}. {whole}: " in html


def test_times_are_for_people_and_in_utc(tmp_path: Path) -> None:
    _result, _told, html = written(tmp_path, batch(disk(elapsed_seconds=252.4)))

    assert "2026-11-22 03:10:00 UTC" in html
    assert "4 min 12 s" in html


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: (
        st.lists(values, max_size=3)
        | st.dictionaries(st.sampled_from([*disk(), "code", "message"]), values, max_size=6)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from([*batch(), "error", "msg", "warnings", "results"]), ANYTHING), ANYTHING)
def test_any_result_has_a_report(outcome: dict[str, Any], restore: Any) -> None:
    """Whatever is in it, as long as it is one of a restore; anything else is refused in words."""
    outcome = {"restores": [restore], **outcome}
    with tempfile.TemporaryDirectory() as folder:
        result = run_module("restore_report", outcome=outcome, directory=folder, rto_target=60)
        if "restores" in outcome and outcome["restores"] and isinstance(outcome["restores"], list):
            Page(Path(result["report"]["html"]["path"]).read_text())
        elif "failed" in result:
            assert result["msg"].startswith("outcome: ")


# ---- the files ----


def test_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "reports"

    result, _told, html = written(folder, batch(disk()))

    files = result["report"]
    assert result["changed"]
    for kind in ("json", "html", "seal"):
        path = Path(files[kind]["path"])
        assert path.parent == folder
        assert path.name.startswith("restore-20261122T031000Z-")
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert files[kind]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert files["json"]["sha256"] in html
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o750
    assert len(list(folder.iterdir())) == 3


def test_two_runs_of_the_same_second_have_a_report_each(tmp_path: Path) -> None:
    for _run in range(2):
        written(tmp_path, batch(disk()))

    assert len(list(tmp_path.glob("*.json"))) == len(list(tmp_path.glob("*.html"))) == 2


def no_links(*_arguments: Any) -> None:
    raise OSError(errno.EOPNOTSUPP, "no links here")


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("there", ["json", "html", "sha256"])
def test_nothing_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str, links: bool) -> None:
    monkeypatch.setattr(report_files.secrets, "token_hex", lambda size: "0" * 2 * size)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    other = tmp_path / f"restore-20261122T031000Z-00000000.{there}"
    other.write_text("of somebody else")

    result = run_module("restore_report", outcome=batch(disk()), directory=str(tmp_path))

    assert result["failed"]
    assert other.read_text() == "of somebody else"
    assert list(tmp_path.iterdir()) == [other]


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_links)

    result, told, _html = written(tmp_path, batch(disk()))

    assert told["schema_version"] == 1
    assert stat.S_IMODE(Path(result["report"]["json"]["path"]).stat().st_mode) == 0o640
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_what_can_t_be_written_whole_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    real, calls = getattr(os, call), []

    def full(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*arguments)

    monkeypatch.setattr(os, call, full)

    result = run_module("restore_report", outcome=batch(disk()), directory=str(tmp_path), rpo_target=3600)

    assert result["failed"]
    assert "No space left on device" in result["msg"]
    assert result["error"]["code"] == "ReportNotWritten"
    assert result["verdict"]["rpo"] == "met"
    assert result["msg"] in result["told"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("directory", ["~nobody.here/reports", "a\0b"])
def test_a_folder_that_is_none(directory: str) -> None:
    result = run_module("restore_report", outcome={"restores": []}, allow_empty=True, directory=directory)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", "directory")


def test_a_folder_that_can_t_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    result = run_module("restore_report", outcome=batch(disk()), directory=str(tmp_path / "file" / "reports"))

    assert result["failed"]
    assert str(tmp_path / "file" / "reports") in result["msg"]
    assert "Nothing else is affected." in result["msg"]
    assert "choose another (directory, or report_dir of a role), then run the same task again" in result["msg"]
    assert "exception" not in result


def test_check_mode_tells_what_it_would_write(tmp_path: Path) -> None:
    folder = tmp_path / "reports"

    result = run_module("restore_report", outcome=batch(disk()), directory=str(folder), check_mode=True)

    assert result["changed"]
    assert result["report"]["json"]["path"].startswith(f"{folder}/restore-")
    assert not folder.exists()


def test_without_a_folder_there_is_only_the_verdict() -> None:
    result = run_module("restore_report", outcome=batch(disk()))

    assert not result["changed"]
    assert result["report"] is None
    assert result["verdict"]["result"] == "succeeded"
    assert result["told"] == ["The disk is restored"]


# ---- what the console is told ----


def test_what_is_running_what_is_lost_and_what_to_run_next() -> None:
    outcome = batch(
        disk(), failed(), disk("slow", outcome="running", error={"code": "StillRunning", "message": "Wait."})
    )

    told = run_module("restore_report", outcome=outcome)["told"]

    assert told[0] == "1 of 3 disks is restored"
    assert any("erp-log-restored" in line and NO_RIGHT["code"] in line for line in told)
    assert any(REMEDY in line for line in told)
    assert any("slow" in line and disk()["job_id"] in line for line in told)
    assert any(line.startswith("Next: ") and "as_of: 2026-11-22T03:00:00Z" in line for line in told)


def test_many_disks_in_the_same_trouble_take_few_lines() -> None:
    told = run_module("restore_report", outcome=batch(*(failed(f"disk-{index}") for index in range(300))))["told"]

    assert len(told) < 6
    assert "and 295 more" in " ".join(told)


def test_the_page_shows_the_first_of_many_disks_and_the_json_has_all(tmp_path: Path) -> None:
    many = [failed(f"disk-{index:04}") for index in range(1200)]
    report = run_module("restore_report", outcome=batch(*many), directory=str(tmp_path))["report"]

    page, told = (Path(report[kind]["path"]).read_text(encoding="utf-8") for kind in ("html", "json"))
    assert "These are 1000, disks that are not restored first. The JSON file has 200 more disks." in page
    assert "These are 1,000 of 1,200 disks" in page
    assert len(json.loads(told)["disks"]) == 1200


def test_the_page_names_each_of_300_disks(tmp_path: Path) -> None:
    """The numbers in the timeline are those of the table, and who has only the paper sees no JSON file."""
    names = [f"disk-{index:04}" for index in range(300)]

    page = written(tmp_path, batch(*(disk(name) for name in names)))[2]

    table = page.partition("<h2>Disks</h2>")[2].partition("</section>")[0]
    assert all(name in table for name in names) and "The JSON file has" not in table


def test_a_name_of_500_letters_is_broken_wherever_it_stands() -> None:
    """A page that is wider than the paper is cut off at the right."""
    rules = [rule.partition("{") for rule in STYLE.replace("\n", " ").split("}")]
    broken = {each.strip() for rule in rules if "overflow-wrap: anywhere" in rule[2] for each in rule[0].split(",")}

    assert broken >= {"h1", "h3", "p", "dd", ".name", ".words", ".value", ".id", ".command"}


@pytest.mark.parametrize(("given", "said"), [({"approved_by": "CAB 17"}, "CAB 17"), ({}, "nobody is named")])
def test_who_approved_it_or_that_nobody_is_named(tmp_path: Path, given: dict[str, str], said: str) -> None:
    page = written(tmp_path, batch(disk()), run=given)[2]

    assert f"<dt>Approved by</dt><dd>{said}</dd>" in page


def test_the_page_says_how_to_check_its_files(tmp_path: Path) -> None:
    result, _told, page = written(tmp_path, batch(disk()))

    assert f"sha256sum -c {Path(result['report']['seal']['path']).name}" in Page(page).text


def test_the_version_is_that_of_the_collection() -> None:
    assert yaml.safe_load((CHECKOUT / "galaxy.yml").read_text())["version"] == VERSION
