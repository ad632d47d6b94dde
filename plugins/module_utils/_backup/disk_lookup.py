# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Finding the disks of a selection in Azure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from .._arm.errors import NoAnswer, OptionRefused, RequestRefused
from .._arm.session import ArmSession
from .._run.works import in_time
from .errors import DiskNotProtected, NothingSelected
from .estate import Estate
from .estate_reader import protections_elsewhere, read_estate, with_listed_instances
from .scope import Scope
from .selected_disks import SelectedDisks, UnprotectedDisk, select
from .selection import Selection
from .sources import some_of

ELSEWHERE_UNKNOWN = "Azure Resource Graph did not say whether other vaults protect disks that nothing here protects: {}"


def find_disks(session: ArmSession, scope: Scope, selection: Selection) -> tuple[SelectedDisks, Estate]:
    """What a selection takes, and all that was seen.

    What Resource Graph does not show of vaults that were named is looked for in their own lists before it counts as
    missing or unprotected.
    """
    return in_time(session, lambda: _find(session, scope, selection))


def _find(session: ArmSession, scope: Scope, selection: Selection) -> tuple[SelectedDisks, Estate]:
    estate = read_estate(session, scope)
    selected = select(selection, scope, estate)
    if selected.missing or (selection.criteria and selected.unprotected):
        estate = with_lists_of_named_vaults(session, scope, estate)
        selected = select(selection, scope, estate)
    return _with_other_vaults(session, scope, selected, estate), estate


def with_lists_of_named_vaults(session: ArmSession, scope: Scope, estate: Estate) -> Estate:
    """The same, after the vaults that were named have listed their instances, which Graph may not know of yet."""
    return with_listed_instances(session, scope, estate) if estate.by_graph and scope.vaults else estate


def check_found(selected: SelectedDisks) -> None:
    """Raise `NothingSelected` if a criterion finds nothing."""
    for missing in selected.missing:
        hint = f" {' '.join(selected.unknown)}" if selected.unknown else ""
        raise NothingSelected(missing.option, f"{missing.why}{hint}")


def check_read(selected: SelectedDisks, scope: Scope) -> None:
    """Raise `OptionRefused` if a vault or subscription that is named can't be read: its disks would be left out."""
    if selected.unread:
        option = "vaults" if scope.vaults else "subscriptions"
        why = f"{' '.join(selected.unread)} Its disks would be left out without a word. Correct it, or do not name it."
        raise OptionRefused(option, why)


def check_protected(selected: SelectedDisks, selection: Selection) -> None:
    """Raise `DiskNotProtected` if nothing protects a disk of a machine that was selected, or one that was named."""
    left = [disk for disk in selected.unprotected if disk.placements or selection.source_disks]
    if left:
        some = "1 selected disk" if len(left) == 1 else f"{len(left)} selected disks"
        raise DiskNotProtected(
            f"Nothing in the vaults that were looked at protects {some}: {some_of(map(described, left))}."
        )


def _with_other_vaults(session: ArmSession, scope: Scope, selected: SelectedDisks, estate: Estate) -> SelectedDisks:
    """The same with what protects, in other vaults, the disks that nothing in the scope protects."""
    if not selected.unprotected or not estate.by_graph:
        return selected
    found: defaultdict[str, list[str]] = defaultdict(list)
    try:
        for each in protections_elsewhere(session, [disk.id for disk in selected.unprotected], scope.api_version):
            found[each.disk_key].append(each.instance.id)
    except (RequestRefused, NoAnswer) as error:
        return replace(selected, unknown=(*selected.unknown, ELSEWHERE_UNKNOWN.format(error)))
    return replace(
        selected,
        unprotected=tuple(
            replace(disk, protected_by=tuple(sorted(found[disk.key], key=str.lower))) for disk in selected.unprotected
        ),
    )


def described(disk: UnprotectedDisk) -> str:
    """The disk, its machine, and what protects it elsewhere."""
    place = f" of virtual machine {disk.placement.machine_name}" if disk.placement else ""
    elsewhere = f", protected elsewhere by {' and '.join(disk.protected_by)}" if disk.protected_by else ""
    return f"{disk.id}{place}{elsewhere}"
