# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page and the module list each code of a finding, in the order of what it costs, with its severity."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from ansible_collections.azure_dr.backup.plugins.module_utils._readiness.findings import KINDS
from ansible_collections.azure_dr.backup.plugins.modules import restore_readiness_info

PAGE = Path(__file__).resolve().parents[3] / "docs/docsite/rst/readiness.rst"


def test_the_page_lists_each_code_with_its_severity() -> None:
    listed = re.findall(r"  \* - ``(\w+)``\n    - (\w+)\n", PAGE.read_text(encoding="utf-8"))

    assert listed == [(code, kind.severity) for code, kind in KINDS.items()]


def test_the_module_says_how_grave_each_code_is() -> None:
    told = " ".join(yaml.safe_load(restore_readiness_info.DOCUMENTATION)["description"])
    sentences = re.findall(r"((?:V\(\w+\)(?:, | and )?)+) (?:are|is for your) (errors|warnings|information)\.", told)

    severities = {"errors": "error", "warnings": "warning", "information": "info"}
    listed = [(code, severities[word]) for codes, word in sentences for code in re.findall(r"V\((\w+)\)", codes)]
    assert listed == [(code, kind.severity) for code, kind in KINDS.items()]


def test_the_module_lists_each_code_that_it_accepts_and_counts() -> None:
    accepted = yaml.safe_load(restore_readiness_info.DOCUMENTATION)["options"]["ignore"]["choices"]
    counted = yaml.safe_load(restore_readiness_info.RETURN)["summary"]["contains"]["codes"]["contains"]

    assert accepted == list(counted) == list(KINDS)
