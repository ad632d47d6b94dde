# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Which disks a batch restores, and from which vaults: those that are listed, or those that a selection finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from ..._arm.credentials.login import Login
from ..._arm.errors import OptionRefused
from ..._arm.session import ArmSession
from ..._azure.dataprotection.vaults import VaultRef, vault_ref
from ..._backup.disk_lookup import check_found, check_protected, check_read, described, find_disks
from ..._backup.errors import AmbiguousName, NothingSelected
from ..._backup.option_values import OptionValues, is_blank, read_as_of, read_text
from ..._backup.scope import Scope
from ..._backup.selected_disks import ProtectedDisk, SelectedDisks
from ..._backup.selection import CRITERIA, Selection
from ..._backup.sources import some_of
from ..._backup.target_names import OPTION, check_pattern, target_names
from ..._restore.requests import RestoreRequest, read_request
from ..runtime import Runtime
from ..selection import read_selected
from .disk_options import combined, named_where_given
from .listed_vaults import ListedDisk, read_listed

NOT_WITH_DISKS = (*CRITERIA, "recovery_map", "vaults", "subscriptions", OPTION)
OF_A_SELECTION = (*NOT_WITH_DISKS, "on_unprotected")
# Stands for a name while the options that all disks share are checked, before the disks are known.
ANY_NAME = "any"


@dataclass(frozen=True)
class Batch:
    """A request for each disk, and what a person must be told of how they were found.

    `vaults` are those of the requests, each once; if there are none, the vault that the options name.
    """

    requests: list[RestoreRequest]
    vaults: tuple[VaultRef, ...]
    warnings: tuple[str, ...] = ()


def read_batch(options: OptionValues, runtime: Runtime) -> tuple[Login, Callable[[ArmSession], Batch]]:
    """How to log in, and what finds the disks. Raises `OptionRefused`; nothing is sent for it."""
    if options["disks"] is None:
        return _read_selection(options, runtime)
    for name in NOT_WITH_DISKS:
        if not is_blank(options[name]):
            raise OptionRefused(name, "is for a selection: give either this or disks, not both")
    login, named, disks = read_listed(options, runtime)
    requests = read_requests(options, disks)
    batch = Batch(requests, _vaults(requests) or ((named,) if named else ()))
    return login, lambda session: batch


def read_requests(options: OptionValues, disks: Sequence[ListedDisk]) -> list[RestoreRequest]:
    """A request for each of `disks`, whose own options win over the common ones. No two may have one target."""
    requests: list[RestoreRequest] = []
    targets: dict[str, ListedDisk] = {}
    for disk in disks:
        with named_where_given(options, disk.options, disk.where):
            request = read_request(combined(options, disk.options), disk.vault, disk.where)
        if (other := targets.setdefault(request.target.key, disk)) is not disk:
            why = f"has the same target as {other.where.rstrip('.')}: {request.target}"
            raise OptionRefused(f"{disk.where}target_disk", why)
        requests.append(request)
    return requests


def _read_selection(options: OptionValues, runtime: Runtime) -> tuple[Login, Callable[[ArmSession], Batch]]:
    login, scope, selection = read_selected(options, runtime)
    if not selection.criteria:
        raise OptionRefused("disks", f"say what to restore: give this, or select by {', '.join(CRITERIA)}")
    pattern = read_text(options, OPTION)
    if not pattern:
        raise OptionRefused(OPTION, "say how the restored disks are to be called, as in '{disk}-restored'")
    check_pattern(pattern)
    if read_text(options, "recovery_point_id"):
        raise OptionRefused("recovery_point_id", "belongs to one disk: give as_of for a selection, or list the disks")
    vault = vault_ref(scope.subscriptions[0], ANY_NAME, ANY_NAME, scope.api_version)
    _request(options, vault, ANY_NAME, ANY_NAME)
    return login, partial(_find, options, pattern, scope, selection)


def _find(options: OptionValues, pattern: str, scope: Scope, selection: Selection, session: ArmSession) -> Batch:
    selected, _estate = find_disks(session, scope, selection)
    check_found(selected)
    check_read(selected, scope)
    if options["on_unprotected"] != "ignore":
        check_protected(selected, selection)
    if not selected.protected:
        raise NothingSelected(selection.criteria[0], f"nothing in {scope} protects what this selects")
    _check_one_instance_a_disk(selected.protected)
    as_of = read_text(options, "as_of")
    names = target_names(pattern, selected.protected, read_as_of(as_of, "as_of") if as_of else None)
    requests = [
        _request(options, disk.protection.vault, disk.protection.instance.name, name)
        for disk, name in zip(selected.protected, names, strict=True)
    ]
    return Batch(requests, _vaults(requests), tuple(_warnings(selected, requests)))


def _request(options: OptionValues, vault: VaultRef, instance: str, target: str) -> RestoreRequest:
    return read_request(combined(options, {"backup_instance": instance, "target_disk": target}), vault)


def _vaults(requests: Sequence[RestoreRequest]) -> tuple[VaultRef, ...]:
    return tuple({request.ref.id.key: request.ref for request in requests}.values())


def _check_one_instance_a_disk(disks: Sequence[ProtectedDisk]) -> None:
    """Raise `AmbiguousName` if several instances protect a disk: it is not to be restored twice."""
    for key, number in Counter(disk.key for disk in disks).items():
        if number > 1:
            mine = [disk for disk in disks if disk.key == key]
            names = some_of(disk.protection.instance.id for disk in mine)
            raise AmbiguousName(f"{number} backup instances protect the disk {mine[0].id}: {names}.")


def _warnings(selected: SelectedDisks, requests: Sequence[RestoreRequest]) -> list[str]:
    """What was not seen, and which disks are left out. Those that the task itself makes can be selected, too."""
    made = {request.target.key for request in requests}
    left_out = [disk for disk in selected.unprotected if disk.key not in made]
    if not left_out:
        return list(selected.unknown)
    names = some_of(map(described, left_out))
    told = f"Nothing in the vaults that were looked at protects these disks, so they are left out: {names}."
    return [*selected.unknown, told]
