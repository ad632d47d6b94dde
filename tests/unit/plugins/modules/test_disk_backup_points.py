# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_backup: whatever a job says, only a point that a backup of this disk has made is called its point."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand import made_points
from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, changed_body
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.backups import actions, back_up, only

NO_IDS = ["..", "../..", "a/../../b", "?x=1", "x\n\x1b[31m", "x" * 3000, "", 5, {}, None]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there is looked for a little while only."""
    monkeypatch.setattr(made_points, "MISSING_FOR_SECONDS", 1.0)


def naming(point: Any, **members: Any) -> Action:
    """Jobs name that point."""

    def name(body: Any) -> Any:
        body["properties"].update(members)
        body["properties"]["extendedInfo"]["targetRecoverPoint"] = {"recoveryPointID": point}
        return body

    return changed_body(name)


@pytest.mark.parametrize("point", NO_IDS)
def test_what_is_no_id_of_a_point_is_not_asked_for(azure: Emulator, point: Any) -> None:
    azure.faults.add(Fault(naming(point), "GET", r"/backupJobs/[^/]+$", times=None))

    result = back_up()

    newest = azure.estate.instance("erp-data").points[0]
    assert (actions(result), only(result)["recovery_point"]["recovery_point_id"]) == (["backed_up"], newest.id)
    assert azure.requests_to("GET", "/recoveryPoints/") == []


def test_a_point_that_is_older_than_its_job_was_not_made_by_it(azure: Emulator) -> None:
    old = azure.estate.instance("erp-data").points[0]
    azure.faults.add(Fault(naming(old.id), "GET", r"/backupJobs/[^/]+$", times=None))

    result = back_up()

    assert (result["error"]["code"], result["changed"], actions(result)) == ("RecoveryPointNotMade", True, ["failed"])
    assert only(result)["recovery_point"] is None


@pytest.mark.parametrize(
    "members", [{"backupInstanceId": "/of/another/disk"}, {"operationCategory": "Restore", "operation": "Restore"}]
)
def test_a_job_that_did_not_back_the_disk_up_made_no_point_of_it(azure: Emulator, members: dict[str, Any]) -> None:
    azure.faults.add(Fault(naming(None, **members), "GET", r"/backupJobs/[^/]+$", times=None))

    result = back_up()

    assert (result["error"]["code"], result["changed"]) == ("RecoveryPointNotMade", True)


def test_the_point_of_the_backup_before_is_not_taken_for_the_new_one(azure: Emulator) -> None:
    """The job names none, and its own point shows a little later."""
    instance, now = azure.estate.instance("erp-data"), azure.clock.now()
    azure.estate.add_point(instance, now, created=now - timedelta(seconds=90))
    azure.faults.add(Fault(naming(None), "GET", r"/backupJobs/[^/]+$", times=None))
    azure.faults.add(Fault(changed_body(without_the_newest), "GET", r"/recoveryPoints$", times=1))

    result = back_up()

    newest = instance.points[0]
    assert (actions(result), only(result)["recovery_point"]["recovery_point_id"]) == (["backed_up"], newest.id)


def without_the_newest(body: Any) -> Any:
    points = sorted(body["value"], key=lambda point: str(point["properties"]["recoveryPointTime"]))
    return {**body, "value": points[:-1]}
