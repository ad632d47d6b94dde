# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many more of the random worlds after drills than `make test` plays. Run by `make crash-test`."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._drill import clean_up
from ansible_collections.azure_dr.backup.tests.support.random_drills import World, drive

FIRST, WORLDS, A_TEST = 1000, 10_000, 100


@pytest.mark.parametrize("first", range(FIRST, FIRST + WORLDS, A_TEST))
def test_never_a_disk_that_is_not_proven_and_in_the_end_all_that_are(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clean_up, "run_works", drive)

    for number in range(first, first + A_TEST):
        World(number).play()
