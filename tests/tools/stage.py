# Copyright (c) 2026 the azure_dr.backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a folder the same as the checkout: what git knows and what it would add, nothing that it ignores.

What is the same already is left alone, what the checkout no longer has is removed, and caches stay.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath

KEPT = {".git", ".pytest_cache", "__pycache__"}


def listed() -> set[str]:
    """Give the checkout's files, without those deleted from it. An unpacked archive counts as a new checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    with tempfile.TemporaryDirectory() as new:
        environment = dict(os.environ)
        if subprocess.run(["git", "rev-parse"], capture_output=True, check=False).returncode:
            subprocess.run(["git", "init", "--quiet", "--bare", new], check=True)
            environment |= {"GIT_DIR": new, "GIT_WORK_TREE": "."}
        told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    return {name for name in told.split("\0") if name and os.path.lexists(name)}


def same(source: Path, copy: Path) -> bool:
    """Tell whether the copy has the source's size, time and mode."""
    if not copy.exists() or copy.is_symlink() or source.is_symlink():
        return False
    ours, theirs = source.stat(), copy.stat()
    return (ours.st_size, ours.st_mtime_ns, ours.st_mode) == (theirs.st_size, theirs.st_mtime_ns, theirs.st_mode)


def main() -> None:
    """Stage the checkout that is the working folder to the folder named by the only argument."""
    stage = Path(sys.argv[1])
    names = listed()
    parents = {str(parent) for name in names for parent in PurePosixPath(name).parents}
    for folder, folders, files in os.walk(stage):
        here = Path(folder).relative_to(stage)
        for name in files:
            if (here / name).as_posix() not in names:
                Path(folder, name).unlink()
        for name in folders:
            if (here / name).as_posix() not in parents and name not in KEPT:
                shutil.rmtree(Path(folder, name))
        folders[:] = [name for name in folders if (here / name).as_posix() in parents]
    for name in sorted(names):
        source, copy = Path(name), stage / name
        if not same(source, copy):
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.unlink(missing_ok=True)
            shutil.copy2(source, copy, follow_symlinks=False)


if __name__ == "__main__":
    main()
