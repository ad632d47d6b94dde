# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report about readiness: right for 3, 300 and 5,000 disks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._backup.shapes.recovery_map import read_recovery_map_file
from ansible_collections.azure_dr.backup.plugins.module_utils._readiness.findings import KINDS
from ansible_collections.azure_dr.backup.tests.support.modules import run_module
from ansible_collections.azure_dr.backup.tests.unit.plugins.modules.test_restore_report import Page

GROUP = "/subscriptions/b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/erp-prod"
MACHINE = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/erp"
EMPTY_MAP = {"version": 1, "virtual_machines": []}


def found(code: str, remedy: str = "Do it.") -> dict[str, str]:
    return {"code": code, "severity": KINDS[code].severity, "message": f"It says {code}.", "remedy": remedy}


def disk(name: str, *findings: dict[str, str], **other: Any) -> dict[str, Any]:
    return {
        "disk": name,
        "disk_id": f"{GROUP}/providers/Microsoft.Compute/disks/{name}",
        "backup_instance_id": f"{GROUP}/{name}",
        "virtual_machine": MACHINE,
        "ready": all(one["severity"] != "error" for one in findings),
        "newest_point": "2026-11-25T22:00:00Z",
        "oldest_point": None,
        "restores_last_24h": 0,
        "last_proof": None,
        "findings": list(findings),
        **other,
    }


def checked(*disks: dict[str, Any], unprotected: tuple[str, ...] = (), **other: Any) -> dict[str, Any]:
    """What restore_readiness_info returns at two o'clock at night."""
    alone = [
        {**disk(name, found("unprotected_disk")), "size_gb": 64, "backup_instance_id": None} for name in unprotected
    ]
    ready = sum(one["ready"] for one in disks)
    return {
        "changed": False,
        "ready": ready == len(disks) and not alone,
        "depth": "quick",
        "judged_at": "2026-11-26T02:00:00Z",
        "summary": {"protected": len(disks), "ready": ready, "proven": None},
        "disks": list(disks),
        "unprotected_disks": alone,
        "applications": [],
        "unknown": [],
        "recovery_map": EMPTY_MAP,
        "target_resource_group": "erp-restored",
        **other,
    }


def written(folder: Path, readiness: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], str]:
    """The module's result, the JSON, and the HTML."""
    result = run_module("restore_report", readiness=readiness, directory=str(folder))
    assert "failed" not in result, result
    files = result["report"]
    return result, json.loads(Path(files["json"]["path"]).read_text()), Path(files["html"]["path"]).read_text()


def test_the_verdict_says_whether_all_was_seen(tmp_path: Path) -> None:
    unseen = {**found("vault_identity_missing"), "severity": "warning"}
    two_instances = (disk("erp-data"), disk("erp-data", {**found("no_point"), "severity": "warning"}))

    told = {
        name: written(tmp_path / name, checked(*disks, unknown=unknown))[0]["told"][0]
        for name, disks, unknown in (
            ("unread vault", (disk("erp-os", unseen),), []),
            ("unknown point", (disk("erp-os", found("point_unknown")),), []),
            ("unread list", (disk("erp-os"),), ["The disks of subscription s are unknown."]),
            ("known warning", (disk("erp-os", found("budget_low")),), []),
            ("one of two instances", two_instances, []),
        )
    }

    seen = "The protected disk could be restored now"
    for doubtful in ("unread vault", "unknown point", "unread list"):
        assert told[doubtful] == f"{seen}, as far as this login sees"
    assert told["known warning"] == seen
    assert told["one of two instances"] == "All 2 protected disks could be restored now"


def test_all_is_well(tmp_path: Path) -> None:
    result, document, html = written(tmp_path, checked(disk("erp-os"), disk("erp-data"), disk("erp-log")))

    assert result["verdict"]["result"] == "ready" and result["verdict"]["disks_missing"] == 0
    assert result["told"][0] == "All 3 protected disks could be restored now"
    page = Page(html)
    assert "What to mend" not in page.text and "3 of 3 disks" in page.text and "3 of 3 (100 %)" in page.text
    assert document["kind"] == "readiness" and document["ready"] is True
    assert result["report"]["html"]["path"].rpartition("/")[2].startswith("readiness-20261126T020000Z-")


