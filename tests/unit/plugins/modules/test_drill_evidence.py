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
NOT_RUN = {"restored": "not_run", "validated": "not_run", "cleaned_up": "not_run"}
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


def page_of(folder: Path, outcome: dict[str, Any], **evidence: Any) -> str:
    """The page of a drill that passed, if nothing else is said."""
    result = run_module("restore_report", outcome=outcome, directory=str(folder), evidence={**PASSED, **evidence})
    assert "failed" not in result, result
    return Path(result["report"]["html"]["path"]).read_text()


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


def test_the_disks_that_are_not_proven_are_named(tmp_path: Path) -> None:
    report(tmp_path, restored("a"), ["a", "b", "Cdisk"])
    told = report(tmp_path, restored("b"), ["a", "b", "Cdisk"])["evidence"]
    page = page_of(tmp_path, restored("b"), protected_disks=[source("a"), source("b"), source("Cdisk")])

    assert told["not_proven"] == [source("Cdisk")]
    assert "<dt>Not proven</dt><dd>Cdisk</dd>" in page


def test_a_report_that_was_changed_does_not_count_and_is_named(tmp_path: Path) -> None:
    """Otherwise the coverage would fall, and nobody could say why."""
    report(tmp_path, restored("a"), ["a", "b"])
    (changed,) = tmp_path.glob("*.json")
    changed.write_text(changed.read_text() + "\n")

    told = report(tmp_path, restored("b"), ["a", "b"])

    assert coverage(told) == (1, 2)
    (why,) = told["evidence"]["reports_not_counted"]
    assert changed.name in why and "was changed since its run wrote it" in why
    assert "Reports not counted" in page_of(tmp_path, restored("b"), protected_disks=[source("a")])


def test_without_a_coverage_it_is_not_known_what_is_proven(tmp_path: Path) -> None:
    told = report(tmp_path, restored("a"), [])["evidence"]

    assert (told["coverage"], told["not_proven"], told["reports_not_counted"]) == (None, None, None)


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


@pytest.mark.parametrize(
    ("verdicts", "headline"),
    [
        ({}, "The drill w48 passed: the disk is restored"),
        ({"restored": "failed"}, "The drill w48 failed (not restored): the disk is restored"),
        (
            {"validated": "failed", "cleaned_up": "failed"},
            "The drill w48 failed (not validated, not cleaned up): the disk is restored",
        ),
        ({"cleaned_up": "kept"}, "The drill w48 passed, and its disks are kept: the disk is restored"),
        ({"cleaned_up": None}, "The disk is restored"),
        (NOT_RUN, "The drill w48 was not run (check mode): the disk is restored"),
        (
            {**NOT_RUN, "restored": "failed"},
            "The drill w48 was not run (check mode), and would fail: the disk is restored",
        ),
    ],
)
def test_the_headline_says_how_the_drill_ended(tmp_path: Path, verdicts: dict[str, Any], headline: str) -> None:
    assert report(tmp_path, restored("a"), [], **verdicts)["headline"] == headline


def test_what_an_auditor_reads(tmp_path: Path) -> None:
    check = {"name": "Content of each disk", "by": "azure_dr.backup", "result": "failed", "why": "All zero."}
    times = {"began_at": "2026-11-22T03:17:00.000000Z", "ended_at": "2026-11-22T03:17:42.000000Z"}
    deleted = {"disk": source("a-drill"), "job_id": "j-1", "unique_id": "u-1", "deleted_at": "2026-11-22T03:30:02Z"}
    kept = {"disk": source("b-drill"), "reason": "locked", "message": "The lock 'keep' keeps it."}
    machine = {"name": "a-drill", "of": f"{GROUP}/providers/Microsoft.Compute/virtualMachines/erp", "started": "yes"}

    page = page_of(
        tmp_path,
        restored("a", "b"),
        scenario="The site is lost.",
        reference="CHG-1",
        owner="Grace Hopper",
        validated="failed",
        checks=[{**check, **times}],
        virtual_machines=[{**machine, "deleted": "no"}],
        deficiencies=["<b>All zero.</b>"],
        deleted=[deleted],
        kept=[kept],
    )

    for words in ("Report on a drill", "The site is lost.", "CHG-1", "Owner: Grace Hopper.", "All zero.", "42 s"):
        assert words in page
    for words in ("0 of 1 check passed.", "1 disk deleted, 1 left over.", "u-1", "j-1", "2026-11-22 03:30:02 UTC"):
        assert words in page
    assert "The lock 'keep' keeps it." in page and "&lt;b&gt;All zero." in page


def test_a_page_of_check_mode_claims_nothing(tmp_path: Path) -> None:
    page = page_of(tmp_path, restored("a", outcome="would_restore"), **NOT_RUN)

    assert "Check mode restores nothing." in page and page.count("not run") >= 3
    assert "passed" not in page.partition("</header>")[2] and "none found" not in page


def test_what_the_restore_did_not_look_at_and_a_check_did(tmp_path: Path) -> None:
    """Otherwise the page would say that nobody has read the content, beside a check that did."""
    besides = "The checks of the drill say what was checked besides."
    told = report(tmp_path, restored("a"), [], checks=[{"name": "Content", "result": "passed"}])

    assert besides in told["verified_means"]
    assert besides not in report(tmp_path, restored("a"), [])["verified_means"]


def test_what_was_not_checked_is_named(tmp_path: Path) -> None:
    names = ["Content of each disk", "Your own tasks"]

    assert report(tmp_path, restored("a"), [], not_checked=names)["evidence"]["not_checked"] == names
    page = page_of(tmp_path, restored("a"), not_checked=names)
    assert "<dt>Not checked</dt><dd>Content of each disk; Your own tasks</dd>" in page
    assert "Not checked" not in page_of(tmp_path, restored("a"))


