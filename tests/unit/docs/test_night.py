# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page for the night shows what the demo runs, and the codes and words that people will see."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from ansible_collections.azure_dr.backup.tests.demo.recovery import recovery
from ansible_collections.azure_dr.backup.tests.support.pages import code_blocks, yaml_of

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs/docsite/rst/night.rst"
SHOWN = [
    line.removeprefix("$ ")
    for block in code_blocks(PAGE)
    if block.language == "console"
    for line in block.text.splitlines()
    if line.startswith("$ ")
]
IN_FIRST_COLUMN = re.compile(r"^  \* - (.*)$", re.MULTILINE)
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("plugins", "roles")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".yml")
)
# What differs from run to run: where reports go, and check mode, which test_recover_vms.py runs.
FREE = re.compile(r"-e \w+_report_dir=\S+|--check|(?<==)\d{4}-\d\d-\d\dT\S+|(?<=@)\S*/")


def without_what_is_free(command: Sequence[str]) -> str:
    """A command as it is the same on the page and in the demo."""
    return " ".join(FREE.sub("", " ".join(command)).split())


@pytest.mark.parametrize("command", SHOWN)
def test_the_demo_runs_each_command(command: str, tmp_path: Path) -> None:
    run = {without_what_is_free(step.command) for step in recovery(tmp_path).steps}

    assert without_what_is_free(shlex.split(command)) in run


def test_the_file_is_a_part_of_that_of_the_demo() -> None:
    whole = yaml.safe_load((ROOT / "tests/demo/shop.yml").read_text(encoding="utf-8"))
    (shown,) = yaml_of(PAGE)

    assert shown.items() <= whole.items()


@pytest.mark.parametrize("word", re.findall(r"``(.+?)``", "\n".join(IN_FIRST_COLUMN.findall(PAGE.read_text("utf-8")))))
def test_what_people_see_is_what_the_code_says(word: str) -> None:
    assert word in SOURCES
