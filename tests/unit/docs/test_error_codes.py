# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page on troubleshooting knows the codes that the code knows."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.azure_dr.backup.tests.support.error_codes import up_to_date

PAGE = Path(__file__).resolve().parents[3] / "docs/docsite/rst/troubleshooting.rst"


def test_the_lists_of_codes_are_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == up_to_date(page), "make error-codes brings the page up to date"
