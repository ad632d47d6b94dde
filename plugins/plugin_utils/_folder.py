# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Where relative paths in options begin."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

COLLECTIONS = "ansible_collections"


def relative_paths_begin_in(playbook_folder: str, command_line: Mapping[str, object]) -> Path:
    """The folder of the playbook, as for all of Ansible's modules.

    For a playbook of an installed collection, which was named and not given as a path, that is the folder in which
    `ansible-playbook` was started: nobody means the one where collections are installed.
    """
    folder = Path(playbook_folder)
    if COLLECTIONS not in folder.parts or _is_given_as_a_path(folder, command_line):
        return folder
    try:
        return Path.cwd()
    except FileNotFoundError:  # it was removed since
        return Path(os.environ.get("PWD") or playbook_folder)


def _is_given_as_a_path(folder: Path, command_line: Mapping[str, object]) -> bool:
    playbooks = command_line.get("args")
    return isinstance(playbooks, (list, tuple)) and any(_lies_in(folder, Path(str(each))) for each in playbooks)


def _lies_in(folder: Path, playbook: Path) -> bool:
    try:
        return playbook.is_file() and playbook.parent.resolve() == folder.resolve()
    except OSError:  # it is a name, and this process can't enter the folder that it is in
        return False
