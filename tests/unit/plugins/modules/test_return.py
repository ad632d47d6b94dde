# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each module returns is what its RETURN says, at every depth, in success, in check mode and in failure.

A new module needs an entry in RUNS. The runs of a module together return each member that RETURN has.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

from ansible_collections.azure_dr.backup.tests.emulator.errors import Failure
from ansible_collections.azure_dr.backup.tests.emulator.estate import Estate
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer, failing_job
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.emulator.settings import Settings
from ansible_collections.azure_dr.backup.tests.support.disk_reads import DISK_ID, restored_disk
from ansible_collections.azure_dr.backup.tests.support.drills import CLEAN_UP, DRILLS, allow_drills, restore_for_drill
from ansible_collections.azure_dr.backup.tests.support.modules import COLLECTION, restore_disk, run_module
from ansible_collections.azure_dr.backup.tests.support.swappable import (
    ATTACHMENT,
    MACHINE,
    ONCE,
    RECOVERY,
    UNPROVEN,
    add_swappable_machine,
)

NAMES = sorted(path.stem for path in (Path(__file__).parents[4] / "plugins" / "modules").glob("*.py"))
# What Ansible documents for all modules.
COMMON = {"changed", "diff", "exception", "failed", "invocation", "msg", "warnings"}
# Mappings whose names are whatever users have chosen.
NAMED_BY_USERS = (".tags",)
TYPES: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "list": (list,),
    "dict": (dict,),
}
DISKS = [{"source_disk": name, "target_disk": f"{name}-restored"} for name in ("erp-os", "erp-data")]
BATCH = {
    "disks": DISKS,
    "as_of": "latest",
    "target_resource_group": "erp-restored",
    "poll_interval": 1,
    "permission_timeout": 0,
}
INNER = {"code": "Inner", "message": "Somebody deleted it."}
GONE = {"error": {"code": "ResourceNotFound", "message": "It is not there.", "details": [INNER]}}
LOCKED = {"error": {"code": "ScopeLocked", "message": "It is locked."}}
BROKEN = Failure("InternalServerError", "It broke.", ("Try again.",), cause=Failure("Inner", "A part of it broke."))

Result = dict[str, Any]
Docs = Mapping[str, Any]


def gone(azure: Emulator) -> None:
    """Azure has no such vault, and its answer tells of an error within the error."""
    azure.faults.add(Fault(answer(404, GONE), "GET", r"/dr-vault(/|$)", times=None))


def without_graph(azure: Emulator) -> None:
    """Resource Graph is refused."""
    azure.faults.add(Fault(answer(403, GONE), "POST", r"/Microsoft.ResourceGraph/", times=None))


def gone_without_graph(azure: Emulator) -> None:
    """The same, and the vault is not there."""
    without_graph(azure)
    gone(azure)


def not_ready(azure: Emulator) -> None:
    """Another application, whose points lie apart, and of which one disk gets no new ones."""
    azure.estate.__dict__.update(Estate.application().__dict__)
    azure.estate.add_disk("lone", azure.estate.group("shop-prod"))
    next(iter(azure.estate.vault().instances.values())).state = "ProtectionStopped"
    machine = next(iter(azure.estate.machines.values()))
    machine.profile["securityProfile"] = {"securityType": "TrustedLaunch", "uefiSettings": {"vTpmEnabled": True}}


def unreachable(azure: Emulator) -> None:
    """The cloud does not say where to log in."""
    azure.faults.add(Fault(answer(404, "No such page."), "GET", r"/metadata/endpoints", times=None))


def no_login(azure: Emulator) -> None:
    """The application is refused."""
    azure.faults.add(Fault(answer(401, {"error": "invalid_client"}), "POST", r"/oauth2/v2.0/token", times=None))


def not_valid(azure: Emulator) -> None:
    """Azure refuses to validate the restore of one of the disks."""
    azure.faults.add(Fault(answer(404, GONE), "POST", r"/erp-data[^/]*/validateRestore$"))


def broken(azure: Emulator) -> None:
    """The next restore breaks on its way."""
    azure.faults.add(Fault(failing_job(BROKEN.of_job()), "POST", r"/restore$"))


def backup_broken(azure: Emulator) -> None:
    """The next backup breaks on its way."""
    azure.faults.add(Fault(failing_job(BROKEN.of_job()), "POST", r"/backup$"))


