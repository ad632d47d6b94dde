# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Disks are read one by one or as a list, whichever costs less, and never older than is asked for."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import RequestRefused, Trace
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SYSTEM_THREADS
from ansible_collections.azure_dr.backup.plugins.module_utils._backup import disk_cache
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.disk_cache import FEWEST_TO_LIST_DISKS, DiskCache
from ansible_collections.azure_dr.backup.tests.support.clock import Clock
from ansible_collections.azure_dr.backup.tests.support.restored import SUBSCRIPTION

MANY = FEWEST_TO_LIST_DISKS


def disk_id(name: str, group: str = "target") -> ResourceId:
    return ResourceId(SUBSCRIPTION, group, "Microsoft.Compute/disks", (name,))


class Compute:
    """Answers for a group with some disks, and keeps in mind what it was asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *names: str, refuses: int | None = None) -> None:
        self.clock = Clock()
        self.asked: list[str] = []
        self._names = names
        self._refuses = refuses
        monkeypatch.setattr(disk_cache, "find_disk", self._find)
        monkeypatch.setattr(disk_cache, "list_disks", self._list)
        session: Any = SimpleNamespace(threads=SYSTEM_THREADS, clock=self.clock)
        self.cache = DiskCache(session)

    def want(self, number: int) -> None:
        for each in range(number):
            self.cache.want(disk_id(f"d{each}"))

    def find(self, name: str, *, not_before: float = 0.0) -> str | None:
        found: Any = self.cache.find(disk_id(name), not_before=not_before)
        return found.id.rpartition("/")[2] if found else None

    def _find(self, _session: Any, disk: ResourceId) -> Any:
        self.asked.append(disk.name)
        return SimpleNamespace(id=str(disk)) if disk.name in self._names else None

    def _list(self, _session: Any, _subscription: str, group: str) -> list[Any]:
        self.asked.append(f"all of {group}")
        self.being_read = [self.cache.is_being_read(disk_id("d", each)) for each in ("TARGET", "other")]
        if self._refuses:
            raise RequestRefused("listing disks", {"error": {"code": "No"}}, Trace(http_status=self._refuses))
        return [SimpleNamespace(id=str(disk_id(name)).upper()) for name in self._names]


def test_few_are_read_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0")
    compute.want(MANY - 1)

    assert (compute.find("d0"), compute.find("d1")) == ("d0", None)
    assert compute.asked == ["d0", "d1"]


def test_many_are_read_by_one_list(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0", "nobody-wants-it")
    compute.want(MANY)

    assert (compute.find("d0"), compute.find("d1")) == ("D0", None)
    assert compute.asked == ["all of target"]


def test_a_list_is_read_again_for_whoever_needs_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0")
    compute.want(MANY)
    compute.clock.seconds = 10.0
    compute.find("d0")
    compute.clock.seconds = 20.0

    compute.find("d0", not_before=10.0)
    assert len(compute.asked) == 1
    compute.find("d0", not_before=10.1)
    assert len(compute.asked) == 2


def test_what_may_not_be_listed_is_read_by_itself_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0", refuses=403)
    compute.want(MANY)

    assert (compute.find("d0"), compute.find("d0")) == ("d0", "d0")
    assert compute.asked == ["all of target", "d0", "d0"]


def test_another_refusal_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0", refuses=404)
    compute.want(MANY)

    with pytest.raises(RequestRefused):
        compute.find("d0")


def test_groups_are_counted_each_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0")
    compute.want(MANY - 1)
    compute.cache.want(disk_id("d9", "another"))
    compute.cache.want(disk_id("D0", "TARGET"))

    compute.find("d0")

    assert compute.asked == ["d0"], "the same disk in other letters is no other disk"


def test_a_group_that_is_being_read_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0")
    compute.want(MANY)
    for each in range(MANY):
        compute.cache.want(disk_id(f"d{each}", "other"))
    within: list[str] = []

    def slow(session: Any, subscription: str, group: str) -> list[Any]:
        """The other group is read while this one is."""
        if group == "target":
            reading = threading.Thread(
                target=compute.cache.find, args=[disk_id("d0", "other")], kwargs={"not_before": 0.0}
            )
            reading.start()
            reading.join(10)
            within.extend(compute.asked)
        return compute._list(session, subscription, group)

    monkeypatch.setattr(disk_cache, "list_disks", slow)

    assert compute.find("d0") == "D0"
    assert within == ["all of other"]


def test_whether_a_group_is_being_read_is_known_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0")
    compute.want(MANY)

    compute.find("d0")

    assert compute.being_read == [True, False]
    assert not compute.cache.is_being_read(disk_id("d0"))


def test_what_all_have_forgotten_is_kept_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0", "d1")
    compute.want(MANY + 1)
    compute.want(1)
    compute.find("d0")
    compute.cache.forget(disk_id("D0", "TARGET"))
    assert compute.find("d0") == "D0"

    compute.cache.forget(disk_id("D0", "TARGET"))

    assert [compute.find(name) for name in ("d0", "d1")] == ["d0", "D1"]
    assert compute.asked == ["all of target", "d0"]


def test_a_disk_that_nobody_announced_is_read_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0", "source")
    compute.want(MANY)

    assert [compute.find(name) for name in ("d0", "source")] == ["D0", "source"]
    assert compute.asked == ["all of target", "source"]


def test_the_last_few_of_many_need_no_requests_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = Compute(monkeypatch, "d0", "d1")
    compute.want(MANY)
    compute.find("d0")
    for name in ("d0", "d2"):
        compute.cache.forget(disk_id(name))

    assert compute.find("d1") == "D1"
    assert compute.asked == ["all of target"]