@pytest.mark.parametrize("found_too", [(), (found("no_point"),)])
def test_what_was_not_judged_is_told_last(tmp_path: Path, found_too: tuple[dict[str, str], ...]) -> None:
    (told, silent) = (
        written(tmp_path / name, checked(disk("erp-os", *found_too), target_resource_group=group))[0]["told"]
        for name, group in (("without", None), ("with", "erp-restored"))
    )

    assert told[-1].startswith("Whether the vault's identity may restore was not judged: set target_resource_group")
    assert not any("not judged" in line for line in silent)


def test_what_to_mend_comes_by_what_it_costs(tmp_path: Path) -> None:
    readiness = checked(
        disk("a", found("point_too_old", "Back up a."), found("budget_low")),
        disk("b", found("no_point", "Back up b.")),
        disk("c", found("point_too_old", "Back up c.")),
        unprotected=("d",),
    )

    result, _document, html = written(tmp_path, readiness)

    assert result["told"][0] == "3 of 3 protected disks could not be restored now, and nothing protects 1 disk"
    assert [line.partition(" (")[0] for line in result["told"][2::2]] == [
        "1 disk: no recovery point",
        "1 disk: no protection",
        "2 disks: the newest recovery point is too old",
        "1 disk: few restores are left today",
    ]
    text = Page(html).text
    assert text.index("no recovery point") < text.index("no protection") < text.index("is too old")
    assert "Back up a." in text and "Back up c." in text
    assert result["verdict"] == {
        "result": "not_ready",
        "check_mode": False,
        "disks": 4,
        "disks_missing": 4,
        **dict.fromkeys(("rpo", "rpo_seconds", "rpo_target_seconds", "rto", "rto_seconds", "rto_target_seconds")),
    }


def test_accepted_unprotected_disks_are_not_called_restorable(tmp_path: Path) -> None:
    readiness = checked(disk("a"), unprotected=("b",))
    readiness["unprotected_disks"][0]["findings"] = []
    readiness["ready"] = True

    result, _document, html = written(tmp_path, readiness)

    assert result["told"][0] == "The protected disk could be restored now, but nothing protects 1 disk"
    assert "1 of 2 (50 %)" in Page(html).text


@pytest.mark.parametrize("number", [300, 5000])
def test_many_disks_have_a_short_page_and_a_whole_document(tmp_path: Path, number: int) -> None:
    broken = [disk(f"broken-{one:04}", found("role_missing_target", f"Grant {one}.")) for one in range(number // 10)]
    fine = [disk(f"fine-{one:04}") for one in range(number - len(broken))]
    applications = [
        {"application": f"app-{one:04}", "ready": one != 7, "disks": 5, "unprotected": 0, "skew_seconds": one}
        for one in range(number // 5)
    ]

    _result, document, html = written(tmp_path, checked(*fine, *broken, applications=applications))

    assert len(document["disks"]) == number and len(document["applications"]) == number // 5
    assert len(html) < 400_000
    text = Page(html).text
    assert f"These are the first 100. The JSON file has {number - 100} more disks" in text
    assert "broken-0000" in text and f"{number // 10} disks: a role is missing" in text
    assert f"and {number // 10 - 5} more commands, in the JSON file" in text
    assert text.index("app-0007") < text.index(f"app-{number // 5 - 1:04}")


def test_what_was_not_judged_is_said(tmp_path: Path) -> None:
    without = Page(written(tmp_path, checked(disk("a"), target_resource_group=None))[2]).text
    _result, document, html = written(tmp_path, checked(disk("a"), rpo_target=86400.0))

    assert "the age of points was not judged" in without and "the role on the target resource group was not" in without
    assert "not judged" not in Page(html).text and document["rpo_target"] == 86400
    assert document["target_resource_group"] == "erp-restored"


def test_a_share_is_never_rounded_up_to_all(tmp_path: Path) -> None:
    disks = [disk(f"disk-{one}") for one in range(300)]

    html = written(tmp_path, checked(*disks, unprotected=("alone",)))[2]

    assert "300 of 301 (99 %)" in Page(html).text


def test_the_map_in_the_document_is_read_back(tmp_path: Path) -> None:
    result = written(tmp_path, checked(disk("a")))[0]

    assert read_recovery_map_file(Path(result["report"]["json"]["path"])) == EMPTY_MAP


def test_whatever_a_name_holds_is_text(tmp_path: Path) -> None:
    name = '<script>alert("1")</script>'

    html = written(tmp_path, checked(disk(name, found("no_point", name)), unknown=[name]))[2]

    page = Page(html)
    assert "script" not in page.tags and name in page.text


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"outcome": {"restores": []}, "readiness": checked(disk("a")), "allow_empty": True},
        {"readiness": {}},
        {"readiness": {"failed": True, "msg": "Azure refused it.", "ready": True}},
        {"readiness": {**checked(disk("a")), "recovery_map": {"version": 9, "virtual_machines": []}}},
    ],
)
def test_what_is_no_check_is_refused(options: dict[str, Any]) -> None:
    result = run_module("restore_report", **options)

    assert result["error"]["code"] == "OptionRefused"


