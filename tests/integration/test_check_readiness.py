# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook that says whether disks could be restored tonight."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_playbook

CHECK = "azure_dr.backup.check_readiness"
TOLD = "Tell what to mend"


def run(folder: Path, *arguments: str, **variables: Any) -> Run:
    given = {"check_readiness_vault_name": "dr-vault", "check_readiness_vault_resource_group": "backup"}
    return run_playbook(folder, CHECK, *arguments, **{**given, **variables})


@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_all_is_well_and_reported(azure: Emulator, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    reports = tmp_path / "reports"

    ran = run(tmp_path, *arguments, check_readiness_report_dir=str(reports), check_readiness_rpo_target=90000)

    assert ran.successful, ran.output
    assert ran.result(TOLD)["msg"][0] == "All 3 protected disks could be restored now"
    (document,) = reports.glob("readiness-*.json")
    assert json.loads(document.read_text())["ready"] is True
    assert document.with_suffix(".html").exists()
    assert "changed=0" in ran.output


@pytest.mark.parametrize(
    ("fail_on", "error_ends", "warning_ends"),
    [(None, False, True), ("error", False, True), ("warning", False, False), ("never", True, True)],
)
def test_fails_by_what_was_found(
    azure: Emulator, tmp_path: Path, fail_on: str | None, error_ends: bool, warning_ends: bool
) -> None:
    variables = {"check_readiness_fail_on": fail_on, "check_readiness_virtual_machines": ""}
    azure.estate.instance("erp-data").state = "ProtectionStopped"
    with_a_warning = run(tmp_path, **variables)
    azure.estate.add_disk("erp-new", azure.estate.group("erp-prod"))
    with_an_error = run(tmp_path, **variables)

    assert with_a_warning.successful is warning_ends, with_a_warning.output
    assert with_an_error.successful is error_ends, with_an_error.output
    assert any("unprotected_disk" in line for line in with_an_error.result(TOLD)["msg"])


@pytest.mark.parametrize("blank", ["", None])
def test_the_blank_answers_of_a_survey_are_none(azure: Emulator, tmp_path: Path, blank: str | None) -> None:
    aims = ("depth", "rpo_target", "expires_within", "max_skew", "application_tag", "tags")
    names = ("fail_on", "hosts", "report_dir", *aims)

    ran = run(tmp_path, **{f"check_readiness_{name}": blank for name in names})

    assert ran.successful, ran.output


@pytest.mark.parametrize(
    "given", [{"virtual_machines": []}, {"source_disks": []}, {"tags": {}}, {"vaults": []}, {"rpo_target": 0}]
)
def test_what_means_nothing_is_refused_and_not_left_out(azure: Emulator, tmp_path: Path, given: dict[str, Any]) -> None:
    """An empty list would judge all disks instead of none, and an aim of zero would judge no age."""
    ran = run(tmp_path, **{f"check_readiness_{name}": value for name, value in given.items()})

    assert not ran.successful
    assert f"{next(iter(given))}: " in ran.output, ran.output
    assert azure.requests == []


def test_what_is_to_be_mended_is_told_though_the_report_cannot_be_written(azure: Emulator, tmp_path: Path) -> None:
    azure.estate.add_disk("erp-new", azure.estate.group("erp-prod"))
    (tmp_path / "a-file").touch()

    ran = run(tmp_path, check_readiness_report_dir=str(tmp_path / "a-file"), check_readiness_fail_on="never")

    assert not ran.successful, "no report is no success"
    assert any("unprotected_disk" in line for line in ran.result(TOLD)["msg"])
    assert "The report can't be written" in ran.output


def test_a_misspelled_variable_is_refused_before_anything_is_sent(azure: Emulator, tmp_path: Path) -> None:
    """Without a word, all disks would be judged instead of one machine's."""
    ran = run(tmp_path, check_readiness_virtual_machine="erp")

    assert not ran.successful
    assert (
        "check_readiness_virtual_machine does not exist, did you mean check_readiness_virtual_machines?" in ran.output
    )
    assert azure.requests == []
