# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The query language of Resource Graph: what a readiness audit asks, and what Azure refuses."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator import kql
from ansible_collections.azure_dr.backup.tests.emulator.kql_values import KqlError

BLANK = {**dict.fromkeys(kql.COLUMNS, ""), "tags": None}
DISKS = [
    {**BLANK, "id": "/D1", "name": "d1", "properties": {"size": 4, "used": ["a", "b"]}, "tags": {"App": "erp"}},
    {**BLANK, "id": "/D2", "name": "d2", "properties": {"size": 8, "used": []}},
    {**BLANK, "id": "/D3", "name": "d3", "properties": {"size": 8, "used": None}},
]
JOBS = [
    {**BLANK, "id": "/j1", "properties": {"disk": "/d1", "end": "2026-11-20T03:00:00Z", "status": "Completed"}},
    {**BLANK, "id": "/j2", "properties": {"disk": "/d1", "end": "2026-11-21T03:00:00.0000000Z", "status": "Completed"}},
    {**BLANK, "id": "/j3", "properties": {"disk": "/d2", "end": None, "status": "InProgress"}},
]
DISK = "| extend disk = tolower(tostring(properties.disk)), end = todatetime(properties.end)"


def ask(text: str) -> list[dict[str, Any]]:
    """The rows of a query over disks and jobs."""
    tables = {"resources": DISKS, "recoveryservicesresources": JOBS, "resourcecontainers": []}
    return [kql.as_document(row) for row in kql.parse(text).run(lambda query: tables[query.table])]


def test_the_newest_job_of_each_disk() -> None:
    assert ask(f"recoveryservicesresources {DISK} | summarize arg_max(end, id) by disk") == [
        {"disk": "/d1", "end": "2026-11-21T03:00:00.0000000Z", "id": "/j2"},
        {"disk": "/d2", "end": None, "id": None},
    ]
    (row,) = ask(f"recoveryservicesresources {DISK} | where isnotnull(end) | summarize first = arg_min(end, *) by disk")
    assert (row["first"], row["id"], row["properties"]) == (
        "2026-11-20T03:00:00.0000000Z",
        "/j1",
        JOBS[0]["properties"],
    )


def test_counts_and_lists() -> None:
    assert ask(
        f"recoveryservicesresources {DISK} | summarize count(), done = countif(properties.status =~ 'completed'),"
        " ids = make_list(id), make_set(disk), dcount(disk), max(end)"
    ) == [
        {
            "count_": 3,
            "done": 2,
            "ids": ["/j1", "/j2", "/j3"],
            "set_disk": ["/d1", "/d2"],
            "dcount_disk": 2,
            "max_end": "2026-11-21T03:00:00.0000000Z",
        }
    ]
    assert ask("resourcecontainers | summarize count()") == [{"count_": 0}]
    assert ask("resourcecontainers | summarize count() by name") == []
    assert ask("resources | summarize total = sum(properties.size) by big = toint(properties.size) > 4") == [
        {"big": False, "total": 4},
        {"big": True, "total": 16},
    ]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("kind=leftouter", [("d1", "/j1"), ("d1", "/j2"), ("d2", "/j3"), ("d3", None)]),
        ("kind=inner", [("d1", "/j1"), ("d1", "/j2"), ("d2", "/j3")]),
        ("kind=fullouter", [("d1", "/j1"), ("d1", "/j2"), ("d2", "/j3"), ("d3", None)]),
        ("", [("d1", "/j1"), ("d1", "/j2"), ("d2", "/j3")]),
    ],
)
def test_joins(kind: str, found: list[tuple[str, str | None]]) -> None:
    for on in ("disk", "$left.disk == $right.disk"):
        rows = ask(
            f"resources | extend disk = tolower(id) | join {kind} (recoveryservicesresources {DISK}) on {on}"
            "| project name, job = id1"
        )
        assert [(row["name"], row["job"]) for row in rows] == found


def test_without_a_kind_the_left_side_is_unique() -> None:
    rows = ask(
        "resources | extend size = tostring(properties.size) | join (resources"
        "| extend size = tostring(properties.size)) on size | project name, name1"
    )
    assert [(row["name"], row["name1"]) for row in rows] == [("d1", "d1"), ("d2", "d2"), ("d2", "d3")]


