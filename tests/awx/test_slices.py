# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The workflow of the kit in slices: two processes of ansible-runner for each node, each with its half of the hosts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.plugin_utils._variables import host_label
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.playbooks import run_command
from ansible_collections.azure_dr.backup.tests.support.two_vaults import OURS, THEIRS, add_shop

sys.path.insert(0, str(Path(__file__).parent))

from stand_in import StandIn
from test_kit import CHECKOUT, NODES, furnish, set_up
from test_workflow import BATCH, SEEN_TO_ITS_END, WORKFLOW, Hosts, Jobs, azure, host, outcomes, restores, run_all

__all__ = ["azure"]
GROUPS = {"dr-vault": "erp-restored", "shop-vault": "shop-restored"}
RESTORE = "Restore disks"


@pytest.fixture(scope="module")
def controller() -> Iterator[StandIn]:
    with StandIn() as running:
        furnish(running, "Default")
        set_up(running, awx_workflow_slices=2)
        yield running


@pytest.fixture
def vaults(azure: Emulator, tmp_path: Path) -> Hosts:
    """The hosts of the kit's inventory of vaults: two, in two subscriptions."""
    add_shop(azure)
    path = tmp_path / "vaults.protected_disks.yml"
    path.write_bytes((CHECKOUT / "extensions/awx/vaults.protected_disks.yml").read_bytes())
    names = ", ".join(azure.estate.subscriptions)
    read = run_command(
        *("ansible-inventory", "-i", str(path), "--list", "--export"),
        start_in=tmp_path,
        environment={"PROTECTED_DISKS_SUBSCRIPTIONS": names},
    )
    hosts: Hosts = json.loads(read.stdout)["_meta"]["hostvars"]
    assert sorted(hosts) == sorted(GROUPS), read.stderr
    for name, group in GROUPS.items():
        hosts[name] |= {"restore_disks_as_of": "latest", "restore_disks_target_resource_group": group}
    return hosts


def digests(jobs: Jobs, template: str) -> dict[str, str]:
    """The digest of the plan that each host was restored by, from the artifacts."""
    artifacts = jobs.ran[template].artifacts
    found = {name: artifacts.get(f"restore_disks_outcomes_{host_label(name)}", {}) for name in jobs.hosts}
    return {name: told["plan_digest"] for name, of_sets in found.items() for told in of_sets.values()}


def test_each_slice_restores_what_was_approved_for_its_hosts_once(
    controller: StandIn, azure: Emulator, vaults: Hosts, tmp_path: Path
) -> None:
    """A point that comes before the approval changes nothing; both halves are in the artifacts of each node."""
    assert {node.get("job_slice_count") for node in controller.items[NODES] if node["identifier"] != "approve"} == {2}
    assert controller.named("workflow_job_templates", WORKFLOW)["ask_limit_on_launch"] is False
    jobs = Jobs(tmp_path, vaults)
    seen: list[str] = []

    def approve(approval: dict[str, Any]) -> bool:
        seen.append(jobs.ran["Validate restore"].output)
        for source in (*OURS, *THEIRS):
            azure.estate.add_point(azure.estate.instance(source), azure.clock.now())
        return True

    ran = run_all(controller, jobs, approve)

    assert ran.successful, jobs.ran[list(jobs.ran)[-1]].output
    assert [len(slices) for slices in jobs.slices.values()] == [2, 2, 2]
    validated = jobs.ran["Validate restore"].artifacts
    approved = {name: validated[f"restore_validated_{host_label(name)}"]["plan_digest"] for name in vaults}
    assert all(f"The digest of this plan is {digest}." in seen[0] for digest in approved.values())
    assert [digests(jobs, template) for template in jobs.ran] == [approved] * 3
    assert restores(azure) == 6
    disks = {disk.name for disk in azure.estate.disks.values()}
    assert {f"{source}-restored" for source in (*OURS, *THEIRS)} <= disks


def test_a_plan_that_cannot_be_kept_and_a_host_that_nobody_approved_do_not_stop_the_others(
    controller: StandIn, azure: Emulator, vaults: Hosts, tmp_path: Path
) -> None:
    """Before the approval, somebody takes a target of one host, and another host comes: the slices differ."""
    jobs = Jobs(tmp_path, vaults)

    def approve(approval: dict[str, Any]) -> bool:
        (group,) = [each for each in azure.estate.groups.values() if each.name == "shop-restored"]
        azure.estate.add_disk("shop-data-restored", group)
        jobs.hosts["erp-audit"] = host("erp-log")
        return True

    ran = run_all(controller, jobs, approve)

    assert not ran.successful
    (kept, changed) = sorted(jobs.ran[RESTORE].results[BATCH], key=lambda result: "error" in result)
    assert changed["error"]["code"] == "PlanChanged" and "shop-data-restored" in changed["msg"]
    assert [record["outcome"] for record in kept["restores"]] == ["started"] * 3
    assert "erp-audit: nothing was sent" in " ".join(jobs.ran[RESTORE].output.split())
    assert set(outcomes(jobs.ran["Attach to a running restore"])) <= SEEN_TO_ITS_END
    assert restores(azure) == 3
