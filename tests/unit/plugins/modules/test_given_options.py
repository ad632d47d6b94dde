# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Blank options, texts where lists are meant, endless times, and paths to nowhere, through both doors.

What is made of each option: test_given.py.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._backup.option_values import as_seconds
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk, run_module

BLANKS = [None, "", " "]
COMMON = {
    "as_of": "latest",
    "target_resource_group": "erp-restored",
    "validate": False,
    "poll_interval": 1,
    "max_skew": 86400,
}
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
    assert result["msg"].startswith("disks: is a text, but must be a list. Write it as a list in YAML, or as JSON")
    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", "disks")
    assert azure.requests == []


@pytest.mark.parametrize("option", ["wait_timeout", "permission_timeout", "rerun_window", "max_point_age", "max_skew"])
@pytest.mark.parametrize("seconds", [10**10, 10**400])
def test_any_number_of_seconds_is_one(azure: Emulator, option: str, seconds: int) -> None:
    result = run_module(
        "disk_restore_batch",
        disks=[{"source_disk": name, "target_disk": f"{name}-restored"} for name in ("erp-data", "erp-log")],
        **{**COMMON, option: seconds},
    )

    assert [each["outcome"] for each in result["restores"]] == ["restored", "restored"]


def test_waits_are_as_long_as_threads_can_bear() -> None:
    assert as_seconds(10**400) < threading.TIMEOUT_MAX
    assert as_seconds(10**400) < timedelta.max.total_seconds()


@pytest.mark.parametrize("option", ["x509_certificate_path", "oidc_token_file_path"])
@pytest.mark.parametrize("path", ["~nobody.here/file", "a\0b", "/dev/zero", "/", "x" * 5000])
def test_a_path_to_no_file_is_refused_by_its_option(azure: Emulator, option: str, path: str) -> None:
    result = restore_disk(secret=None, tenant="a.tenant", client_id="anybody", **{option: path})

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", option)
    assert azure.requests == []
