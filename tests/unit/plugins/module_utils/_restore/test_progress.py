# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the lines of progress say."""

from __future__ import annotations

from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.progress import Progress
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.records import Phase, Record, Span
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.requests import read_request
from ansible_collections.azure_dr.backup.tests.support.clock import Clock

VAULT = vault_ref("38304e13-357e-405e-9e9a-220351dcce8c", "backup", "dr-vault", "2025-07-01")


def told(records: list[Record], *, after: float, usually: float | None = 48.0) -> str:
    """The line that is told after so many seconds."""
    clock, lines = Clock(), list[str]()
    progress = Progress(records, lambda record: usually, clock, lines.append)
    clock.seconds += after
    progress.look()
    (line,) = lines
    return line


def under_way(name: str, phase: Phase, began: float) -> Record:
    given: dict[str, object] = {
        "source_disk": "s",
        "target_disk": name,
        "target_resource_group": "g",
        "as_of": "latest",
    }
    given["rerun_window"] = 86400
    request = read_request(given, VAULT)
    record = Record(request)
    record.phases = {"validation": Span(0.0, began), phase: Span(began)}
    record.phase = phase
    return record


def test_a_usual_time_stands_beside_the_time_of_the_same_thing() -> None:
    line = told([under_way("a", "job", began=45.0)], after=60.0)

    assert line == "a: restoring (1 min in all, restoring for 15 s, usually about 48 s)"


def test_a_usual_time_is_not_told_of_anything_else() -> None:
    assert told([under_way("a", "validation", began=0.0)], after=60.0) == "a: validating (1 min)"
    assert told([under_way("a", "job", began=45.0)], after=60.0, usually=None) == "a: restoring (1 min)"


def test_a_job_that_has_just_begun_is_not_said_to_run() -> None:
    line = told([under_way("a", "job", began=59.8)], after=60.0)

    assert line == "a: restoring (1 min in all, restoring usually takes about 48 s)"


def test_of_many_none_is_named_while_they_take_what_they_usually_take() -> None:
    records = [under_way(f"d{number}", "job", began=10.0 * number) for number in range(5)]

    assert told(records, after=60.0) == "5 disks: 5 restoring (1 min)"
    assert told(records, after=600.0, usually=None) == "5 disks: 5 restoring (10 min)"


def test_of_many_the_one_is_named_whose_job_runs_longer_than_usual() -> None:
    records = [under_way(f"d{number}", "job", began=10.0 * number) for number in range(5)]
    records[1].phase, records[1].elapsed_seconds = None, 20.0
    records[0] = under_way("d0", "validation", began=0.0)

    line = told(records, after=100.0)

    assert line == "5 disks: 1 validating, 3 restoring, 1 done (1 min 40 s); longer than usual: d2 (1 min 20 s)"


LONG = "shop-app-data-1_OsDisk_0123456789abcdef0123456789abcdef0123456789-20261126T0300Z"


def test_a_line_fits_the_screen_whatever_the_disks_are_called() -> None:
    many = told([under_way(LONG.replace("1", str(number), 1), "job", began=5.0) for number in range(10)], after=3000.0)
    one = told([under_way(LONG, "job", began=5.0)], after=3000.0)

    assert many == "10 disks: 10 restoring (50 min); longer than usual: shop-app-data-0…20261126T0300Z (49 min 55 s)"
    assert one.startswith("shop-app-data-1_OsDi…6789-20261126T0300Z: restoring (")
    assert max(len(many), len(one)) < 120


def test_the_wait_for_rights_is_called_so() -> None:
    line = told([under_way("a", "rights", began=45.0)], after=60.0)

    assert line == "a: waiting for rights on the target group (1 min)"