def broken_before(azure: Emulator) -> None:
    """A restore has broken on its way."""
    broken(azure)
    restore_disk()


def unlike_its_source(azure: Emulator) -> None:
    """The restored disk becomes another than its source."""
    source = azure.estate.disk("erp-data", "erp-prod")
    assert source
    source.network_access_policy = "DenyAll"


def locked(azure: Emulator) -> None:
    """A lock keeps roles from being assigned."""
    identifier = f"{azure.estate.group('erp-drill').id}/providers/Microsoft.Authorization/locks/keep"
    locks = {"value": [{"id": identifier, "name": "keep", "properties": {"level": "ReadOnly"}}]}
    azure.faults.add(Fault(answer(409, LOCKED), "PUT", r"/roleAssignments/"))
    azure.faults.add(Fault(answer(200, locks), "GET", r"/locks$"))


def drilled(azure: Emulator) -> None:
    """A drill has restored two disks, of which a machine uses one."""
    allow_drills(azure.estate)
    restore_for_drill()
    used = azure.estate.disk("erp-log-drill", DRILLS)
    assert used
    azure.estate.add_machine("boot", azure.estate.group(DRILLS), used)


def gone_after_drill(azure: Emulator) -> None:
    """The same, and the vault is not there any more."""
    drilled(azure)
    gone(azure)


def as_it_is(azure: Emulator) -> None:
    """All is well."""


def with_a_disk(azure: Emulator) -> None:
    """There is a disk that nothing uses."""
    restored_disk(azure)


def with_an_empty_disk(azure: Emulator) -> None:
    """It has nothing but zeros."""
    restored_disk(azure, "zero")


def without_the_disk(azure: Emulator) -> None:
    """It can't be read, and Azure's answer tells of an error within the error."""
    azure.faults.add(Fault(answer(404, GONE), "GET", r"/disks/", times=None))


@dataclass(frozen=True)
class Returned:
    """What a run returned. `asked`: it had sent a request to Azure Backup."""

    told: str
    result: Result
    asked: bool


@dataclass(frozen=True)
class Runs:
    """How a module is run: with these options, in each of these worlds."""

    run: Callable[..., Result]
    worlds: Sequence[Callable[[Emulator], None]]
    refused: Mapping[str, Any] = field(default_factory=lambda: {"vault_name": "no/vault"})
    """An option that is refused."""

    def returned(self) -> Iterator[Returned]:
        """What comes back from each run. Each has an Azure of its own."""
        for world, check_mode in product(self.worlds, (False, True)):
            with azure_of_its_own() as azure:
                world(azure)
                azure.forget_requests()
                told = f"{world.__name__}, check mode" if check_mode else world.__name__
                result = self.run(check_mode=check_mode)
                yield Returned(told, result, any("/Microsoft.DataProtection/" in one.path for one in azure.requests))
        with azure_of_its_own():
            yield Returned("an option that is refused", self.run(**self.refused), asked=False)


@contextmanager
def azure_of_its_own() -> Iterator[Emulator]:
    """An Azure with the small estate, and an environment that leads there."""
    settings = Settings(retry_after=0, disk_host=True)
    with Emulator(Estate.small(), speed=1_000_000.0, settings=settings) as azure, pytest.MonkeyPatch.context() as patch:
        for name, value in {**azure.environment(), **azure.proxy_environment()}.items():
            patch.setenv(name, value)
        yield azure


def report(**options: Any) -> Result:
    outcome = run_module("disk_restore_batch", **BATCH)
    with TemporaryDirectory() as folder:
        directory = f"{folder}/reports"
        return run_module("restore_report", **{"outcome": outcome, "directory": directory, **options})


def with_a_machine(azure: Emulator) -> None:
    """There is a machine whose disk can be swapped."""
    add_swappable_machine(azure.estate)


def in_another_zone(azure: Emulator) -> None:
    """The new disk does not fit the machine."""
    add_swappable_machine(azure.estate)
    disk = azure.estate.disk("erp-data-new", "erp-prod")
    assert disk
    disk.zones = ["2"]


def full(azure: Emulator) -> None:
    """The machine can't be started, since the region has no room; an error is told within the error."""
    add_swappable_machine(azure.estate)
    azure.faults.add(Fault(answer(409, GONE), "POST", r"/start$"))


