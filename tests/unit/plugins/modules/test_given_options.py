# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Blank options, and texts where lists are meant, through both doors. What is made of each option: test_given.py."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk, run_module

BLANKS = [None, "", " "]
DISKS = '[{"source_disk": "erp-data", "target_disk": "x", "as_of": ""}]'


@pytest.mark.parametrize("blank", BLANKS)
def test_blanks_are_not_given(azure: Emulator, blank: str | None) -> None:
    names = (
        "wait",
        "validate",
        "existing_disk",
        "wait_timeout",
        "rerun_window",
        "max_point_age",
        "secret",
        "api_version",
    )

    result = restore_disk(check_mode=True, **dict.fromkeys(names, blank))

    assert result["action"] == "would_restore"


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_state_takes_nothing_away(azure: Emulator, blank: str | None) -> None:
    assert run_module("restore_permission", target_resource_group="erp-drill", state=blank)["state"] == "present"


@pytest.mark.parametrize("blank", BLANKS)
def test_a_vault_is_needed(azure: Emulator, blank: str | None) -> None:
    result = restore_disk(vault_name=blank)

    assert result["error"]["target"] == "vault_name"
    assert azure.requests == []


def test_a_list_in_json(azure: Emulator) -> None:
    options: dict[str, Any] = {"disks": DISKS, "as_of": "latest", "target_resource_group": "erp-restored"}

    result = run_module("disk_restore_batch", check_mode=True, **options)

    assert result["summary"]["would_restore"] == 1


@pytest.mark.parametrize("module", ["disk_restore_batch", "restore_permission"])
def test_another_text_is_refused_with_the_way_to_write_it(azure: Emulator, module: str) -> None:
    result = run_module(module, disks="erp-data", secret="s3cr3t")

    assert "s3cr3t" not in str(result)
    assert result["failed"]
    assert result["msg"].startswith("disks: is a text where a list is meant. Write it as a list in YAML, or as JSON")
    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", "disks")
    assert azure.requests == []
