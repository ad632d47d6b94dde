# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Who reads what a playbook writes to the standard output: people, or a program."""

from __future__ import annotations

from collections.abc import Mapping

from ansible import constants
from ansible.plugins.loader import callback_loader

FOR_PEOPLE = "ansible.plugins.callback.default"


def is_read_by_people(command_line: Mapping[str, object]) -> bool:
    """Whether the callback that writes there is Ansible's default one, or is made from it.

    ansible-runner, and so AWX, makes its own from the one that the user has chosen. The formats for programs
    (`json`, `jsonl`, `oneline`, `minimal`) are not made from it.
    """
    callback = callback_loader.get(_callback(command_line), class_only=True)
    return any(kind.__module__ == FOR_PEOPLE for kind in getattr(callback, "__mro__", ()))


def _callback(command_line: Mapping[str, object]) -> str:
    """The name of that callback. The command `ansible` has rules of its own for it."""
    chosen = str(constants.config.get_config_value("DEFAULT_STDOUT_CALLBACK"))
    if "one_line" not in command_line:
        return chosen
    if command_line["one_line"]:
        return "oneline"
    loads = constants.config.get_config_value("DEFAULT_LOAD_CALLBACK_PLUGINS")
    return chosen if loads and chosen != "default" else "minimal"
