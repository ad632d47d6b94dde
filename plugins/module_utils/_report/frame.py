# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What all pages have around them: a page needs nothing else, and runs nothing."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .._backup.report_seals import SUFFIX
from .elements import Child, element, html
from .styles import STYLE
from .version import VERSION

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def framed(title: str, *content: Child) -> str:
    """A page as HTML."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", STYLE),
    )
    footer = element("footer", f"Written by azure_dr.backup {VERSION}. It contains no secret and no signed URL.")
    body = element("body", element("main", *content, footer))
    return html(element("html", head, body, lang="en"))


def file_facts(json_name: str, json_sha256: str) -> list[tuple[str, Child]]:
    """The rows that name the JSON file, and say how to see that no file was changed."""
    seal = f"{json_name.removesuffix('.json')}{SUFFIX}"
    return [
        ("The same in JSON", element("span", json_name, class_="id")),
        ("Its SHA-256", element("span", json_sha256, class_="id")),
        ("To check the files", element("span", f"sha256sum -c {seal}", class_="id")),
    ]


def listed_facts(title: str, rows: list[tuple[str, Child]]) -> Element:
    """A section with names and what they stand for; what is not known is left out."""
    told = [
        each for name, words in rows if words not in (None, "") for each in (element("dt", name), element("dd", words))
    ]
    return element(
        "section",
        element("h2", title),
        element("div", element("dl", *told, class_="facts-list"), class_="panel facts"),
    )
