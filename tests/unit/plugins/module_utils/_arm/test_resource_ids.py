# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ARM ids, and the names in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import (
    ResourceId,
    same_id,
    why_not_a_resource_group,
    why_not_a_subscription,
)

SUBSCRIPTION = "38304e13-357e-405e-9e9a-220351dcce8c"
DISK = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/disks/d"
POINT = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/v"
    "/backupInstances/i/recoveryPoints/p"
)


@pytest.mark.parametrize("text", [DISK, POINT])
def test_what_is_read_is_written_the_same(text: str) -> None:
    assert str(ResourceId.parse(text)) == text


def test_the_parts() -> None:
    point = ResourceId.parse(POINT)

    assert point.is_a("microsoft.dataprotection/backupvaults/backupinstances/recoverypoints")
    assert (point.name, point.names) == ("p", ("v", "i", "p"))
    assert point.resource_group == "rg"


def test_ids_are_compared_without_case() -> None:
    shouted = DISK.upper().replace("/SUBSCRIPTIONS", "/subscriptions")

    assert ResourceId.parse(DISK).key == ResourceId.parse(shouted).key
    assert same_id(DISK, shouted)
    assert not same_id(None, None)
    assert not same_id("", "")


def test_names_are_percent_encoded_in_paths() -> None:
    odd = ResourceId(SUBSCRIPTION, "größe (1)", "Microsoft.Compute/disks", ("a b",))

    assert odd.path.endswith("/resourceGroups/gr%C3%B6%C3%9Fe%20%281%29/providers/Microsoft.Compute/disks/a%20b")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "disk",
        "/",
        f"/subscriptions/{SUBSCRIPTION}",
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg",
        f"{DISK}/",
        f"{DISK}/extra",
        DISK.replace(SUBSCRIPTION, "mine"),
        DISK.replace("/rg/", "/rg./"),
        DISK.replace("/rg/", "/../"),
        DISK.replace("/providers/", "/provider/"),
        DISK.removeprefix("/"),
    ],
)
def test_what_is_no_id_of_a_resource(text: str) -> None:
    with pytest.raises(ValueError):
        ResourceId.parse(text)


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    for odd in (text, f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{text}/providers/Microsoft.Compute/disks/d"):
        try:
            parsed = ResourceId.parse(odd)
        except ValueError:
            continue
        assert why_not_a_resource_group(parsed.resource_group) is None
        assert "/.." not in parsed.path


@pytest.mark.parametrize("name", ["rg", "RG_1", "a.b-c(d)", "größe", "x" * 90])
def test_names_of_groups(name: str) -> None:
    assert why_not_a_resource_group(name) is None


@pytest.mark.parametrize("name", ["", "a.", "a/b", "a b", "a%b", "x" * 91, ".", ".."])
def test_what_is_no_name_of_a_group(name: str) -> None:
    assert repr(name) in str(why_not_a_resource_group(name))


def test_subscriptions() -> None:
    assert why_not_a_subscription(SUBSCRIPTION) is None
    assert why_not_a_subscription(f"{SUBSCRIPTION}\n")
    assert why_not_a_subscription("mine")
