# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""make, and a Python or a folder that it can't use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
TOO_NEW = '#!/bin/sh\necho "3.99 $0"\n'


def words_of(target: str, python: str, *variables: str) -> str:
    """What make says that isn't its own closing line."""
    command = ["make", "-C", str(CHECKOUT), "--no-print-directory", target, f"PYTHON={python}", *variables]
    # These tests may be run by make themselves, which numbers its levels.
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=own)
    assert ran.returncode
    (line,) = [line for line in (ran.stdout + ran.stderr).splitlines() if not line.startswith("make: ***")]
    return line


@pytest.mark.parametrize("target", ["test", "demo", "test-matrix", "pins"])
@pytest.mark.parametrize("python", ["python9", "/nowhere/python3", "/etc/passwd", ""])
def test_a_python_that_can_t_be_run_is_named(target: str, python: str) -> None:
    assert words_of(target, python) == (
        f"'{python}' can't be run as a Python. "
        f"Choose one of 3.10 3.11 3.12 3.13, as in: make {target} PYTHON=python3.13"
    )


@pytest.mark.parametrize("target", ["test", "demo"])
def test_a_python_without_pins_is_named_with_its_version(target: str, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(TOO_NEW)
    python.chmod(0o755)

    assert words_of(target, str(python)) == (
        f"'{python}' is Python 3.99, which nothing here is checked with. "
        f"Choose one of 3.10 3.11 3.12 3.13, as in: make {target} PYTHON=python3.13"
    )


@pytest.mark.parametrize(("target", "folder"), [("venv", f"venv-{VERSION}"), ("pin", "pin")])
def test_what_a_linked_environment_leads_to_is_not_emptied(target: str, folder: str, tmp_path: Path) -> None:
    of_others, build = tmp_path / "of others", tmp_path / "build"
    of_others.mkdir()
    build.mkdir()
    (of_others / "pins.txt").write_text("other pins\n")
    link = build / folder
    link.symlink_to(of_others)

    assert words_of(target, sys.executable, f"build={build}") == (
        f"'{link}' is a link, and a new virtual environment would empty what it leads to: delete the link."
    )
    assert (of_others / "pins.txt").read_text() == "other pins\n"
