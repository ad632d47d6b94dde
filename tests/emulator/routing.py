# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds the handler of a method and path; ARM compares paths without case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .cloud import Call
from .messages import Response

Handler = Callable[[Call], Response]


@dataclass(frozen=True)
class Route:
    """``path`` holds the names of its variable parts in braces; ``action`` is the right that it takes."""

    method: str
    path: str
    handler: Handler
    action: str
    locked: bool = True
    """Whether the state is locked while it is handled; else the handler does so for as short as it can."""
    since: str = ""
    """The first api-version that has it."""

    @property
    def provider(self) -> str:
        """Such as ``Microsoft.Compute``, in lower case; that of the last ``providers`` in the path."""
        _before, found, after = self.path.lower().rpartition("/providers/")
        return after.split("/", 1)[0] if found else "microsoft.resources"


@dataclass
class _Node:
    fixed: dict[str, _Node] = field(default_factory=dict)
    variable: _Node | None = None
    routes: dict[str, Route] = field(default_factory=dict)


class Router:
    """A tree of path segments. A fixed segment wins over a variable one."""

    def __init__(self, routes: list[Route]) -> None:
        self._root = _Node()
        for route in routes:
            node = self._root
            for segment in route.path.strip("/").split("/"):
                if segment.startswith("{"):
                    node.variable = node.variable or _Node()
                    node = node.variable
                else:
                    node = node.fixed.setdefault(segment.lower(), _Node())
            node.routes[route.method] = route

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route, and the variable parts of the path by name."""
        segments = path.strip("/").split("/")
        node = self._walk(self._root, [segment.lower() for segment in segments], 0)
        route = node.routes.get(method) if node else None
        if route is None:
            return None
        named = zip(route.path.strip("/").split("/"), segments, strict=True)
        return route, {name[1:-1]: value for name, value in named if name.startswith("{")}

    def _walk(self, node: _Node, segments: list[str], position: int) -> _Node | None:
        if position == len(segments):
            return node if node.routes else None
        fixed = node.fixed.get(segments[position])
        found = self._walk(fixed, segments, position + 1) if fixed else None
        if found is None and node.variable:
            return self._walk(node.variable, segments, position + 1)
        return found
