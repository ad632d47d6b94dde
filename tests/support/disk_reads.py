# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Disks that are read as in Azure: on a host of Azure Storage, by a signed URL."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.arm_ids import resource_id
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

TAG = "azure-dr-content-check"
DISK_ID = resource_id(names.SUBSCRIPTION_ID, "erp-drill", "Microsoft.Compute/disks", "drilled")
"""The id of `restored_disk`."""


def through_proxy(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the bytes of disks on a host of their own, to which a proxy leads."""
    azure.settings.disk_host = True
    for name, value in azure.proxy_environment().items():
        monkeypatch.setenv(name, value)


def restored_disk(azure: Emulator, content: str = "gpt ext4", **members: Any) -> Disk:
    """A new disk with this content, which nothing uses."""
    return add_restored_disk(azure.estate, content, **members)


def add_restored_disk(estate: Estate, content: str = "gpt ext4", **members: Any) -> Disk:
    """The same in an estate that is not served yet."""
    return estate.add_disk("drilled", estate.group("erp-drill"), content=content, **members)


def check(of: Disk, **options: Any) -> dict[str, Any]:
    """What disk_content_check returns for a disk."""
    return run_module("disk_content_check", **{"disk": of.id, "poll_interval": 1, **options})


def is_closed(azure: Emulator, disk: Disk) -> bool:
    """Whether the disk is as if nobody had ever read it: no access, and no tag that tells of one."""
    return disk.disk_state == "Unattached" and TAG not in disk.tags


def open_as_somebody(azure: Emulator, disk: Disk) -> None:
    """Let somebody open the disk for reading, for ten minutes."""
    url = f"{azure.url}{disk.id}/beginGetAccess?api-version=2023-04-02"
    body = {"access": "Read", "durationInSeconds": 600}
    headers = {"Authorization": f"Bearer {azure.token()}"}
    assert requests.post(url, json=body, headers=headers, verify=azure.ca_file, timeout=30).status_code == 202
    azure.forget_requests()