def test_check_mode_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "reports"

    result = run_module("restore_report", check_mode=True, readiness=checked(disk("a")), directory=str(folder))

    assert result["changed"] is True and result["report"]["json"]["path"] and not folder.exists()


def test_how_many_disks_are_proven(tmp_path: Path) -> None:
    summary = {"protected": 3, "ready": 3, "proven": 2, "proven_within_days": 365}

    result, told, page = written(tmp_path, checked(disk("a"), disk("b"), disk("c"), summary=summary))

    words = "2 of 3 protected disks (66 %) were proven in the last 365 days"
    assert f"{words}." in result["told"]
    assert told["coverage"] == {"protected": 3, "proven": 2, "days": 365}
    assert "2 of 3 (66 %)" in page and "of the last 365 days" in page


@pytest.mark.parametrize(
    ("target", "points", "judged"),
    [
        (86400.0, ("2026-11-25T22:00:00Z",), "met, target 1 day"),
        (7200.0, ("2026-11-25T22:00:00Z", None), "missed, target 2 h"),
        (86400.0, ("2026-11-25T22:00:00Z", None), "1 not known, target 1 day"),
        (None, ("2026-11-25T22:00:00Z",), "no target given"),
    ],
)
def test_the_age_of_the_points_is_held_against_the_target(
    tmp_path: Path, target: float | None, points: tuple[str | None, ...], judged: str
) -> None:
    disks = [disk(f"disk-{number}", newest_point=point) for number, point in enumerate(points)]

    page = Page(written(tmp_path, checked(*disks, rpo_target=target))[2])

    assert judged in page.text


def test_who_checked_and_what_was_not_checked(tmp_path: Path) -> None:
    login = {"kind": "application", "object_id": "the object", "application_id": "the app", "tenant_id": "the tenant"}

    _result, told, html = written(tmp_path, checked(disk("a"), login=login))
    without = written(tmp_path, checked(disk("a")))[1]

    text = Page(html).text
    assert (told["login"], without["login"]) == (login, None)
    assert all(words in text for words in ("the object", "the app", "the tenant", GROUP.split("/")[2]))
    assert "The points of each disk were not read." in text and "Nothing was restored" in text


def test_the_report_that_proves_a_disk_is_named(tmp_path: Path) -> None:
    proof = {"last_proof": "2026-11-20T02:00:00Z", "last_proof_report": "restore-20261120T015500Z-0badc0de.json"}

    _result, told, html = written(tmp_path, checked(disk("a", **proof)))

    assert told["disks"][0]["last_proof_report"] == proof["last_proof_report"]
    assert proof["last_proof_report"] in Page(html).text


def test_the_page_says_how_to_check_its_files(tmp_path: Path) -> None:
    result, _told, html = written(tmp_path, checked(disk("a")))

    assert f"sha256sum -c {Path(result['report']['seal']['path']).name}" in Page(html).text
