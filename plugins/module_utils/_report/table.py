# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""A table of a page, which is shown as a list on a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from .elements import Child, element

# A page that proves something names each disk. Beyond that number, a browser gets slow.
MOST_ROWS = 1000


def cell(label: str, *children: Child, class_: str = "") -> Element:
    """A cell that says what it is where the table is shown as a list."""
    return element("td", *children, data_label=label, **({"class_": class_} if class_ else {}))


def table(heads: Sequence[str], rows: Sequence[Element]) -> Element:
    """A table with a head."""
    head = element("thead", element("tr", *(element("th", name, scope="col") for name in heads)))
    return element("div", element("table", head, element("tbody", *rows)), class_="panel table")
