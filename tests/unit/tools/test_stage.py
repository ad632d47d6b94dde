# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tools make of a checkout, and of a folder that is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def run(tool: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TOOLS / tool), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(params=["checkout", "unpacked archive"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Two files, of which git ignores one."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in ((".gitignore", "/junk\n"), ("galaxy.yml", ""), ("junk", "")):
        (folder / name).write_text(text)
    if request.param == "checkout":
        subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


def test_what_git_would_see_is_staged(folder: Path, tmp_path: Path) -> None:
    ran = run("stage.py", str(tmp_path / "stage"), folder=folder)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "stage").iterdir()) == [".gitignore", "galaxy.yml"]


def test_a_tarball_needs_a_commit_to_be_dated_by(folder: Path, tmp_path: Path) -> None:
    ran = run("tarball.py", str(folder), str(tmp_path / "dist"), folder=folder)

    assert ran.returncode
    assert ran.stderr == "A tarball is dated by its commit, and this folder is no git checkout that has one.\n"
