# Copyright (c) 2026 the azure_dr.backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Let ansible-test set up its virtual environments where only a package index can be reached.

ansible-test downloads get-pip.py from a server of its own, unless its cache has one (ansible/ansible#77304).
Where it has none, this puts a stand-in there that installs from a wheel of the same pip, got through pip.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from ansible_test._internal.python_requirements import get_venv_packages

STAND_IN = '''"""A stand-in for get-pip.py: installs from the wheel beside it."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), {wheel!r}))

from pip._internal.cli.main import main

options = [option for option in sys.argv[1:] if option not in ("--no-setuptools", "--no-wheel")]
sys.exit(main(["install", "--upgrade", "--force-reinstall", *options]))
'''


def main() -> None:
    """Write the stand-in, with its wheel beside it, for the pip that the installed ansible-test wants."""
    version = get_venv_packages(SimpleNamespace(version="{}.{}".format(*sys.version_info)))["pip"]
    cache = Path.home() / ".ansible" / "test" / "cache"
    script = cache / f"get_pip_{version.replace('.', '_')}.py"
    if script.exists():
        return
    cache.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "-qq", "download", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*pip, "--dest", str(cache), f"pip=={version}"], check=True)
    script.write_text(STAND_IN.format(wheel=f"pip-{version}-py3-none-any.whl"))


if __name__ == "__main__":
    main()
