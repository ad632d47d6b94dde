# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page on AWX calls the questions of the surveys as the kit does."""

from __future__ import annotations

import re
from pathlib import Path

from ansible.parsing.dataloader import DataLoader

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/docsite/rst/awx.rst").read_text(encoding="utf-8")
PLAY = DataLoader().load_from_file(str(ROOT / "extensions/awx/set_up.yml"))[0]
ROW = re.compile(r"^  \* - (.+)\n    - ``(restore_\w+)``\n    - (.+)$", re.MULTILINE)


def test_the_table_has_the_questions_that_the_inventory_may_answer() -> None:
    asked = [(each["question_name"], each["variable"]) for each in PLAY["vars"]["awx_questions"]]

    assert [(question, variable) for question, variable, _answers in ROW.findall(PAGE)] == asked


def test_the_table_has_the_choices_of_each() -> None:
    choices = {each["variable"]: each["choices"] for each in PLAY["vars"]["awx_questions"] if "choices" in each}
    shown = {variable: re.findall(r"``(\w+)``", answers) for _question, variable, answers in ROW.findall(PAGE)}

    assert {variable: shown[variable] for variable in choices} == choices


def test_the_question_of_waiting_is_on_the_page() -> None:
    question = PLAY["vars"]["awx_question_of_waiting"]

    assert f"*{question['question_name']}*, for ``{question['variable']}``" in PAGE
