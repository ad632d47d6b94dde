# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of promises in TESTING.md names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = {
    "M": "tests/unit/plugins/modules",
    "S": "tests/simulation",
    "U": "tests/unit/plugins/module_utils",
    "I": "tests/integration",
    "C": "tests/crash",
}
ROW = re.compile(r"^\| (\d*) ?\| [^|]* ?\| `([MSUIC])/([\w/]+\.py)` \| (?:`(\w+)`|the whole file) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "TESTING.md").read_text(encoding="utf-8"))


def test_each_promise_has_a_row() -> None:
    assert [number for number, *_row in ROWS if number] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize("row", ROWS, ids="/".join)
def test_what_a_row_names_is_there(row: tuple[str, str, str, str]) -> None:
    _number, folder, file, test = row

    text = (ROOT / FOLDERS[folder] / file).read_text(encoding="utf-8")

    assert re.search(rf"^def {test or 'test_'}", text, re.MULTILINE)
