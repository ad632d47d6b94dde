# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every behaviour of a module is looked at through both doors."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def through_both(door: str) -> None:
    """Each test runs once for each door."""
