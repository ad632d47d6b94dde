# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which disks a selection takes, of what there is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import OptionRefused
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.disks import Disk, read_disk
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.compute.machine_profiles import (
    MachineProfile,
    read_machine,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.instance_status import (
    InstanceStatus,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.instances import read_instance
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.disk_lookup import check_found, check_protected
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.errors import (
    AmbiguousName,
    DiskNotProtected,
    NothingSelected,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.estate import Estate, Protection
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.recovery_maps import make_recovery_map
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.scope import Scope
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.selected_disks import SelectedDisks, select
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.selection import Selection, read_tags

SUBSCRIPTION = "b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20"
VERSION = "2025-07-01"
VAULT = vault_ref(SUBSCRIPTION, "backup", "dr-vault", VERSION)
SCOPE = Scope((VAULT,), (SUBSCRIPTION,), False, VERSION)


def resource(kind: str, name: str, group: str = "prod") -> str:
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/{kind}/{name}"


def disk(name: str, group: str = "prod", tags: dict[str, str] | None = None, owner: str | None = None) -> Disk:
    managed_by = resource("virtualMachines", owner) if owner else None
    found = read_disk({"id": resource("disks", name, group), "name": name, "tags": tags, "managedBy": managed_by})
    assert found
    return found


def machine(name: str, *disks: str, group: str = "prod", tags: dict[str, str] | None = None) -> MachineProfile:
    """The first disk is the OS disk, the others are at the LUNs 0, 1, ..."""
    attached: list[dict[str, Any]] = [{"name": one, "managedDisk": {"id": resource("disks", one)}} for one in disks]
    data = [{**one, "lun": lun, "caching": "ReadOnly"} for lun, one in enumerate(attached[1:])]
    storage = {"osDisk": {**attached[0], "osType": "Linux"}, "dataDisks": data}
    body = {"id": resource("virtualMachines", name, group), "name": name, "tags": tags}
    found = read_machine({**body, "properties": {"storageProfile": storage}})
    assert found
    return found


def protection(name: str, group: str = "prod", instance: str | None = None) -> Protection:
    source = {"datasourceType": "Microsoft.Compute/disks", "resourceID": resource("disks", name, group).upper()}
    body = {"properties": {"dataSourceInfo": source}}
    return Protection(VAULT, read_instance(body, VAULT, instance or f"{name}-{group}"), InstanceStatus())


def estate(disks: list[Disk], machines: list[MachineProfile], protections: list[Protection]) -> Estate:
    return Estate(
        protections=tuple(protections),
        disks={each.id.lower(): each for each in disks},
        machines={each.id.lower(): each for each in machines},
        subscriptions=(SUBSCRIPTION,),
        by_graph=True,
    )


SHOP = estate(
    [
        disk("web-os", tags={"App": "shop"}),
        disk("db-os"),
        disk("db-data", tags={"tier": "gold"}),
        disk("db-scratch"),
        disk("lone", "other"),
    ],
    [machine("web", "web-os"), machine("db", "db-os", "db-data", "db-scratch", tags={"APP": "shop", "note": ""})],
    [protection(name) for name in ("web-os", "db-data", "db-os")] + [protection("lone", "other"), protection("gone")],
)


def names(selected: SelectedDisks) -> list[str]:
    return [each.name.lower() for each in selected.protected]


def taken(there: Estate = SHOP, **criteria: Any) -> SelectedDisks:
    return select(Selection(**criteria), SCOPE, there)


def test_without_a_criterion_everything_is_taken_by_machine_and_place() -> None:
    """Disks of no machine come last. What was deleted is known by its instance only."""
    assert names(taken()) == ["db-os", "db-data", "web-os", "gone", "lone"]
    gone = taken().protected[3]
    assert (gone.disk, gone.placement, gone.tags) == (None, None, {})


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"source_disks": ("db-data",)}, ["db-data"]),
        ({"source_disks": ("db-data", "lone")}, ["db-data", "lone"]),
        ({"source_disks": (resource("disks", "web-os").lower(),)}, ["web-os"]),
        ({"source_disks": ("gone",)}, ["gone"]),
        ({"virtual_machines": ("db",)}, ["db-os", "db-data"]),
        ({"virtual_machines": ("db", "web")}, ["db-os", "db-data", "web-os"]),
        ({"virtual_machines": (resource("virtualMachines", "web").lower(),)}, ["web-os"]),
        ({"source_resource_groups": ("other",)}, ["lone"]),
        ({"tags": {"app": "shop"}}, ["db-os", "db-data", "web-os"]),
        ({"tags": {"app": "shop", "tier": ""}}, ["db-data"]),
        ({"tags": {"note": ""}}, ["db-os", "db-data"]),
        ({"tags": {"app": "Shop"}}, []),
        ({"virtual_machines": ("db",), "tags": {"tier": "gold"}}, ["db-data"]),
        ({"virtual_machines": ("db",), "source_resource_groups": ("other",)}, []),
    ],
)
def test_lists_are_any_of_and_options_are_all_of(criteria: dict[str, Any], found: list[str]) -> None:
    assert names(taken(**criteria)) == found