def test_times_of_the_restore_are_not_those_of_the_drill(tmp_path: Path) -> None:
    """The disks are deleted after the restore has ended: the page must not say that the run was over by then."""
    page = page_of(tmp_path, {**restored("a"), "started_at": "2026-11-22T03:00:00Z", "elapsed_seconds": 60.0})

    assert "the restore ended at" in page and "The restore took" in page and "The run took" not in page


def test_check_mode_restores_nothing_so_the_page_tells_of_no_restore(tmp_path: Path) -> None:
    outcome = {**restored("a", outcome="would_restore"), "started_at": "2026-11-22T03:00:00Z", "elapsed_seconds": 1.4}
    options = {"outcome": outcome, "directory": str(tmp_path), "write_in_check_mode": True, "drill": True}

    result = run_module("restore_report", check_mode=True, evidence={**PASSED, **NOT_RUN}, **options)

    page = Path(result["report"]["html"]["path"]).read_text()
    assert "the validation ended at" in page and "The validation took" in page
    assert not [words for words in ("the restore ended", "The restore took", "delete the disks") if words in page]


def test_a_drill_that_would_fail_has_not_tried_to_restore(tmp_path: Path) -> None:
    outcome = {**restored("a", outcome="failed"), "failed": True}
    evidence = {**PASSED, **NOT_RUN, "restored": "failed"}
    options = {"outcome": outcome, "directory": str(tmp_path), "write_in_check_mode": True}

    result = run_module("restore_report", check_mode=True, evidence=evidence, **options)

    page = Path(result["report"]["html"]["path"]).read_text()
    assert "Not every disk could be restored." in page and "Not every disk was restored." not in page


def test_a_clean_up_that_has_not_run_does_not_say_that_nothing_is_left(tmp_path: Path) -> None:
    """Then no disk is listed as deleted or as kept, and each of them is still there."""
    stays = {"disk": source("a-drill"), "reason": "in_use", "message": "A machine uses it."}
    unknown = page_of(tmp_path, restored("a"), cleaned_up="failed", deficiencies=["The clean-up has failed."])
    known = page_of(tmp_path, restored("a"), cleaned_up="failed", kept=[stays])

    assert "0 disks deleted. The deficiencies say what may stay." in unknown and "0 left over" not in unknown
    assert "0 disks deleted, 1 left over." in known


AGAIN = "Then run the drill again, with a new test id."
SWEEP = "Delete what stays with the playbook drill_cleanup (drill_cleanup_drill_id: w48)."


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ({}, None),
        ({"restored": "failed"}, f"Fix what the deficiencies name. {AGAIN}"),
        ({"validated": "failed", "cleaned_up": "kept"}, f"Fix what the deficiencies name. {SWEEP} {AGAIN}"),
        ({"cleaned_up": "failed"}, SWEEP),
        ({"cleaned_up": "kept"}, SWEEP),
    ],
)
def test_what_to_do_after_a_drill(tmp_path: Path, verdicts: dict[str, str], said: str | None) -> None:
    """The task of a drill attaches to nothing: its disks are deleted."""
    outcome = restored("a", outcome="failed" if "restored" in verdicts else "restored")

    told = report(tmp_path, {**outcome, "failed": "restored" in verdicts}, [], **verdicts)

    assert told["next"] == said


@pytest.mark.parametrize(("more", "said"), [({}, True), ({"deficiencies": ["All zero."]}, False), (NOT_RUN, False)])
def test_a_drill_that_found_nothing_says_so(tmp_path: Path, more: dict[str, Any], said: bool) -> None:
    assert ("none found" in page_of(tmp_path, restored("a"), **more)) is said


def test_a_disk_that_is_gone_again_costs_no_money(tmp_path: Path) -> None:
    outcome = restored("a", "b")
    for each in outcome["restores"]:
        each["changed"] = True
    gone = [{"disk": source("a-drill").upper(), "deleted_at": "2026-11-22T03:30:02Z"}]

    page = page_of(tmp_path, outcome, deleted=gone)

    created = page.partition("<h2>Disks created</h2>")[2].partition("</section>")[0]
    assert "1 disk" in created and "b-drill" in created and "a-drill" not in created


def test_the_page_of_many_disks_is_cut_and_the_json_is_not(tmp_path: Path) -> None:
    gone = [{"disk": source(f"d{number}"), "deleted_at": None} for number in range(1300)]

    assert "These are the first 1000. The JSON file has 300 more." in page_of(tmp_path, restored("a"), deleted=gone)
    assert len(report(tmp_path, restored("a"), [], deleted=gone)["evidence"]["deleted"]) == 1300


OTHER = (
    "/subscriptions/0b1c2d3e-2d4e-4a6b-8c1d-9e7f5a3b1c20/resourceGroups/erp-prod/providers/Microsoft.Compute/disks/x"
)


@pytest.mark.parametrize(
    ("target", "separated", "how"),
    [
        (source("a").replace("erp-prod", "erp-drill"), True, "other resource groups"),
        (OTHER, True, "another subscription"),
        (source("a").replace("erp-prod", "ERP-PROD"), False, "into the resource group of its source disk"),
        ("a disk without an id", None, "not known"),
    ],
)
def test_whether_it_was_restored_apart_from_the_source(
    tmp_path: Path, target: str, separated: bool | None, how: str
) -> None:
    outcome = restored("a")
    outcome["restores"][0]["target_disk"] = target

    told = report(tmp_path, outcome, [])["evidence"]["separation"]

    assert told["separated"] is separated and how in told["how"]
