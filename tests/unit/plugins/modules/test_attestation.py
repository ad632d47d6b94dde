# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attesting a report: what is sealed, that a changed report is refused, and that each person has files of their own."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.support.modules import run_module

POINT = "2026-11-22T02:30:00Z"
SAID = {"name": "Ada Lovelace", "role": "Head of operations", "statement": "I have read the report."}
DISK = {
    "target_disk": "/subscriptions/s/resourceGroups/erp-drill/providers/Microsoft.Compute/disks/erp-data-drill",
    "outcome": "restored",
    "recovery_point_time": POINT,
}
OUTCOME = {"changed": True, "restores": [DISK], "as_of": POINT, "started_at": POINT, "elapsed_seconds": 5.0}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The JSON file of a report of a drill."""
    evidence = {"test_id": "erp-2026-w48"}
    result = run_module("restore_report", outcome=OUTCOME, directory=str(tmp_path), evidence=evidence)
    return Path(result["report"]["json"]["path"])


def attest(report: Path, *, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"report": str(report), "attest": SAID, **options}
    return run_module("restore_report", check_mode=check_mode, **given)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_it_names_the_hash_of_what_it_seals(report: Path) -> None:
    before = {path: sha256(path) for path in report.parent.iterdir()}

    result = attest(report)

    assert (result["changed"], result["verdict"]["result"], result["verdict"]["disks"]) == (True, "attested", 1)
    told = json.loads(Path(result["report"]["json"]["path"]).read_text())
    assert (told["kind"], told["attest"]) == ("attestation", SAID)
    assert (told["sealed"]["report"], told["sealed"]["test_id"]) == (report.stem, "erp-2026-w48")
    assert told["sealed"]["headline"] == "The disk is restored"
    assert {one["name"]: one["sha256"] for one in told["sealed"]["files"]} == {
        path.name: digest for path, digest in before.items() if path.suffix != ".sha256"
    }
    page = Path(result["report"]["html"]["path"]).read_text()
    assert all(words in page for words in (*SAID.values(), before[report], told["report"]))
    assert f"sha256sum -c {Path(result['report']['seal']['path']).name}" in page
    assert told["run"]["user"] and told["run"]["host"]
    assert {path: sha256(path) for path in before} == before, "the report itself stays as it is"


def test_the_seal_is_one_that_sha256sum_reads(report: Path) -> None:
    result = attest(report)

    for kind in (report, Path(result["report"]["json"]["path"])):
        lines = kind.with_suffix(".sha256").read_text().splitlines()
        assert [line.split("  ") for line in lines] == [
            [sha256(path), path.name] for path in (kind, kind.with_suffix(".html"))
        ]


def test_several_people_attest_each_in_files_of_their_own(report: Path) -> None:
    names = [f"{name} of the board" for name in ("Ada", "Grace", "Ada")]

    paths = {attest(report, attest={**SAID, "name": name})["report"]["json"]["path"] for name in names}

    assert len(paths) == 3
    assert sorted(json.loads(Path(path).read_text())["attest"]["name"] for path in paths) == sorted(names)


def with_a_disk_less(report: Path) -> None:
    told = json.loads(report.read_text())
    report.write_text(json.dumps({**told, "disks": []}))


def with_another_page(report: Path) -> None:
    page = report.with_suffix(".html")
    page.write_text(page.read_text().replace("is restored", "is not restored"))


def with_one_byte_more(report: Path) -> None:
    report.write_text(report.read_text() + "\n")


def with_a_seal_of_the_page_alone(report: Path) -> None:
    seal = report.with_suffix(".sha256")
    seal.write_text(seal.read_text().splitlines()[1] + "\n")


def with_a_seal_without_the_page(report: Path) -> None:
    """The page could then say anything."""
    seal = report.with_suffix(".sha256")
    seal.write_text(seal.read_text().splitlines()[0] + "\n")
    with_another_page(report)


def with_a_seal_of_more_files(report: Path) -> None:
    seal = report.with_suffix(".sha256")
    seal.write_text(seal.read_text() + f"{'0' * 64}  notes.txt\n")


def with_an_empty_seal(report: Path) -> None:
    report.with_suffix(".sha256").write_text("")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (with_a_disk_less, ".json does not have the SHA-256 that the seal names"),
        (with_another_page, ".html does not have the SHA-256 that the seal names"),
        (with_one_byte_more, ".json does not have the SHA-256 that the seal names"),
        (with_a_seal_of_the_page_alone, ".sha256 does not name"),
        (with_a_seal_without_the_page, ".html. Nothing was attested."),
        (with_a_seal_of_more_files, ".sha256 names notes.txt"),
        (with_an_empty_seal, ".sha256 does not name"),
    ],
)
def test_a_report_that_was_changed_is_refused(report: Path, change: Callable[[Path], None], why: str) -> None:
    change(report)
    there = sorted(report.parent.iterdir())

    result = attest(report)

    assert result["error"]["code"] == "ReportChanged"
    assert "was changed since its run wrote it: " in result["msg"] and why in result["msg"]
    assert result["msg"].count("unchanged copy") == 1, "its remedy is said once"
    assert sorted(report.parent.iterdir()) == there


def renamed(report: Path, *, seal_too: bool) -> Path:
    """All three files under another name, as those of an old report in place of a newer one are."""
    seal, name = report.with_suffix(".sha256"), "restore-20991231T000000Z-0badc0de"
    if seal_too:
        seal.write_text(seal.read_text().replace(report.stem, name))
    for suffix in (".json", ".html", ".sha256"):
        report.with_suffix(suffix).rename(report.with_name(f"{name}{suffix}"))
    return report.with_name(f"{name}.json")


@pytest.mark.parametrize(("seal_too", "why"), [(True, "its content is that of {}"), (False, "names {}.json")])
def test_a_report_under_another_name_is_refused(report: Path, seal_too: bool, why: str) -> None:
    result = attest(renamed(report, seal_too=seal_too))

    assert result["error"]["code"] == "ReportChanged"
    assert why.format(report.stem) in result["msg"]


def without(suffix: str) -> Callable[[Path], Path]:
    def change(report: Path) -> Path:
        report.with_suffix(suffix).unlink()
        return report

    return change


def as_a_pipe(report: Path) -> Path:
    report.unlink()
    os.mkfifo(report)
    return report


def of_other_content(report: Path) -> Path:
    other = report.with_name("other.json")
    other.write_text('{"schema_version": 1, "kind": "attestation"}')
    other.with_suffix(".html").write_text("<!DOCTYPE html>")
    files = (other, other.with_suffix(".html"))
    other.with_suffix(".sha256").write_text("".join(f"{sha256(path)}  {path.name}\n" for path in files))
    return other


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (without(".sha256"), "beside"),
        (without(".html"), "can't be read"),
        (without(".json"), "can't be read"),
        (as_a_pipe, "not a file"),
        (lambda report: report.with_suffix(".html"), "not the JSON file"),
        (lambda report: report.parent, "not the JSON file"),
        (lambda report: report.rename(report.with_name("\x1b[2J.json")), "not the JSON file"),
        (of_other_content, "not a report"),
    ],
)
def test_what_is_no_whole_report_is_refused(report: Path, change: Callable[[Path], Path], why: str) -> None:
    result = attest(change(report))

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", "report")
    assert why in result["msg"]


def test_an_attestation_is_no_report_to_attest(report: Path) -> None:
    result = attest(Path(attest(report)["report"]["json"]["path"]))

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", "report")


def test_a_report_of_readiness_is_attested_too(tmp_path: Path) -> None:
    readiness = {"ready": True, "summary": {"protected": 1, "ready": 1}, "disks": [{"disk": "erp-data"}]}
    written = run_module("restore_report", readiness=readiness, directory=str(tmp_path))

    result = attest(Path(written["report"]["json"]["path"]))

    assert result["told"][0] == (
        f"Ada Lovelace (Head of operations) attests the report {Path(written['report']['json']['path']).stem}"
    )


def test_names_are_shown_and_name_no_file(report: Path) -> None:
    said = {"name": "../../<script>alert(1)</script>", "role": "\x1b[2Jroot", "statement": "a\nb </style>"}

    result = attest(report, attest=said)

    path = Path(result["report"]["html"]["path"])
    assert path.parent == report.parent and path.name.startswith(f"{report.stem}-attested-")
    page = path.read_text()
    assert "<script>" not in page and "\x1b" not in page and "a b &lt;/style&gt;" in page


def test_another_folder(report: Path, tmp_path: Path) -> None:
    result = attest(report, directory=str(tmp_path / "attested"))

    assert len(list((tmp_path / "attested").iterdir())) == 3
    assert Path(result["report"]["seal"]["path"]).parent == tmp_path / "attested"


def test_check_mode_says_what_it_would_write(report: Path) -> None:
    there = sorted(report.parent.iterdir())

    result = attest(report, check_mode=True)

    assert result["changed"] is True and "not written in check mode" in result["told"][1]
    assert sorted(report.parent.iterdir()) == there


@pytest.mark.parametrize(
    ("options", "target"),
    [
        *(({"attest": {**SAID, name: " "}}, f"attest.{name}") for name in SAID),
        ({"attest": {**SAID, "statement": "x" * 3001}}, "attest.statement"),
        ({"outcome": OUTCOME}, "outcome"),
    ],
)
def test_what_is_refused(report: Path, options: dict[str, Any], target: str) -> None:
    result = attest(report, **options)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", target)


def test_a_part_that_is_missing_is_refused_by_its_name(report: Path) -> None:
    result = attest(report, attest={"name": "Ada Lovelace", "role": "Head of operations"})

    assert result["failed"] is True and "statement" in result["msg"]


@pytest.mark.parametrize("given", [{}, {"report": ""}])
def test_an_attestation_of_nothing(given: dict[str, str]) -> None:
    result = run_module("restore_report", attest=SAID, **given)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", "report")


def test_a_report_to_attest_without_an_attestation(report: Path) -> None:
    result = run_module("restore_report", report=str(report), outcome=OUTCOME)

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", "report")
