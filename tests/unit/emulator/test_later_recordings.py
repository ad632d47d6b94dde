# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Recorded requests for tags and for access to a disk, sent to the emulator: it answers in the same shape."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded import exchanges
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded.comparison import compare
from ansible_collections.azure_dr.backup.tests.unit.emulator.recorded.exchanges import Exchange

pytestmark = pytest.mark.skipif(exchanges.folder() is None, reason="no folder shared/azure/recordings above this file")
TAGS = "providers/Microsoft.Resources/tags/default"
_URL = re.compile(r"https://[^/]+/subscriptions/[^?]*/resourceGroups/[^/]+/providers/[^/]+/[^/]+/[^/?]+")


@pytest.fixture
def disk(azure: Emulator) -> Disk:
    return azure.estate.add_disk("d1", azure.estate.group("erp-drill"), size_gb=10)


def sent(azure: Emulator, client: Any, exchange: Exchange, disk: Disk) -> Any:
    """The same request to our disk."""
    return client.session.request(
        exchange.method, _URL.sub(f"{azure.url}{disk.id}", exchange.url, count=1), json=exchange.body
    )


def test_tags_are_put_merged_replaced_and_deleted(azure: Emulator, client: Any, disk: Disk) -> None:
    recording = exchanges.load("later/arm/tags-default-put-patch-delete-20210707.json").exchanges
    about_tags = [one for one in recording if TAGS in one.url]
    assert [one.method for one in about_tags] == ["PUT", "PATCH", "PATCH", "PATCH", "DELETE"]

    for exchange in about_tags:
        answer = sent(azure, client, exchange, disk)

        assert answer.status_code == exchange.status
        expected = {**exchange.answer, "id": f"{disk.id}/{TAGS}"} if exchange.answer else None
        assert list(compare(expected, answer.json() if answer.content else None, "body")) == []


def test_access_is_given_by_an_operation(azure: Emulator, client: Any, disk: Disk) -> None:
    recording = exchanges.load("later/compute/disk-crud-20241206.json").exchanges
    (place,) = (place for place, one in enumerate(recording) if one.url.partition("?")[0].endswith("/beginGetAccess"))
    begun, status, outcome = recording[place : place + 3]

    answer = sent(azure, client, begun, disk)

    assert (answer.status_code, answer.content) == (begun.status, b"")
    names = ("azure-asyncoperation", "location", "content-length", "x-ms-ratelimit-remaining-resource")
    renamed = {azure.url: exchanges.ARM, azure.estate.subscription_id: exchanges.ZEROS, "westeurope": "westus"}
    for name in names:
        ours = answer.headers[name]
        for one, other in renamed.items():
            ours = ours.replace(one, other)
        found = list(compare(begun.headers[name], ours, name))
        assert {one.kind for one in found} <= {"value"}, found
    azure.clock.advance(1)
    for header, exchange in (("Azure-AsyncOperation", status), ("Location", outcome)):
        told = client.get(answer.headers[header])
        made_up = re.compile(r"body\.(startTime|endTime|name|(.*\.)?accessSAS)$")
        assert [one for one in compare(exchange.answer, told, "body") if not made_up.match(one.place)] == []
