# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Swaps in random worlds. `make crash-test` plays 10,000 of them."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.tests.support.random_swaps import World

SEEDS = 60


@pytest.mark.parametrize("number", range(SEEDS))
def test_what_is_said_of_a_swap_is_so_and_it_ends_at_one_end(number: int) -> None:
    World(number).play()
