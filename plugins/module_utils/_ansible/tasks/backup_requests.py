# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Which disks are backed up: one that is named, or those that a selection finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ..._arm.credentials.login import Login
from ..._arm.errors import OptionRefused
from ..._arm.session import ArmSession
from ..._azure.dataprotection.instances import INSTANCE
from ..._azure.dataprotection.vaults import VaultRef
from ..._backup.disk_lookup import check_found, check_protected, check_read, described, find_disks
from ..._backup.errors import AmbiguousName, NothingSelected
from ..._backup.option_values import OptionValues, is_blank, read_resource_id, read_text
from ..._backup.scope import Scope, read_scope
from ..._backup.selected_disks import ProtectedDisk, SelectedDisks
from ..._backup.selection import CRITERIA, Selection
from ..._backup.sources import Source, read_source_if_given, some_of
from ..._on_demand.objections import is_stopped, refused_state
from ..._on_demand.requests import BackupRequest, Terms
from ..connection import read_api_version, read_login
from ..runtime import Runtime
from ..selection import read_selected
from .listed_vaults import vault_of

ONE = ("backup_instance", "source_disk")


@dataclass(frozen=True)
class Batch:
    """A request for each disk, and what a person must be told of how they were found."""

    requests: Sequence[BackupRequest]
    warnings: Sequence[str] = ()


Find = Callable[[ArmSession], Batch]


def read_requests(options: OptionValues, runtime: Runtime, terms: Terms) -> tuple[Login, Find]:
    """How to log in, and what finds the disks. Raises `OptionRefused`; nothing is sent for it."""
    if any(not is_blank(options[name]) for name in ONE):
        return _read_one(options, runtime, terms)
    login, scope, selection = read_selected(options, runtime)
    if not selection.criteria:
        raise OptionRefused(
            CRITERIA[0],
            f"say which disks to back up: give this, {', '.join(CRITERIA[1:])}, or {' or '.join(ONE)} for one disk",
        )
    return login, partial(_find, scope, selection, options["on_unprotected"] == "ignore", terms)


def _read_one(options: OptionValues, runtime: Runtime, terms: Terms) -> tuple[Login, Find]:
    """One disk of a vault that is named, by its options or by the id of the instance."""
    for name in (*CRITERIA, "recovery_map"):
        if not is_blank(options[name]):
            given = next(one for one in ONE if not is_blank(options[one]))
            raise OptionRefused(name, f"give either this or {given}, not both")
    login = read_login(options, runtime)
    text = read_text(options, "backup_instance")
    if text and text.startswith("/"):
        instance = read_resource_id("backup_instance", text, INSTANCE, "a backup instance")
        vault = VaultRef(vault_of(instance), read_api_version(options))
        options = {**options, "backup_instance": instance.name}
    else:
        vault = _one_vault(read_scope(options, login.subscription_id, read_api_version(options)))
    source = read_source_if_given(options)
    requests = [BackupRequest(vault, source, terms)] if source else []
    return login, lambda session: Batch(requests)


def _one_vault(scope: Scope) -> VaultRef:
    if len(scope.vaults) != 1:
        raise OptionRefused(
            "vault_name",
            "name the vault, too, with vault_resource_group; or give source_disks, which are looked for in all vaults",
        )
    return scope.vaults[0]


def _find(scope: Scope, selection: Selection, ignore_unprotected: bool, terms: Terms, session: ArmSession) -> Batch:
    selected, _estate = find_disks(session, scope, selection)
    check_found(selected)
    check_read(selected, scope)
    if not ignore_unprotected:
        check_protected(selected, selection)
    if not selected.protected:
        raise NothingSelected(selection.criteria[0], f"nothing in {scope} protects what this selects")
    requests = [_request(disk, terms) for disk in _one_instance_each(selected.protected)]
    return Batch(requests, list(_warnings(selected)))


def _request(disk: ProtectedDisk, terms: Terms) -> BackupRequest:
    instance, status = disk.protection.instance, disk.protection.status
    source = Source(instance.name, None, None)
    return BackupRequest(disk.protection.vault, source, terms, refused_state(instance, status.allowed_operations))


def _one_instance_each(disks: Sequence[ProtectedDisk]) -> Iterator[ProtectedDisk]:
    """Each disk once. Of several instances of a disk, the one is meant whose protection is not stopped."""
    for key in dict.fromkeys(disk.key for disk in disks):
        mine = [disk for disk in disks if disk.key == key]
        going_on = [disk for disk in mine if not is_stopped(disk.protection.instance)] or mine
        if len(going_on) > 1:
            names = some_of(disk.protection.instance.id for disk in going_on)
            raise AmbiguousName(
                f"{len(going_on)} backup instances protect the disk {mine[0].id}: {names}. Give backup_instance."
            )
        yield going_on[0]


def _warnings(selected: SelectedDisks) -> Iterator[str]:
    yield from selected.unknown
    if selected.unprotected:
        names = some_of(map(described, selected.unprotected))
        yield f"Nothing in the vaults that were looked at protects these disks, so they are not backed up: {names}."
