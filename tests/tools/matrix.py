# Copyright (c) 2026 the azure_dr.backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run make with targets on every Python that has a pin file, and end with a table of what came of it.

Usage: matrix.py TARGET...; a target as lint@newest is run on the newest Python only.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

PINS = Path("tests/pins")


def find(version: str) -> str | None:
    """Give the path of a Python that runs and is of this version: on PATH, else one of pyenv's."""
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
    for command in [shutil.which(f"python{version}"), *map(str, reversed(pyenv))]:
        # Not every command of that name runs: pyenv's shims stand for versions that are not switched on.
        if command and subprocess.run([command, "--version"], capture_output=True, check=False).returncode == 0:
            return command
    return None


def main() -> int:
    """Run the matrix; 1 if anything failed."""
    versions = sorted((path.stem for path in PINS.glob("3.*.txt")), key=lambda v: int(v.split(".")[1]))
    pythons = {version: find(version) for version in versions}
    newest = next((version for version in reversed(versions) if pythons[version]), None)
    rows: list[tuple[str, str, str]] = []
    for version in versions:
        core = re.search(r"^ansible-core==(.+)$", (PINS / f"{version}.txt").read_text(), re.MULTILINE)
        name = f"Python {version}, ansible-core {core[1] if core else '?'}"
        for word in sys.argv[1:]:
            target = word.removesuffix("@newest")
            if target != word and version != newest:
                continue
            if pythons[version] is None:
                rows.append((name, target, f"not run: no python{version} on this machine"))
                continue
            print(f"==== {name}: {target}", flush=True)
            start = time.monotonic()
            failed = subprocess.run(["make", "--no-print-directory", target, f"PYTHON={pythons[version]}"], check=False)
            result = "FAILED" if failed.returncode else "ok"
            rows.append((name, target, f"{result:8}{time.monotonic() - start:4.0f} s"))
    print("====")
    for name, target, result in rows:
        print(f"{name:36}{target:10}{result}")
    return int(any(row[2].startswith("FAILED") for row in rows))


if __name__ == "__main__":
    sys.exit(main())
