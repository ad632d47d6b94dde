# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page about readiness lists each code of a finding, in the order of what it costs, with its severity."""

from __future__ import annotations

import re
from pathlib import Path

from ansible_collections.azure_dr.backup.plugins.module_utils._readiness.findings import KINDS

PAGE = Path(__file__).resolve().parents[3] / "docs/docsite/rst/readiness.rst"


def test_the_page_lists_each_code_with_its_severity() -> None:
    listed = re.findall(r"  \* - ``(\w+)``\n    - (\w+)\n", PAGE.read_text(encoding="utf-8"))

    assert listed == [(code, kind.severity) for code, kind in KINDS.items()]
