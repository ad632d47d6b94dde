# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the start of a module costs: Python compiles each file of the archive that it imports, at each start, twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "plugins"
MODULES = sorted((ROOT / "modules").glob("*.py"), key=lambda path: path.stem)
# Modules that only read, and the most files of this collection that each start of them compiles.
READS = {"recovery_point_info": 60, "backup_job_info": 63, "backup_instance_info": 77, "restore_readiness_info": 113}
ENGINES = {"_content", "_drill", "_on_demand", "_report", "_restore", "_vm"}
# What only a failure needs.
WORDS = {
    "_arm/login_words",
    "_arm/no_answer_words",
    "_arm/problem_reader",
    "_backup/error_guide",
    "_backup/explanations",
    "_backup/own_explanations",
}
# These read what went wrong with a job or a backup instance, so they import the reader when they start.
READS_PROBLEMS = READS.keys() - {"recovery_point_info"}
LIBRARIES = {"azure", "cryptography", "msal", "requests", "urllib3"}


def _at_start(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that run when a file is imported, without those for types only."""
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node
            waiting += [inner for inner in ast.iter_child_nodes(node) if isinstance(inner, ast.stmt)]


@cache
def _imports(path: Path, *, later: bool) -> tuple[set[Path], set[str]]:
    """The files of this collection, and the libraries, that a file imports at its start, or also `later`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    files, libraries = set(), set()
    for node in ast.walk(tree) if later else _at_start(tree):
        if isinstance(node, ast.Import):
            libraries |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            libraries.add(str(node.module).partition(".")[0])
        elif isinstance(node, ast.ImportFrom):
            folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            named = {folder.with_suffix(".py"), *(folder / f"{alias.name}.py" for alias in node.names)}
            files |= {each for each in named if each.is_file()}
    return files, libraries


def _reached(module: Path, *, later: bool) -> tuple[set[str], set[str]]:
    """All that a module imports, and what that imports, and so on: files by their paths in module_utils, libraries."""
    seen, libraries, waiting = {module}, set(), [module]
    while waiting:
        files, more = _imports(waiting.pop(), later=later)
        waiting += files - seen
        seen |= files
        libraries |= more
    shared = {path for path in seen if path.is_relative_to(ROOT / "module_utils")}
    return {str(path.relative_to(ROOT / "module_utils").with_suffix("")) for path in shared}, libraries


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_library_is_imported_before_a_task_needs_it(module: Path) -> None:
    _files, libraries = _reached(module, later=False)
    assert "ansible" in libraries
    assert not libraries & LIBRARIES


@pytest.mark.parametrize("name", READS)
def test_what_only_reads_has_no_engine_in_its_archive(name: str) -> None:
    files, libraries = _reached(ROOT / f"modules/{name}.py", later=True)
    assert libraries >= {"requests", "urllib3", "azure"}
    assert not {path.partition("/")[0] for path in files} & ENGINES


@pytest.mark.parametrize("name", READS)
def test_what_only_a_failure_needs_is_in_the_archive_but_not_imported_at_the_start(name: str) -> None:
    assert _reached(ROOT / f"modules/{name}.py", later=True)[0] >= WORDS
    imported = _reached(ROOT / f"modules/{name}.py", later=False)[0] & WORDS
    assert imported == ({"_arm/problem_reader"} if name in READS_PROBLEMS else set())


@pytest.mark.parametrize(("name", "most"), READS.items())
def test_few_files_are_compiled_at_the_start(name: str, most: int) -> None:
    files, _libraries = _reached(ROOT / f"modules/{name}.py", later=False)
    assert len(files) <= most, f"{name} now imports {len(files)} files when it starts: is each needed at each start?"
