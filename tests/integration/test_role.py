# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role and the playbooks that run it by name."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import host_label
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, failing_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_playbook
from ansible_collections.azure_dr.backup.tests.support.wishes import ROLE_VARIABLES

RESTORE = "azure_dr.backup.restore_disks"
VALIDATE = "azure_dr.backup.validate_restore"
BATCH = "Validate, restore, wait and verify"
END = "Show how the run ended"
DISKS = ("erp-os", "erp-data", "erp-log")
VARIABLES: dict[str, Any] = {
    **ROLE_VARIABLES,
    "restore_disks_disks": [{"source_disk": name, "target_disk": f"{name}-restored"} for name in DISKS],
}


def run(folder: Path, playbook: str, *arguments: str, **variables: Any) -> Run:
    return run_playbook(folder, playbook, *arguments, **{**VARIABLES, **variables})


def handed_over(ran: Run) -> dict[str, Any]:
    """What the run hands to the next job of a workflow, of its only host, for its only set of disks."""
    (told,) = ran.artifacts[f"restore_disks_outcomes_{host_label('localhost')}"].values()
    handed: dict[str, Any] = told
    return handed


def posts(azure: Emulator) -> list[str]:
    backup = [one for one in azure.requests if one.method == "POST" and "DataProtection" in one.path]
    return sorted(one.path.rpartition("/")[2] for one in backup)


def test_restores_and_again_changes_nothing(azure: Emulator, tmp_path: Path) -> None:
    first = run(tmp_path, RESTORE)

    assert first.successful, first.output
    assert first.result(BATCH)["changed"]
    assert posts(azure) == ["restore"] * 3 + ["validateRestore"] * 3
    assert all(azure.estate.disk(f"{name}-restored", "erp-restored") for name in DISKS)

    azure.forget_requests()
    again = run(tmp_path, RESTORE)

    assert again.successful, again.output
    assert "changed=0" in again.output
    assert posts(azure) == []


@pytest.mark.parametrize(("playbook", "arguments"), [(RESTORE, ["--check", "--diff"]), (VALIDATE, ["--diff"])])
def test_check_mode_asks_azure_and_writes_nothing(
    azure: Emulator, tmp_path: Path, playbook: str, arguments: list[str]
) -> None:
    ran = run(tmp_path, playbook, *arguments)

    assert ran.successful, ran.output
    assert posts(azure) == ["validateRestore"] * 3
    assert "recovery_point: " in ran.output
    assert [each["outcome"] for each in ran.result(BATCH)["restores"]] == ["would_restore"] * 3
    assert azure.estate.disk("erp-os-restored", "erp-restored") is None


def test_check_mode_fails_where_azure_would(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, VALIDATE, restore_disks_target_resource_group="erp-drill")

    assert not ran.successful
    assert "UserErrorNotEnoughPermissionOnTargetRG" in ran.output
    assert "Disk Restore Operator" in ran.output


def test_check_mode_takes_a_permission_that_a_run_would_grant_for_granted(azure: Emulator, tmp_path: Path) -> None:
    before = set(azure.estate.access.assignments)

    ran = run(tmp_path, VALIDATE, restore_disks_target_resource_group="erp-drill", restore_disks_grant_permission=True)

    assert ran.successful, ran.output
    assert [each["outcome"] for each in ran.result(BATCH)["restores"]] == ["would_restore"] * 3
    assert set(azure.estate.access.assignments) == before


def test_a_set_of_points_that_lie_too_far_apart(azure: Emulator, tmp_path: Path) -> None:
    ran = run(
        tmp_path, RESTORE, restore_disks_max_skew=10, restore_disks_max_parallel=2, restore_disks_on_failure="stop"
    )

    assert not ran.successful
    assert "max_skew" in ran.output
    assert posts(azure) == []


