# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Builds HTML as a tree, so that all text is escaped when it is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias
from xml.etree.ElementTree import Element, tostring

from .._arm.times import format_moment
from .words import moment

Child: TypeAlias = "Element | str | None"


def element(tag: str, *children: Child, **attributes: str | float) -> Element:
    """An element with its children in order; None is left out. A `_` in an attribute's name stands for a hyphen."""
    made = Element(tag, {name.rstrip("_").replace("_", "-"): _plain(value) for name, value in attributes.items()})
    append(made, children)
    return made


def append(parent: Element, children: Iterable[Child]) -> None:
    """Add children to an element."""
    for child in children:
        if isinstance(child, str):
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + child
            else:
                parent.text = (parent.text or "") + child
        elif child is not None:
            parent.append(child)


def html(root: Element) -> str:
    """The page as text."""
    return f"<!DOCTYPE html>\n{tostring(root, encoding='unicode', method='html')}\n"


def time(when: datetime | None) -> Child:
    """A moment for people, with the exact one for machines."""
    return element("time", moment(when), datetime=format_moment(when) or "") if when else moment(when)


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
