# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page on AWX calls the questions of the surveys, the variables and the schedules as the kit does."""

from __future__ import annotations

import re
from pathlib import Path

from ansible.parsing.dataloader import DataLoader

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/docsite/rst/awx.rst").read_text(encoding="utf-8")
PLAY, DRILLS = (
    DataLoader().load_from_file(str(ROOT / f"extensions/awx/{name}.yml"))[0] for name in ("set_up", "set_up_drills")
)
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


def test_the_page_says_by_which_rule_a_schedule_runs_and_when_that_is() -> None:
    assert f"``{PLAY['vars']['awx_nights_begin']}``: at 3 o'clock UTC" in PAGE
    for schedule, hour in (("awx_nights_begin", 2), ("awx_drills_begin", 4)):
        assert f"T0{hour}0000Z" in DRILLS["vars"][schedule] and f"at {hour} o'clock UTC" in PAGE


def test_the_page_names_what_can_be_chosen() -> None:
    # Neither what a job fills in for each host, nor what is made.
    own = {"awx_templates", "awx_schedules", "awx_drill_host", "awx_drill_id", "awx_cleanup_id"}
    chosen = {name for play in (PLAY, DRILLS) for name in play["vars"] if "question_of" not in name} - own

    assert {name for name in chosen if f"``{name}``" not in PAGE} == set()
