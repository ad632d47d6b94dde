# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clean-ups in random worlds: no disk is deleted that the drill can't prove, and none is left that it can."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._drill import clean_up
from ansible_collections.azure_dr.backup.tests.support.random_drills import World, drive

SEEDS = 80


@pytest.mark.parametrize("number", range(SEEDS))
def test_never_a_disk_that_is_not_proven_and_in_the_end_all_that_are(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clean_up, "run_works", drive)

    World(number).play()
