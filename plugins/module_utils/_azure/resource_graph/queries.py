# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Queries of Azure Resource Graph, over any subscriptions, with all of their pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..._arm.errors import NoAnswer
from ..._arm.json_stream import Json
from ..._arm.session import ArmSession
from .. import wire

PATH = "/providers/Microsoft.ResourceGraph/resources"
API_VERSION = "2021-03-01"
ROWS_A_PAGE = 1000
MOST_PAGES = 20


class AnswerIncomplete(NoAnswer):
    """An answer that leaves rows out, and has no further page."""


def query_rows(
    session: ArmSession, subscriptions: Sequence[str] | None, query: str, *, doing: str, most_pages: int = MOST_PAGES
) -> list[Json]:
    """The same as `each_row`, as a list."""
    return list(each_row(session, subscriptions, query, doing=doing, most_pages=most_pages))


def each_row(
    session: ArmSession, subscriptions: Sequence[str] | None, query: str, *, doing: str, most_pages: int = MOST_PAGES
) -> Iterator[Json]:
    """All rows of a query in Kusto's language (Resources, 2021-03-01), one page at a time.

    Without `subscriptions` it is about all that the login sees. The index lags behind by some 20 seconds.
    Raises `RequestRefused` if the login may not ask it, and `NoAnswer` if the answer has no rows, or more pages than
    these: both are not the same as none.
    """
    scope: Json = {} if subscriptions is None else {"subscriptions": list(subscriptions)}
    options: Json = {"$top": ROWS_A_PAGE, "resultFormat": "objectArray", "allowPartialScopes": False}
    read = 0
    for _page in range(most_pages):
        body = {**scope, "query": query, "options": options}
        answer = session.post(PATH, query={"api-version": API_VERSION}, body=body, doing=doing)
        if not isinstance(wire.member(answer.body, "data"), list):
            raise NoAnswer(f"The answer to {doing} has no rows.", trace=answer.trace)
        rows = wire.items(answer.body, "data")
        yield from rows
        read += len(rows)
        skip = wire.text(answer.body, "$skipToken")
        is_cut = str(wire.member(answer.body, "resultTruncated")).lower() == "true"
        if not skip and (is_cut or read < (wire.number(answer.body, "totalRecords") or 0)):
            raise AnswerIncomplete(f"The answer to {doing} leaves rows out.", trace=answer.trace)
        if not skip:
            return
        options = {**options, "$skipToken": skip}
    raise NoAnswer(f"The answer to {doing} has more than {most_pages} pages.")


def quoted(text: str) -> str:
    """A string literal of the query language. IDs are checked before; this is the second check."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
