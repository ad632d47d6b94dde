# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Imports point downwards only, and what a room must not know it does not name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = "ansible_collections.azure_dr.backup.plugins"
SERVICES = ROOT / "plugins/module_utils/_azure"
# From the lowest to the highest. A room imports itself and what is below it. Those of one row don't know each other.
ROWS: list[set[str]] = [
    {"_arm"},
    {"_azure", "_run"},
    {"_backup"},
    {"_content", "_on_demand", "_readiness", "_restore"},
    {"_vm", "_drill"},
    {"_report"},
    {"_ansible"},
    {"plugin_utils"},
    {"action", "doc_fragments", "inventory", "lookup", "modules"},
]
HEIGHT = {room: height for height, row in enumerate(ROWS) for room in row}
# Words that no name in a room holds.
STRANGE = {
    "_arm": ("backup", "recovery_point", "restore"),
    "_run": ("azure", "backup", "disk", "restore", "vault"),
}


def _files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT / "plugins"))


def _module(path: Path) -> list[str]:
    """The names on the way to a file, from the folder of the plugins on."""
    return list(path.relative_to(ROOT / "plugins").with_suffix("").parts)


def _imported(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the full name of each module that a file imports, at its beginning or later."""
    package = [*PLUGINS.split("."), *_module(path)[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            yield node.lineno, ".".join([*start, *filter(None, [node.module])])
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def _ours(path: Path) -> Iterator[tuple[int, list[str]]]:
    """What a file imports of the collection's own, in the same form."""
    for line, module in _imported(path):
        if module.startswith(f"{PLUGINS}."):
            yield line, module.removeprefix(f"{PLUGINS}.").split(".")


def _room(module: list[str]) -> str:
    return module[1] if module[0] == "module_utils" else module[0]


@pytest.mark.parametrize("path", _files("plugins"), ids=_short)
def test_imports_point_downwards(path: Path) -> None:
    here = _room(_module(path))
    assert here in HEIGHT, f"{here} has no place in the house yet"
    for line, module in _ours(path):
        there = _room(module)
        assert there == here or HEIGHT[there] < HEIGHT[here], f"{_short(path)}:{line}: {there} is not below {here}"


@pytest.mark.parametrize("path", sorted(SERVICES.rglob("*/*.py")), ids=_short)
def test_services_do_not_know_each_other(path: Path) -> None:
    services = {folder.name for folder in SERVICES.iterdir() if folder.is_dir()}
    here = _module(path)[2]
    for line, module in _ours(path):
        there = module[2] if _room(module) == "_azure" and len(module) > 2 else here
        assert there == here or there not in services, f"{_short(path)}:{line}: {here} knows {there}"


@pytest.mark.parametrize("room", STRANGE)
def test_a_room_names_nothing_that_it_does_not_know(room: str) -> None:
    for path in _files(f"plugins/module_utils/{room}"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in (getattr(node, kind, None) for kind in ("name", "id", "attr", "arg")):
                strange = [word for word in STRANGE[room] if isinstance(name, str) and word in name.lower()]
                assert not strange, f"{_short(path)}:{getattr(node, 'lineno', 0)}: {name}"


def test_ansible_is_known_in_its_room_only() -> None:
    for path in _files("plugins/module_utils"):
        if _room(_module(path)) != "_ansible":
            known = [module for _line, module in _imported(path) if module.partition(".")[0] == "ansible"]
            assert not known, _short(path)
