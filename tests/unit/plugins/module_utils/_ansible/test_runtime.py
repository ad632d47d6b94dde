# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Paths as people give them."""

from __future__ import annotations

import pwd
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.runtime import Runtime
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import OptionRefused


def nobody(_number: int) -> pwd.struct_passwd:
    raise KeyError("uid not found")


def test_a_relative_one_begins_in_the_folder_and_a_tilde_is_the_home(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")

    assert Runtime(folder=Path("/play")).path("directory", "reports") == Path("/play/reports")
    assert Runtime(folder=Path("/play")).path("directory", "~/reports") == Path("/home/ada/reports")


def test_a_user_without_a_home_is_told_to_give_the_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that knows its user by number only."""
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", nobody)

    with pytest.raises(OptionRefused, match=r"^directory: ~/reports begins with a home folder that is not known"):
        Runtime().path("directory", "~/reports")
