# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the lines of progress of backups say."""

from __future__ import annotations

from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.sources import Source
from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand.progress import NOTICE, WAITING, Progress
from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand.records import Phase, Record
from ansible_collections.azure_dr.backup.plugins.module_utils._on_demand.requests import BackupRequest, Terms
from ansible_collections.azure_dr.backup.tests.support.clock import Clock

REF = vault_ref("b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20", "backup", "dr-vault", "2025-07-01")


def record(name: str, phase: Phase | None = None, began: float = 0.0, elapsed: float | None = None) -> Record:
    request = BackupRequest(REF, Source(None, name, None), Terms())
    return Record(request, phase=phase, began=began, elapsed_seconds=elapsed)


def told(*records: Record, after: float = 60.0, usually: float | None = 30.0) -> list[str]:
    """The lines that are told after so many seconds."""
    clock, lines = Clock(), list[str]()
    progress = Progress(records, lambda record: usually, clock, lines.append)
    progress.begin(WAITING)
    clock.seconds += after
    progress.look()
    progress.look()
    return lines


def test_of_one_disk_its_state() -> None:
    assert told(record("erp-data", "sending")) == ["erp-data: sending (1 min)"]


def test_that_azure_does_not_need_this_run_is_told_once() -> None:
    assert told(record("erp-data", "job")) == [NOTICE, "erp-data: backing up (1 min)"]


def test_that_azure_does_not_answer() -> None:
    silent = record("erp-data", "reading")
    silent.unanswered = True

    assert told(silent) == ["erp-data: reading the recovery point, Azure does not answer (1 min)"]


def test_of_many_their_counts_and_one_that_runs_longer_than_usual() -> None:
    running = [record(f"d{number}", "job", began=10.0 * number) for number in range(4)]
    disks = [*running, record("done", elapsed=5.0), record("next")]
    counts = "6 disks: 1 waiting, 4 backing up, 1 done (1 min)"

    assert told(*disks)[1] == f"{counts}; longer than usual: d0 (1 min)"
    assert told(*disks, usually=50.0)[1] == counts
    assert told(*disks, usually=None)[1] == counts


def test_when_all_is_done_there_is_nothing_to_tell() -> None:
    assert told(record("erp-data", elapsed=5.0)) == []