def test_the_next_job_of_a_workflow_is_told(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, RESTORE)

    told = handed_over(ran)
    assert told["changed"] is True
    assert told["summary"]["restored"] == 3
    assert len(told["job_ids"]) == 3
    assert [each.rpartition("/")[2] for each in told["target_disks"]] == [f"{name}-restored" for name in DISKS]
    assert run(tmp_path, RESTORE, restore_disks_as_of=told["as_of"]).result(BATCH)["changed"] is False


def test_what_was_validated_is_restored_and_no_other_plan(azure: Emulator, tmp_path: Path) -> None:
    """The artifacts of a validation lead the job that restores, whatever its variables say."""
    validated = run(tmp_path, VALIDATE)
    digest, as_of = (validated.result(BATCH)[name] for name in ("plan_digest", "as_of"))
    told = validated.result("Show the digest of the plan")["msg"]
    assert told.startswith(f"The digest of this plan is {digest}.")
    assert told.endswith(f"and restore_disks_as_of to {as_of}.")
    azure.estate.add_point(azure.estate.instance("erp-data"), azure.clock.now())
    azure.clock.advance(3600)

    other = run(tmp_path, RESTORE, **{f"restore_validated_{host_label('localhost')}": {"plan_digest": digest}})
    assert other.result(BATCH)["error"]["code"] == "PlanChanged"
    assert "restore" not in posts(azure)

    variables = {name: value for name, value in VARIABLES.items() if name != "restore_disks_as_of"}
    restored = run_playbook(tmp_path, RESTORE, **variables, **validated.artifacts)
    assert restored.successful, restored.output
    assert handed_over(restored)["plan_digest"] == digest


def test_the_next_job_need_not_be_told(azure: Emulator, tmp_path: Path) -> None:
    """The job that restores would refuse a host that was not validated, so that is always told."""
    artifacts = run(tmp_path, VALIDATE, restore_disks_set_stats=False).artifacts

    assert list(artifacts) == [f"restore_validated_{host_label('localhost')}"]


def test_a_failure_tells_what_became_of_every_disk(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"erp-data[^/]*/restore$"))

    ran = run(tmp_path, RESTORE)

    assert not ran.successful
    shown = [each["msg"] for each in ran.results["Show the result of each disk"]]
    assert [text.partition(",")[0] for text in shown] == ["restored", "failed", "restored"]
    assert "InternalServerError" in shown[1]
    assert handed_over(ran)["summary"]["failed"] == 1


def test_variables_of_a_survey_are_texts(azure: Emulator, tmp_path: Path) -> None:
    """AWX hands over empty strings for what was left empty, and numbers as text."""
    ran = run(
        tmp_path,
        VALIDATE,
        restore_disks_recovery_point_id="",
        restore_disks_location="",
        restore_disks_vault_identity="",
        restore_disks_wait_timeout="600",
        restore_disks_validate="true",
    )

    assert ran.successful, ran.output


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"restore_disks_disks": "erp-os"}, "restore_disks_disks"),
        ({"restore_disks_existing_disk": "overwrite"}, "restore_disks_existing_disk"),
        ({"restore_disks_as_of": "2026-11-22T03:00:00"}, "has no offset from UTC"),
        ({"restore_disks_as_of": ""}, "disks[0].as_of"),
    ],
)
def test_bad_variables_are_refused_in_words(
    azure: Emulator, tmp_path: Path, variables: dict[str, Any], told: str
) -> None:
    ran = run(tmp_path, RESTORE, **variables)

    assert not ran.successful
    assert told in ran.output
    assert "Traceback" not in ran.output
    assert azure.requests == []


