# Copyright (c) 2026 the azure_dr.backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Have galaxy-importer judge a tarball as Galaxy does, and more strictly; a warning of it is a failure.

Usage: importer.py TARBALL
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

STRICTER = ("CHECK_REQUIRED_TAGS", "REQUIRE_V1_OR_GREATER")


def main() -> int:
    """Show what it says; 1 if that is not all good."""
    environment = {**os.environ, **{f"GALAXY_IMPORTER_{name}": "true" for name in STRICTER}}
    command = [sys.executable, "-m", "galaxy_importer.main", str(Path(sys.argv[1]).resolve())]
    # It leaves its verdict in the working folder.
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    said = ran.stdout + ran.stderr
    print(said)
    return int(ran.returncode != 0 or any(word in said for word in ("ERROR", "WARNING")))


if __name__ == "__main__":
    sys.exit(main())