def without_attaching(azure: Emulator) -> None:
    """The disk can't be attached; an error is told within the error."""
    add_swappable_machine(azure.estate)
    azure.faults.add(Fault(answer(409, GONE), "POST", r"/attachDetachDataDisks$"))


def instances_refused(azure: Emulator) -> None:
    """Azure does not list the backup instances, and tells of an error within the error."""
    add_swappable_machine(azure.estate)
    azure.faults.add(Fault(answer(409, GONE), "GET", r"/backupInstances$"))


def os_disk_in_use(azure: Emulator) -> None:
    """Another machine uses the disk that the machine is to be made of."""
    add_swappable_machine(azure.estate)
    disk = azure.estate.disk("erp-os-new", "erp-prod")
    assert disk
    disk.managed_by = azure.estate.machine("erp").id


def with_another_machine(azure: Emulator) -> None:
    """There is a machine of that name already."""
    add_swappable_machine(azure.estate)
    there = replace(azure.estate.machine("erp"), name=MACHINE["name"])
    azure.estate.machines[there.id] = there


def without_making(azure: Emulator) -> None:
    """The machine can't be made; an error is told within the error."""
    add_swappable_machine(azure.estate)
    azure.faults.add(Fault(answer(409, GONE), "PUT", r"/virtualMachines/"))


def made_or_deleted(**options: Any) -> Result:
    """A machine is made. If there is another of that name, it is deleted instead, and so kept."""
    result = run_module("vm_from_disks", **{**MACHINE, **options})
    if result.get("error", {}).get("code") == "NameTaken":
        return run_module("vm_from_disks", **{**MACHINE, "state": "absent", **options})
    return result


# Nothing is done in any of these.
BEFORE_ALL = (gone, unreachable, no_login)

CHECKED = {
    "application_tag": "application",
    "max_skew": 0,
    "depth": "thorough",
    "rpo_target": 86400,
    "target_resource_group": "shop-restored",
}

RUNS: Mapping[str, Runs] = {
    "backup_instance_info": Runs(
        partial(run_module, "backup_instance_info"), [as_it_is, without_graph, gone_without_graph, *BEFORE_ALL[1:]]
    ),
    "backup_job_info": Runs(partial(run_module, "backup_job_info"), [broken_before, *BEFORE_ALL]),
    "disk_backup": Runs(
        partial(run_module, "disk_backup", source_disk="erp-data", poll_interval=1),
        [as_it_is, backup_broken, *BEFORE_ALL],
    ),
    "disk_content_check": Runs(
        partial(run_module, "disk_content_check", disk=DISK_ID, poll_interval=1),
        [with_a_disk, with_an_empty_disk, without_the_disk, *BEFORE_ALL[1:]],
        refused={"access_seconds": 1},
    ),
    "disk_restore": Runs(restore_disk, [as_it_is, unlike_its_source, broken, not_valid, *BEFORE_ALL]),
    "disk_restore_batch": Runs(
        partial(run_module, "disk_restore_batch", **BATCH), [as_it_is, broken, not_valid, *BEFORE_ALL]
    ),
    "drill_cleanup": Runs(partial(run_module, "drill_cleanup", **CLEAN_UP), [drilled, gone_after_drill, *BEFORE_ALL]),
    "recovery_point_info": Runs(
        partial(run_module, "recovery_point_info", source_disk="erp-data"), [as_it_is, *BEFORE_ALL]
    ),
    "restore_permission": Runs(
        partial(run_module, "restore_permission", target_resource_group="erp-drill"), [as_it_is, locked, *BEFORE_ALL]
    ),
    "restore_readiness_info": Runs(
        partial(run_module, "restore_readiness_info", **CHECKED),
        [not_ready, without_graph, gone_without_graph, *BEFORE_ALL[1:]],
        refused={"rpo_target": 0},
    ),
    "vm_disk_attachment": Runs(
        partial(run_module, "vm_disk_attachment", **ATTACHMENT),
        [with_a_machine, in_another_zone, without_attaching, *BEFORE_ALL[1:]],
        refused={"lun": 64},
    ),
    "vm_disk_swap": Runs(
        partial(run_module, "vm_disk_swap", **UNPROVEN),
        [with_a_machine, in_another_zone, full, *BEFORE_ALL],
        refused={"virtual_machine": "no/machine"},
    ),
    "vm_from_disks": Runs(
        made_or_deleted,
        [with_a_machine, os_disk_in_use, with_another_machine, without_making, *BEFORE_ALL[1:]],
        refused={"name": "no/machine"},
    ),
    "vm_recovery_plan": Runs(
        partial(run_module, "vm_recovery_plan", **RECOVERY, recovery_map=ONCE),
        [with_a_machine, as_it_is, instances_refused, *BEFORE_ALL],
        refused={"virtual_machines": ["no/machine"]},
    ),
    "restore_report": Runs(report, [as_it_is, gone], refused={"outcome": {}}),
}


