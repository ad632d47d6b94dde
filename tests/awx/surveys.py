# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How AWX 24.6.1 reads the answers to a survey, and the prompts of a launch.

After `_survey_element_validation` and `_accept_or_ignore_variables` in awx/main/models/mixins.py, and
`_accept_or_ignore_job_kwargs` in awx/main/models/jobs.py and workflow.py.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

Question = dict[str, Any]
Errors = dict[str, list[str]]
# Of the prompts that a launch, a schedule or a node may answer, those that the kit could have to do with.
PROMPTS = ("limit", "forks", "job_slice_count", "job_type", "inventory")


@dataclass
class Answers:
    """What became of the answers: taken, left out, and why they are refused."""

    accepted: dict[str, Any] = field(default_factory=dict)
    ignored: dict[str, Any] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)


def read_answers(
    template: dict[str, Any], questions: list[Question], given: dict[str, Any], *, required: bool, strict: bool
) -> Answers:
    """Hold answers against a survey.

    `required`: a question that must be answered is; a default is no answer. A node leaves that to its workflow.
    `strict`: a variable that nobody asks for is an error. A launch by hand leaves it out without a word.
    """
    read, left = Answers(), dict(given)
    for question in questions if template.get("survey_enabled") else []:
        name = question["variable"]
        if refused := _refuse(question, given, required=required):
            read.errors.setdefault("variables_needed_to_start", []).append(refused)
            if name in left:
                read.ignored[name] = left.pop(name)
        elif name in left:
            read.accepted[name] = left.pop(name)
    if template.get("ask_variables_on_launch"):
        read.accepted.update(left)
        return read
    its_own = json.loads(template.get("extra_vars") or "{}")
    left = {name: value for name, value in left.items() if name not in its_own or its_own[name] != value}
    read.ignored.update(left)
    if left and strict:
        read.errors["extra_vars"] = [f"Variables {', '.join(left)} are not allowed on launch."]
    return read


def read_prompts(template: dict[str, Any], given: dict[str, Any], *, strict: bool) -> Answers:
    """The other prompts: taken where the template asks for them, or says the same."""
    read = Answers()
    for name in PROMPTS:
        if given.get(name) is None or given[name] == template.get(name):
            continue
        if template.get(f"ask_{name}_on_launch"):
            read.accepted[name] = given[name]
        else:
            read.ignored[name] = given[name]
            if strict:
                read.errors[name] = ["Field is not configured to prompt on launch."]
    return read


def defaults(questions: list[Question]) -> dict[str, Any]:
    """The defaults of the questions that have a valid one: they become variables of the job."""
    known = {one["variable"]: one["default"] for one in questions if one.get("default") is not None}
    return {
        one["variable"]: known[one["variable"]]
        for one in questions
        if one["variable"] in known and not _refuse(one, known, required=True)
    }


def refuse_spec(spec: dict[str, Any]) -> str | None:
    """Why a survey is refused. After `JobTemplateSurveySpec` in awx/api/views."""
    if missing := [name for name in ("name", "description", "spec") if name not in spec]:
        return f"'{missing[0]}' missing from survey spec."
    variables = [one.get("variable") for one in spec["spec"]]
    for number, one in enumerate(spec["spec"]):
        if missing := [name for name in ("question_name", "type", "variable", "required") if name not in one]:
            return f"'{missing[0]}' missing from survey question {number}."
        if variables.count(one["variable"]) > 1:
            return f"'variable' '{one['variable']}' duplicated in survey question {number}."
        if one["type"] == "multiplechoice" and one.get("default") not in (None, "", *_choices(one)):
            return "Default choice must be answered from the choices listed."
    return None


def _refuse(question: Question, given: dict[str, Any], *, required: bool) -> str | None:
    name = question["variable"]
    if name not in given:
        return f"'{name}' value missing" if required and question["required"] else None
    value, kind = given[name], question["type"]
    if kind in ("text", "textarea", "password"):
        if not isinstance(value, str):
            return f"Value {value} for '{name}' expected to be a string."
        return _refuse_size(question, len(value))
    if kind == "integer" and (isinstance(value, bool) or not isinstance(value, int)):
        return f"Value {value} for '{name}' expected to be an integer."
    if kind == "float" and type(value) not in (float, int):
        return f"Value {value} for '{name}' expected to be a numeric type."
    if kind in ("integer", "float"):
        return _refuse_size(question, value)
    if kind == "multiselect" and not isinstance(value, list):
        return f"'{name}' value is expected to be a list."
    chosen = value if kind == "multiselect" else [value]
    if others := [one for one in chosen if one not in _choices(question)]:
        return f"Value {others[0]} for '{name}' expected to be one of {_choices(question)}."
    return None


def _refuse_size(question: Question, size: float) -> str | None:
    least, most = question.get("min"), question.get("max")
    if least not in ("", None) and size < least:
        return f"'{question['variable']}' value is too small (must be at least {least})."
    if most not in ("", None) and size > most:
        return f"'{question['variable']}' value is too large (must be no more than {most})."
    return None


def _choices(question: Question) -> list[str]:
    choices = question["choices"]
    return [one for one in choices.splitlines() if one.strip()] if isinstance(choices, str) else choices