def test_a_disk_is_known_with_its_place() -> None:
    os_disk, data = taken(virtual_machines=("db",)).protected

    assert os_disk.placement and (os_disk.placement.role, os_disk.placement.lun) == ("os", None)
    assert data.placement and (data.placement.role, data.placement.lun, data.placement.caching) == (
        "data",
        0,
        "ReadOnly",
    )


def test_a_machine_that_only_its_disk_names() -> None:
    """The login may not read the machine, or Graph does not have it yet: its name is known, and no more."""
    there = estate([disk("erp-os", owner="erp")], [], [protection("erp-os")])

    (one,) = taken(there, virtual_machines=("erp",)).protected

    assert one.placement and (one.placement.machine_name, one.placement.role) == ("erp", None)


def test_a_shared_disk_belongs_to_each_of_its_machines() -> None:
    both = [machine("one", "one-os", "quorum"), machine("two", "two-os", "quorum")]
    there = estate([disk("quorum")], both, [protection("quorum")])

    assert (
        names(taken(there, virtual_machines=("one",))) == names(taken(there, virtual_machines=("two",))) == ["quorum"]
    )


def test_disks_of_a_machine_that_nothing_protects() -> None:
    selected = taken(virtual_machines=("db",))

    assert [each.name for each in selected.unprotected] == ["db-scratch"]
    with pytest.raises(DiskNotProtected, match="db-scratch of virtual machine db"):
        check_protected(selected, Selection(virtual_machines=("db",)))


def test_disks_of_no_machine_may_be_unprotected_unless_they_are_named() -> None:
    there = estate([disk("kept"), disk("copy", tags={"app": "shop"})], [], [protection("kept")])

    check_protected(taken(there, tags={"app": "shop"}), Selection(tags={"app": "shop"}))
    with pytest.raises(DiskNotProtected, match="copy"):
        check_protected(taken(there, source_disks=("copy",)), Selection(source_disks=("copy",)))


def test_a_name_that_fits_several_is_refused_with_all_of_them() -> None:
    twice = estate(
        [disk("data"), disk("data", "test")],
        [machine("web", "a"), machine("web", "b", group="test")],
        [protection("data"), protection("data", "test"), protection("a"), protection("b")],
    )

    with pytest.raises(AmbiguousName, match=r"source_disks: 2 disks are named 'data': .*prod.*, .*test") as refused:
        taken(twice, source_disks=("data",))
    with pytest.raises(AmbiguousName, match="virtual_machines: 2 virtual machines are named 'web'"):
        taken(twice, virtual_machines=("web",))
    assert refused.value.problem.code == "AmbiguousName"
    assert names(taken(twice, source_disks=(resource("disks", "data", "test").lower(),))) == ["data"]
    assert names(taken(twice, source_disks=("data",), source_resource_groups=("test",))) == ["data"]


