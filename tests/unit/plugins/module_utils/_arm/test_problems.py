# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors in every shape in which Azure tells them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.problem_reader import read_problem
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.problems import Problem

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["error", "code", "message", "details", "innerError", "additionalInfo", "info", "target"]),
            inner,
        )
    ),
    max_leaves=30,
)


def facing(code: str, message: str, **members: Any) -> dict[str, Any]:
    return {"code": code, "message": message, "recommendedAction": [f"Mend {code}."], **members}


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": "C", "message": "M"}},
        {"error": {"code": "C", "message": "M", "target": None, "details": None}},
        {"code": "C", "message": "M", "details": [], "subcode": "S"},
        {"ErrorCode": "C", "Message": {"Language": "en-US", "Value": "M"}, "Values": []},
        {"error": {"code": "C", "additionalInfo": [{"type": "UserFacingError", "info": {"message": "M"}}]}},
        [{"code": "C", "message": "M"}],
    ],
)
def test_code_and_words_in_every_shape(body: object) -> None:
    problem = read_problem(body)

    assert problem
    assert (problem.code, problem.message) == ("C", "M")


def test_advice_and_activity_id_of_a_user_facing_error() -> None:
    info = facing("C", "M", properties={"ActivityId": "a-b"}, target="")

    problem = read_problem(
        {"error": {"code": "C", "message": "M", "additionalInfo": [{"type": "UserFacingError", "info": info}]}}
    )

    assert problem == Problem("C", "M", None, ("Mend C.",), (), "a-b")
    assert str(problem) == "C: M. Mend C."


def test_causes_are_dug_out_of_every_depth() -> None:
    deepest = {
        "code": "LinkedAuthorizationFailed",
        "additionalInfo": {"DetailedNonLocalisedMessage": "No disks/write."},
    }
    error = facing("Outer", "It failed.", details=[facing("Outer", "It failed.")], innerError={"code": "Success"})
    error["innerError"]["embeddedInnerError"] = {"code": "Middle", "message": "Why.", "innerError": deepest}

    problem = read_problem([error])

    assert problem
    assert [cause.code for cause in problem.causes] == ["Middle", "LinkedAuthorizationFailed"]
    assert "No disks/write." in str(problem)


@pytest.mark.parametrize("body", [None, "", "<html>", 7, [], {}, {"error": None}, {"error": {}}, {"value": []}])
def test_what_tells_no_error(body: object) -> None:
    assert read_problem(body) is None


@given(JSON)
def test_no_body_is_too_odd(body: object) -> None:
    problem = read_problem(body)

    assert problem is None or len(str(problem)) <= 600


def test_nesting_without_end() -> None:
    error: dict[str, Any] = {"code": "C", "message": "M"}
    for _number in range(500):
        error = {"code": "C", "message": "M", "innerError": error}

    assert read_problem({"error": error})


@pytest.mark.parametrize("code", ["Success", "success", "Succeeded", "OK"])
def test_success_is_no_cause(code: str) -> None:
    nothing = {"code": code, "message": "The operation ended well.", "innerError": {"code": "Real", "message": "Why."}}

    problem = read_problem({"error": {"code": "Outer", "message": "It failed.", "innerError": nothing}})

    assert problem
    assert [cause.code for cause in problem.causes] == ["Real"]
    assert "Success" not in str(read_problem([{"code": "Outer", "message": "It failed."}, nothing]))
    assert read_problem([nothing]) is None


class Counting(dict[str, Any]):
    """An error that counts how often one of its kind is looked at."""

    looks = 0

    def get(self, name: str, other: Any = None) -> Any:
        Counting.looks += 1
        return super().get(name, other)


@pytest.mark.parametrize("of", [lambda inner: {"details": inner * 200}, lambda inner: {"innerError": inner[0]}])
def test_the_work_is_bounded_however_much_is_sent(of: Any) -> None:
    Counting.looks = 0
    error = Counting(code="C", message="M")
    for number in range(6):
        error = Counting(code=f"C{number}", message="M", **of([error]))

    problem = read_problem([error] * 200)

    assert problem
    assert len(problem.causes) <= 20
    assert Counting.looks < 1_000_000


@pytest.mark.parametrize("sign", ["x", "x-", "- ", "http://"])
def test_long_words_are_cut(sign: str) -> None:
    problem = read_problem({"error": facing("C" + sign * 100_000, sign * 100_000, target=sign * 100_000)})

    assert problem
    assert len(str(problem)) <= 600
    assert len(str(problem)) > 100
    assert max(map(len, (problem.code, problem.message, problem.target or ""))) <= 4000


def test_lists_within_lists() -> None:
    body: Any = {"code": "C", "message": "M"}
    for _number in range(5000):
        body = [body]

    assert read_problem(body) is None


def recordings() -> list[Path]:
    above = Path(__file__).resolve().parents
    folders = [parent / "shared" / "azure" / "recordings" / "failures" for parent in above]
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.json"))]


@pytest.mark.skipif(not recordings(), reason="the recordings of real failures are not at hand")
def test_every_recorded_failure_is_read() -> None:
    for path in recordings():
        recorded = json.loads(path.read_text())
        bodies = [each["response"]["body"] for each in recorded.get("exchanges", [])[-1:]]
        bodies += [each["item"]["properties"]["errorDetails"] for each in recorded.get("jobs", [])]
        for body in bodies:
            if isinstance(body, dict) and "properties" in body:
                body = body["properties"].get("errorDetails")
            problem = read_problem(body)
            assert problem, path.name
            assert problem.message
