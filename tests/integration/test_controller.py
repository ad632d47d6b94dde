# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a controller does with the playbooks: jobs that hand over to each other, and slices of an inventory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import host_label
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, failing_job, long_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.pages import yaml_of
from ansible_collections.azure_dr.backup.tests.support.playbooks import Run, run_by_runner, run_playbook
from ansible_collections.azure_dr.backup.tests.support.wishes import ROLE_VARIABLES

RESTORE = "azure_dr.backup.restore_disks"
ATTACH = "azure_dr.backup.attach_restore"
BATCH = "Validate, restore, wait and verify"
DISKS = [{"source_disk": name, "target_disk": f"{name}-restored"} for name in ("erp-os", "erp-data")]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst" / "awx.rst"


def outcomes(ran: Run) -> list[str]:
    return [each["outcome"] for each in ran.result(BATCH)["restores"]]


def restores(azure: Emulator) -> int:
    return len(azure.requests_to("POST", "/restore"))


def shown_inventory() -> dict[str, dict[str, Any]]:
    """The hosts of the inventory on the page about AWX."""
    (inventory,) = yaml_of(PAGE)
    group = inventory["all"]
    return {host: {**group["vars"], **variables} for host, variables in group["hosts"].items()}


def begin(azure: Emulator, folder: Path) -> Run:
    """The first job: it starts restores that take half a minute, and ends."""
    azure.faults.add(Fault(long_job(azure.clock.speed * 30), "POST", r"/restore$", times=2))
    first = run_by_runner(folder, RESTORE, restore_disks_disks=DISKS, restore_disks_wait=False, **ROLE_VARIABLES)
    assert first.successful, first.output
    assert outcomes(first) == ["started", "started"]
    return first


def inventory_says(folder: Path, **hosts: dict[str, Any]) -> None:
    """As ansible-runner takes an inventory; a controller hands over its own likewise."""
    (folder / "inventory").mkdir(parents=True)
    (folder / "inventory" / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}}))


def test_a_later_job_attaches_and_verifies(azure: Emulator, tmp_path: Path) -> None:
    """The artifacts of a job are extra variables of the next; a survey's answer wins over them, as it does here."""
    first = begin(azure, tmp_path)

    second = run_by_runner(tmp_path, ATTACH, restore_disks_disks=DISKS, **ROLE_VARIABLES, **first.artifacts)

    assert second.successful, second.output
    assert outcomes(second) == ["attached", "attached"]
    assert restores(azure) == 2
    assert all(azure.estate.disk(disk["target_disk"], "erp-restored") for disk in DISKS)


@pytest.fixture
def inventoried(tmp_path: Path) -> Path:
    folder = tmp_path / "inventoried"
    inventory_says(folder, localhost={**ROLE_VARIABLES, "restore_disks_disks": DISKS})
    return folder


def test_it_means_the_moment_of_the_first(azure: Emulator, inventoried: Path, tmp_path: Path) -> None:
    """Where the inventory says latest, and no survey does, a point that came between changes nothing."""
    first = begin(azure, tmp_path)
    for disk in DISKS:
        instance = azure.estate.instance(disk["source_disk"])
        azure.estate.add_point(instance, azure.clock.now())

    second = run_playbook(inventoried, ATTACH, **first.artifacts)

    assert second.successful, second.output
    (handed_over,) = first.artifacts[f"restore_disks_outcomes_{host_label('localhost')}"].values()
    moment = handed_over["as_of"]
    assert second.result(BATCH)["as_of"] == moment
    assert outcomes(second) == ["attached", "attached"]
    assert restores(azure) == 2


@pytest.mark.parametrize("moment", ["{}", "'{}'", "!unsafe '{}'"])
def test_a_moment_may_be_handed_over_as_a_timestamp(
    azure: Emulator, inventoried: Path, tmp_path: Path, moment: str
) -> None:
    """A controller writes artifacts as YAML, where a later ansible-core takes some texts for timestamps."""
    first = run_playbook(tmp_path, RESTORE, restore_disks_disks=DISKS, **ROLE_VARIABLES)
    ((key, handed_over),) = first.artifacts[f"restore_disks_outcomes_{host_label('localhost')}"].items()
    artifacts = tmp_path / "artifacts.yml"
    written = moment.format(handed_over["as_of"])
    artifacts.write_text(f"restore_disks_outcomes_{host_label('localhost')}:\n  {key}:\n    as_of: {written}\n")

    second = run_playbook(inventoried, ATTACH, f"-e @{artifacts}")

    assert second.successful, second.output
    assert second.result(BATCH)["as_of"] == handed_over["as_of"]
    assert outcomes(second) == ["unchanged", "unchanged"]


def test_without_artifacts_it_finds_the_restores_by_the_wish(azure: Emulator, inventoried: Path) -> None:
    begin(azure, inventoried)

    second = run_playbook(inventoried, ATTACH)

    assert second.successful, second.output
    assert outcomes(second) == ["attached", "attached"]
    assert restores(azure) == 2


def test_what_has_failed_meanwhile_is_restored_again(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(failing_job(), "POST", r"erp-data[^/]*/restore$"))
    first = run_playbook(tmp_path, RESTORE, restore_disks_disks=DISKS, restore_disks_wait=False, **ROLE_VARIABLES)

    second = run_playbook(tmp_path, ATTACH, restore_disks_disks=DISKS, **ROLE_VARIABLES, **first.artifacts)

    assert second.successful, second.output
    assert outcomes(second)[1] == "restored"
    assert restores(azure) == 3


def test_two_slices_restore_disjoint_sets(azure: Emulator, tmp_path: Path) -> None:
    """A controller cuts an inventory into slices; each is a process of its own that sees its hosts only."""
    hosts = shown_inventory()
    slices = [tmp_path / host for host in hosts]
    for folder in slices:
        inventory_says(folder, **{folder.name: {**hosts[folder.name], "restore_disks_poll_interval": 1}})

    with ThreadPoolExecutor() as pool:
        ran = list(pool.map(lambda folder: run_by_runner(folder, RESTORE, restore_disks_hosts="all"), slices))

    assert [each.successful for each in ran] == [True, True], ran[0].output + ran[1].output
    assert [outcomes(each) for each in ran] == [["restored", "restored"], ["restored"]]
    assert restores(azure) == 3
    for disk in (disk for host in hosts.values() for disk in host["restore_disks_disks"]):
        assert azure.estate.disk(disk["target_disk"], "erp-restored")
    merged = {**ran[0].artifacts, **ran[1].artifacts}  # as AWX merges the artifacts of slices
    assert list(merged) == [f"restore_disks_outcomes_{host_label(host)}" for host in ("erp", "erp-audit")]
    assert sum(told["summary"]["restored"] for outcome in merged.values() for told in outcome.values()) == 3
