# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags of disks and resource groups, by the resource of their own and by PATCH."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

VERSION = {"api-version": "2022-09-01"}


@pytest.fixture
def disk(azure: Emulator) -> Disk:
    return azure.estate.add_disk("drilled", azure.estate.group("erp-drill"), tags={"Stage": "drill", "owner": "erp"})


def sent(client: Any, method: str, scope: str, body: Any = None) -> Any:
    return client.send(method, f"{scope}/providers/Microsoft.Resources/tags/default", body, **VERSION)


def patched(client: Any, scope: str, operation: str, **tags: str) -> Any:
    answer = sent(client, "PATCH", scope, {"operation": operation, "properties": {"tags": tags}})
    assert answer.status_code == 200, answer.text
    return answer.json()["properties"]["tags"]


def test_merge_replace_and_delete(client: Any, disk: Disk) -> None:
    assert patched(client, disk.id, "Merge", stage="test", id="7") == {"Stage": "test", "owner": "erp", "id": "7"}
    assert patched(client, disk.id, "Delete", OWNER="erp", id="another") == {"Stage": "test", "id": "7"}
    assert patched(client, disk.id, "Replace", a="b") == {"a": "b"}
    assert disk.tags == {"a": "b"}
    answer = sent(client, "PATCH", disk.id, {"operation": "Add", "properties": {"tags": {}}})
    assert answer.status_code == 400


@pytest.mark.parametrize("of_a_group", [True, False])
def test_it_is_written_read_and_deleted(azure: Emulator, client: Any, disk: Disk, of_a_group: bool) -> None:
    scope = azure.estate.group("erp-drill").id if of_a_group else disk.id

    put = sent(client, "PUT", scope, {"properties": {"tags": {"drill": "yes"}}})

    assert put.json() == {
        "id": f"{scope}/providers/Microsoft.Resources/tags/default",
        "name": "default",
        "type": "Microsoft.Resources/tags",
        "properties": {"tags": {"drill": "yes"}},
    }
    assert sent(client, "GET", scope).json() == put.json()
    assert client.get(scope, **VERSION)["tags"] == {"drill": "yes"}
    deleted = sent(client, "DELETE", scope)
    assert (deleted.status_code, deleted.content) == (200, b"")
    assert sent(client, "GET", scope).json()["properties"] == {"tags": {}}


def test_a_patch_of_the_disk_or_group_itself_replaces_all(azure: Emulator, client: Any, disk: Disk) -> None:
    group = azure.estate.group("erp-drill")
    group.tags = {"old": "yes"}

    client.send("PATCH", disk.id, {"tags": {"new": "yes"}}, **{"api-version": "2024-03-02"})
    client.send("PATCH", group.id, {"tags": {"new": "yes"}}, **VERSION)

    assert (disk.tags, group.tags) == ({"new": "yes"}, {"new": "yes"})


def test_it_takes_a_right_of_its_own_and_no_lock(azure: Emulator, client: Any, disk: Disk) -> None:
    denial = azure.estate.access.deny("Microsoft.Resources/tags/write")
    assert sent(client, "PUT", disk.id, {"properties": {"tags": {}}}).status_code == 403
    azure.estate.access.denials.remove(denial)
    azure.estate.access.deny("Microsoft.Compute/disks/write")
    assert patched(client, disk.id, "Merge", a="b")["a"] == "b"
    azure.estate.group("erp-drill").lock = "ReadOnly"
    locked = sent(client, "DELETE", disk.id)
    assert (locked.status_code, locked.json()["error"]["code"]) == (409, "ScopeLocked")


def test_what_is_not_there_has_no_tags(client: Any, disk: Disk) -> None:
    assert sent(client, "GET", f"{disk.id}x").status_code == 404