def documentation(name: str) -> Docs:
    """What the module says that it returns."""
    module = importlib.import_module(f"{COLLECTION}.plugins.modules.{name}")
    docs: Docs = yaml.safe_load(module.RETURN)
    return docs


def faults(docs: Docs, value: object, path: str, seen: set[str]) -> Iterator[str]:
    """Where a value is not what its documentation says; what it says and is there is added to `seen`."""
    seen.add(path)
    kind = docs["type"]
    if value is None or kind == "raw":
        return
    if not isinstance(value, TYPES[kind]) or (kind in ("int", "float") and isinstance(value, bool)):
        yield f"{path} is no {kind}: {value!r}"
    elif isinstance(value, list):
        for each in value:
            yield from faults({**docs, "type": docs.get("elements", "raw")}, each, f"{path}[]", seen)
    elif isinstance(value, dict) and path.endswith(NAMED_BY_USERS):
        seen.add(f"{path}.*")
        yield from (f"{path}.{name} is no text" for name, each in value.items() if not isinstance(each, str))
    elif isinstance(value, dict):
        contains = docs.get("contains", {})
        yield from (f"{path}.{name} is not documented" for name in sorted(value.keys() - contains.keys()))
        yield from (f"{path}.{name} is not returned" for name in sorted(contains.keys() - value.keys()))
        for name in sorted(value.keys() & contains.keys()):
            yield from faults(contains[name], value[name], f"{path}.{name}", seen)


def is_due(documented: str, returned: Returned) -> bool | None:
    """Whether a member is in what was returned, by its `returned` in RETURN; None if it can be there or not."""
    error = returned.result.get("error", {}).get("code")
    if documented == "always, unless an option is refused":
        return error != "OptionRefused"
    if documented == "always, unless the task fails before its first request to Azure Backup":
        return True if returned.asked else None
    if documented == "always, unless the task fails before it has found the disks":
        return True if error is None else None
    if documented == "failure":
        return error is not None
    if documented.startswith("success"):
        return None if error else True
    return None


def faults_of(docs: Docs, returned: Returned, seen: set[str]) -> Iterator[str]:
    """Where a result is not what RETURN says."""
    own = {name: value for name, value in returned.result.items() if name not in COMMON}
    yield from (f"{name} is not documented" for name in sorted(own.keys() - docs.keys()))
    for name in sorted(docs.keys() - COMMON):
        if is_due(docs[name]["returned"], returned) not in (name in own, None):
            yield f"{name} is {'' if name in own else 'not '}returned"
        if name in own:
            yield from faults(docs[name], own[name], name, seen)


def members(docs: Docs, path: str = "") -> Iterator[str]:
    """Everything that RETURN names, and each mapping that it leaves open, as `name.*`."""
    for name, one in docs.items():
        here = f"{path}{name}"
        yield here
        inside = f"{here}[]." if one["type"] == "list" else f"{here}."
        if "dict" in (one["type"], one.get("elements")) and "contains" not in one:
            yield f"{inside}*"
        yield from members(one.get("contains", {}), inside)


def test_every_module_runs_here() -> None:
    assert sorted(RUNS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_is_returned_is_what_is_documented(name: str) -> None:
    docs, seen = documentation(name), set[str]()

    found = [f"{one.told}: {fault}" for one in RUNS[name].returned() for fault in faults_of(docs, one, seen)]

    assert found == []
    assert sorted(set(members(docs)) - seen - COMMON) == [], "RETURN names it, and no run returns it"