def test_what_is_only_right_of_a_full_join() -> None:
    rows = ask(
        "resourcecontainers | extend disk = name | join kind=fullouter (resources | project disk = name) on disk"
        "| project disk, disk1 | order by disk1 asc"
    )
    assert [(row["disk"], row["disk1"]) for row in rows] == [(None, "d1"), (None, "d2"), (None, "d3")]


def test_elements_of_lists_and_members_of_objects() -> None:
    """An empty list leaves no row, null leaves one."""
    rows = ask("resources | mv-expand user = properties.used | project name, user")
    assert [(row["name"], row["user"]) for row in rows] == [("d1", "a"), ("d1", "b"), ("d3", None)]
    rows = ask("resources | where name == 'd1' | mv-expand tags limit 5 | project tags")
    assert rows == [{"tags": {"App": "erp"}}]


def test_tags_by_names_in_any_case() -> None:
    assert ask(
        "resources | mv-expand tags | extend key = tostring(bag_keys(tags)[0]) | extend value = tags[key]"
        "| where key =~ 'APP' and value =~ 'ERP' | project name, key, value, same = tags.['App'], none = tags[0]"
    ) == [{"name": "d1", "key": "App", "value": "erp", "same": "erp", "none": None}]


def test_columns_rows_and_orders() -> None:
    assert ask("resources | top 2 by name | project name") == [{"name": "d3"}, {"name": "d2"}]
    assert ask("resources | distinct size = tostring(properties.size)") == [{"size": "4"}, {"size": "8"}]
    (row, *_rest) = ask("resources | project-away properties, tags")
    assert list(row) == [name for name in kql.COLUMNS if name not in ("properties", "tags")]
    assert ask("resources | where tags['App'] =~ 'ERP' | project tags.App") == [{"tags_App": "erp"}]
    assert ask("resources | where properties.used has 'B' and array_length(properties.used) == 2 | count") == [
        {"Count": 1}
    ]


def test_a_moment_that_is_none_is_no_match() -> None:
    """A running job has no end: it is neither before nor after."""
    assert ask(f"recoveryservicesresources {DISK} | where end > datetime(2026-11-20T12:00:00Z) | project id") == [
        {"id": "/j2"}
    ]
    assert ask(f"recoveryservicesresources {DISK} | where end < now() | count") == [{"Count": 2}]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("resources | summarize count() by properties.size", "group key 'properties_size' is of a 'dynamic' type"),
        ("resources | extend size = properties.size | summarize count() by size", "'dynamic'"),
        ("resources | extend first = split(id, '/')[0] | summarize count() by first", "'dynamic'"),
        ("resources | order by properties.size", "sort key 'properties_size' is of a 'dynamic' type"),
        ("resources | extend s = iff(true, tags, tags) | distinct s", "'dynamic'"),
        ("resources | extend k = tags.App | join (resources | extend k = name) on k", "join key 'k'"),
        ("resources | summarize arg_max(properties.end, *)", "'dynamic'"),
        ("resources | project name | where id == ''", "there is no column 'id'"),
        ("resources | summarize count() by name | project id", "there is no column 'id'"),
        ("resources | join kind=leftanti (resources) on id", "'leftanti' is not supported"),
        ("resources | join (resourcecontainers) on nothing", "there is no column 'nothing'"),
        (
            "resources | join (recoveryservicesresources) on id | join (authorizationresources) on id",
            "more joins than are allowed",
        ),
        ("resources " + "| join (resources) on id " * 4, "more joins than are allowed"),
        ("resources " + "| mv-expand tags " * 4, "more mv-expand"),
        ("resources | summarize percentile(5)", "'percentile' is not supported"),
        ("resources | make-series count()", "'make-series' is not supported"),
        ("resources | where matches(name)", "'matches' is not supported"),
    ],
)
def test_what_is_refused(text: str, why: str) -> None:
    with pytest.raises(KqlError) as refused:
        kql.parse(text)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("resources", True),
        ("resources | project properties, tags", False),
        ("resources | project id, properties", True),
        ("resources | take 5000", False),
        ("resources | summarize count() by id", True),
    ],
)
def test_what_has_pages(text: str, pages: bool) -> None:
    assert kql.parse(text).has_pages is pages