def test_a_report_is_written_of_a_run(azure: Emulator, tmp_path: Path) -> None:
    reports = tmp_path / "reports"

    ran = run(
        tmp_path,
        RESTORE,
        restore_disks_report_dir=str(reports),
        restore_disks_rpo_target="864000",
        restore_disks_rto_target=3600,
        restore_disks_approved_by="Grace Hopper",
        awx_job_id=4711,
    )

    assert ran.successful, ran.output
    told = handed_over(ran)
    content = Path(told["report"]["json"]["path"]).read_bytes()
    assert told["report"]["json"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert (told["verdict"]["result"], told["verdict"]["rpo"]) == ("succeeded", "met")
    report = json.loads(content)
    assert (report["run"]["awx_job_id"], report["run"]["approved_by"]) == ("4711", "Grace Hopper")
    assert report["run"]["playbook"] == "Restore disks from Azure Backup"
    assert len(report["disks"]) == 3
    assert told["report"]["html"]["path"] in ran.output
    assert "changed=0" in run(tmp_path, RESTORE, restore_disks_report_dir=str(reports)).output
    assert sorted(each.suffix for each in reports.iterdir()) == [*[".html"] * 2, *[".json"] * 2, *[".sha256"] * 2]


@pytest.mark.parametrize(("playbook", "arguments"), [(RESTORE, ["--check"]), (VALIDATE, [])])
def test_a_validation_has_a_report_that_says_so(
    azure: Emulator, tmp_path: Path, playbook: str, arguments: list[str]
) -> None:
    """Also where nothing in the result tells that it was one: every disk failed."""
    reports = tmp_path / "reports"

    ran = run(
        tmp_path,
        playbook,
        *arguments,
        restore_disks_report_dir=str(reports),
        restore_disks_target_resource_group="erp-drill",
    )

    assert not ran.successful
    (path,) = reports.glob("*.json")
    report = json.loads(path.read_text())
    assert report["check_mode"] is True
    assert {each["outcome"] for each in report["disks"]} == {"failed"}


def test_a_run_that_fails_has_a_report_and_tells_what_to_run_next(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"erp-data[^/]*/restore$"))

    ran = run(tmp_path, RESTORE, restore_disks_report_dir=str(tmp_path / "reports"))

    assert not ran.successful
    told = handed_over(ran)
    assert told["verdict"]["result"] == "failed"
    assert "2 of 3 disks are restored" in Path(told["report"]["html"]["path"]).read_text()
    lines = ran.result(END)["msg"]
    assert lines[0] == "2 of 3 disks are restored"
    assert any("erp-data-restored" in line for line in lines)
    assert any(line.startswith("Next: ") for line in lines)
    assert ran.output.rindex("Next: ") > ran.output.rindex(BATCH)


def test_a_run_that_fails_tells_what_to_run_next_without_a_report_too(azure: Emulator, tmp_path: Path) -> None:
    ran = run(tmp_path, RESTORE, restore_disks_vault_name="no-vault", restore_disks_set_stats=False)

    assert not ran.successful
    assert any(line.startswith("Next: ") for line in ran.result(END)["msg"])


def test_a_permission_that_is_not_granted_is_reported(azure: Emulator, tmp_path: Path) -> None:
    ran = run(
        tmp_path,
        RESTORE,
        restore_disks_report_dir=str(tmp_path / "reports"),
        restore_disks_grant_permission=True,
        restore_disks_target_resource_group="no-group",
    )

    assert not ran.successful
    assert posts(azure) == []
    (path,) = (tmp_path / "reports").glob("*.json")
    report = json.loads(path.read_text())
    assert report["result"] == "failed"
    assert "no-group" in report["message"]


@pytest.mark.parametrize("well", [True, False])
def test_a_report_that_can_t_be_written_changes_nothing(azure: Emulator, tmp_path: Path, well: bool) -> None:
    (tmp_path / "file").write_text("no folder")
    if not well:
        azure.faults.add(Fault(failing_job(), "POST", r"erp-data[^/]*/restore$"))

    ran = run(tmp_path, RESTORE, restore_disks_report_dir=str(tmp_path / "file" / "reports"))

    assert ran.successful is well, ran.output
    assert any("The report can't be written to" in line for line in ran.result(END)["msg"])
    told = handed_over(ran)
    assert not told["report"]
    assert told["verdict"]["result"] == ("succeeded" if well else "failed")
    assert told["summary"]["restored"] == (3 if well else 2)
