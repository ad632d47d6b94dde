# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Swaps in 10,000 random worlds. `SWAPS=100` plays fewer; a failure names its seed, for `World(SEED).play()`."""

from __future__ import annotations

import os

import pytest

from ansible_collections.azure_dr.backup.tests.support.random_swaps import World

PARTS = 20


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_said_of_a_swap_is_so_and_it_ends_at_one_end(part: int) -> None:
    for number in range(part, int(os.environ.get("SWAPS", "10000")), PARTS):
        try:
            World(number).play()
        except AssertionError as error:
            raise AssertionError(f"seed {number}") from error