def test_a_restored_copy_of_the_same_name_is_not_meant() -> None:
    """Nothing protects the copy. Of one name, the disk that is protected is the one to restore."""
    there = estate([disk("data"), disk("data", "restored")], [], [protection("data")])

    selected = taken(there, source_disks=("data",))

    assert [each.id for each in selected.protected] == [resource("disks", "data")]
    assert selected.unprotected == ()


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        ({"source_disks": ("db-dat", "lone")}, "source_disks: .*'db-dat'.* Did you mean 'db-data'"),
        ({"virtual_machines": ("webb",)}, "virtual_machines: .*'webb'.* Did you mean 'web'"),
        ({"source_resource_groups": ("prd",)}, "source_resource_groups: .*'prd'.* Did you mean 'prod'"),
        ({"tags": {"app": "erp"}}, "tags: .*'app=erp'"),
        ({"virtual_machines": ("web",), "tags": {"tier": ""}}, "virtual_machines, tags: no disk"),
    ],
)
def test_what_finds_nothing_is_named(criteria: dict[str, Any], message: str) -> None:
    with pytest.raises(NothingSelected, match=message) as missing:
        check_found(taken(**criteria))
    assert missing.value.problem.target == message.partition(":")[0]


def test_what_was_not_seen_is_said_with_what_is_missing() -> None:
    blind = replace(SHOP, unknown=("The disks of subscription 2 are unknown.",))

    with pytest.raises(NothingSelected, match="The disks of subscription 2 are unknown"):
        check_found(taken(blind, source_disks=("nowhere",)))


def test_the_map_knows_what_is_gone() -> None:
    """The machine and its disks were deleted since. The backup instances are still there."""
    before = make_recovery_map(taken(), SHOP, {})
    after = estate([disk("lone", "other")], [], list(SHOP.protections))

    selected = taken(after, virtual_machines=("db",), tags={"app": "shop"}, recovery_map=before)

    assert names(selected) == ["db-os", "db-data"]
    data = selected.protected[1].placement
    assert data and (data.machine_name, data.role, data.lun, data.from_map) == ("db", "data", 0, True)
    assert [each.name for each in selected.unprotected] == ["db-scratch"], "it is gone, and nothing protects it"
    assert make_recovery_map(selected, after, {}, before)["virtual_machines"] == [
        each for each in before["virtual_machines"] if each["name"] == "db"
    ]


def test_what_a_machine_has_today_counts_for_more_than_the_map() -> None:
    before = make_recovery_map(taken(), SHOP, {})
    moved = estate(
        list(SHOP.disks.values()), [machine("db", "db-os"), machine("copy", "c", "db-data")], list(SHOP.protections)
    )

    assert names(taken(moved, virtual_machines=("db",), recovery_map=before)) == ["db-os"]
    assert names(taken(moved, virtual_machines=("copy",), recovery_map=before)) == ["db-data"]


def test_many_names_that_are_missing_are_not_all_compared_with_all_others() -> None:
    """Whoever looks in the wrong subscription misses thousands of names among thousands."""
    there = {one.id.lower(): one for one in (disk(f"data-{number}") for number in range(10))}
    estate = Estate((), there, {}, (SUBSCRIPTION,), by_graph=True)

    missing = select(Selection(source_disks=tuple(f"date-{number}" for number in range(10))), SCOPE, estate).missing

    assert ["Did you mean 'data-" in each.why for each in missing] == [True] * 3 + [False] * 7


@pytest.mark.parametrize("value", [1.10, True, {}, []])
def test_the_value_of_a_tag_that_yaml_does_not_keep_as_it_was_written_is_refused(value: object) -> None:
    """`1.10` is the number 1.1, which is another text."""
    with pytest.raises(OptionRefused, match=r"tags.version: write the value as a text in quotes"):
        read_tags({"version": value})
