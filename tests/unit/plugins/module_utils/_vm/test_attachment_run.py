# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A disk that is attached or detached, disturbed at each request, and meddled with by others meanwhile."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.disturbed_attachments import (
    AttachmentRoom,
    check_disturbed_attachment,
    requests_of,
)
from ansible_collections.azure_dr.backup.tests.support.machine_room import MISHAPS, Mishap


@pytest.mark.parametrize("mishap", MISHAPS)
@pytest.mark.parametrize("wanted", [True, False], ids=["attached", "detached"])
def test_it_ends_as_was_asked_for_whatever_happens(mishap: Mishap, wanted: bool) -> None:
    for number in range(requests_of(wanted=wanted)):
        check_disturbed_attachment(mishap, number, wanted=wanted)


def test_it_is_sent_once_and_followed_to_its_end() -> None:
    room = AttachmentRoom()

    record, failure = room.attach(wanted=True)

    assert failure is None
    assert room.has_it(), "the answer came before the change had ended"
    assert [path.rpartition("/")[2] for method, path in room.log if method == "POST"] == ["attachDetachDataDisks"]
    assert (record.changed, record.action) == (True, "attached")


def test_a_change_of_somebody_else_is_waited_for() -> None:
    room = AttachmentRoom()
    app = room.estate.machine("shop-app")
    app.provisioning_state = "Updating"
    looks = []

    def meddle(method: str, path: str) -> None:
        looks.append(method)
        if len(looks) == 7:
            app.provisioning_state = "Succeeded"

    room.meddle = meddle
    record, failure = room.attach(wanted=True)

    assert failure is None
    assert record.action == "attached"
    assert "POST" not in looks[:7]


def test_an_attachment_that_another_machine_wins_is_told() -> None:
    room = AttachmentRoom(Settings(retry_after="none", ownership_conflicts_show_in="operation"))
    web = room.estate.machine("shop-web")

    def meddle(method: str, path: str) -> None:
        if method == "POST":
            room.estate.disks[room.wanted].managed_by = web.id

    room.meddle = meddle
    record, failure = room.attach(wanted=True)

    assert failure
    assert failure.problem.code == "ConflictingUserInput"
    assert (record.changed, record.action) == (True, None)
