# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is noted on a new disk can be read again, and Azure takes it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.virtual_machines import VIRTUAL_MACHINE
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.disk_names import disk_id
from ansible_collections.azure_dr.backup.plugins.module_utils._vm.notes import (
    Note,
    Unreadable,
    noted_tags,
    read_note,
    room_for_tags,
)
from ansible_collections.azure_dr.backup.tests.support.swap_values import DATA, OS, SUBSCRIPTION, attachment, disk, note


@pytest.mark.parametrize("swap", [OS, DATA])
@pytest.mark.parametrize("members", [{}, {"caching": None, "delete_option": None}, {"write_accelerator": True}])
def test_what_is_noted_is_read_again(swap: Any, members: dict[str, Any]) -> None:
    lun = None if swap is OS else 0
    said = note(swap, former=attachment(swap.former, lun, **members), stage="done", power_option="as_is")

    assert read_note(disk(swap.new, said), SUBSCRIPTION) == said


def test_the_longest_names_fit_into_tags() -> None:
    former = disk_id(SUBSCRIPTION, "g" * 90, "d" * 80)
    machine = ResourceId(SUBSCRIPTION, "h" * 90, VIRTUAL_MACHINE, ("m" * 64,))
    assert len(str(former)) > 256, "an id would not fit"
    said = Note(machine, attachment(former, 63), "deallocated", "deallocate_and_start", "under way")

    assert all(len(value) <= 256 for value in said.as_tags().values())
    assert read_note(disk(DATA.new, said), SUBSCRIPTION) == said


def test_a_disk_says_nothing_or_something_that_can_not_be_read() -> None:
    assert read_note(disk(DATA.new), SUBSCRIPTION) is None
    whole = note(DATA).as_tags()
    for name in whole:
        for value in (None, "", "?", "a/b/c/d"):
            tags = {key: text for key, text in whole.items() if key != name} | ({name: value} if value else {})
            said = read_note(disk(DATA.new, tags=tags), SUBSCRIPTION)
            assert isinstance(said, (Note, Unreadable)), "never taken for nothing"
            if value is None:
                assert isinstance(said, Unreadable)


def test_tags_are_known_in_any_case_and_taken_away_as_they_are_written() -> None:
    shouted = {name.upper(): value for name, value in note(DATA).as_tags().items()}
    one = disk(DATA.new, tags={"cost": "7", **shouted})

    assert read_note(one, SUBSCRIPTION) == note(DATA)
    assert noted_tags(one) == shouted


def test_a_resource_has_fifty_tags_at_most() -> None:
    others = {f"tag{number}": "x" for number in range(46)}

    assert room_for_tags(disk(DATA.new, tags=others)) == -1
    assert room_for_tags(disk(DATA.new, tags={**others, **note(DATA).as_tags()})) == -1
    assert room_for_tags(disk(DATA.new, tags={})) == 45
