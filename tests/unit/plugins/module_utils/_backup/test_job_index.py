# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the restores of a vault: how old they are, and when another one is needed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SYSTEM_THREADS
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup import job_index
from ansible_collections.azure_dr.backup.tests.support.clock import Clock

REF = vault_ref("38304e13-357e-405e-9e9a-220351dcce8c", "backup", "dr-vault", "2025-07-01")
A_LOOK = 20.0


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> tuple[job_index.JobIndex, Clock]:
    """A vault whose list is long, so that Resource Graph is asked, and takes long to answer."""
    clock = Clock()
    session: Any = SimpleNamespace(threads=SYSTEM_THREADS, clock=clock)

    def ask_graph(*asked: object) -> list[object]:
        clock.sleep(A_LOOK)
        return []

    monkeypatch.setattr(job_index, "SHORT_LIST", 0)
    monkeypatch.setattr(job_index, "list_jobs", lambda *asked: iter(["one job"]))
    monkeypatch.setattr(job_index, "find_restores", ask_graph)
    return job_index.JobIndex(session, REF, []), clock


def test_a_look_is_as_old_as_its_beginning(looks: tuple[job_index.JobIndex, Clock]) -> None:
    look = looks[0].look(0.0)

    assert (look.at, look.read_at) == (0.0, A_LOOK)


def test_a_look_that_was_begun_too_early_is_not_taken(looks: tuple[job_index.JobIndex, Clock]) -> None:
    jobs, _clock = looks
    jobs.look(0.0)

    assert jobs.look(A_LOOK / 2).at == A_LOOK
    assert jobs.look(A_LOOK).at == A_LOOK
