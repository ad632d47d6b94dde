# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a user requests for: one disk, from one moment, to one place. Checked in full before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from .._arm.errors import OptionRefused
from .._arm.resource_ids import ResourceId, why_not_a_resource_group, why_not_a_subscription
from .._azure.dataprotection.recovery_points import why_not_a_point
from .._azure.dataprotection.restores import IDENTITY_SINCE
from .._azure.dataprotection.vaults import VaultRef
from .._azure.disk_names import DISK, disk_id, why_not_a_disk
from .._backup.drill_marks import Drill, why_not_a_drill_id
from .._backup.option_values import OptionValues, as_seconds, check_name, read_as_of, read_resource_id, read_text
from .._backup.point_choice import PointRequest
from .._backup.sources import Source, read_source

IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"


@dataclass(frozen=True)
class RestoreRequest:
    """One disk to be there, and the vault that protects its source.

    `location` and `user_identity_id` are null where the instance decides.
    """

    ref: VaultRef
    source: Source
    point: PointRequest
    target: ResourceId
    location: str | None
    user_identity_id: str | None
    keep_existing: bool
    rerun_window_seconds: float
    validate: bool
    require_same_protection: bool
    drill: Drill | None = None


def read_request(options: OptionValues, ref: VaultRef, where: str = "") -> RestoreRequest:
    """Make a request of options. `where` is put before the name of an option in messages, as in `disks[2].`.

    Raises `OptionRefused` for the first option that can't be right.
    """
    if read_identity(options, where) and ref.api_version < IDENTITY_SINCE:
        raise OptionRefused(f"{where}vault_identity", f"needs api_version {IDENTITY_SINCE} or later")
    return RestoreRequest(
        ref=ref,
        source=read_source(options, where),
        point=_read_point(options, where),
        target=read_target(options, ref.id.subscription_id, where),
        location=read_text(options, "location"),
        user_identity_id=read_text(options, "vault_identity"),
        keep_existing=options.get("existing_disk") == "keep",
        rerun_window_seconds=_seconds(options, "rerun_window", where) or 0.0,
        validate=options.get("validate") is not False,
        require_same_protection=options.get("require_same_protection") is True,
        drill=read_drill(options),
    )


def read_identity(options: OptionValues, where: str = "") -> ResourceId | None:
    """The user-assigned identity in `vault_identity`, None where none is named."""
    text = read_text(options, "vault_identity")
    return read_resource_id(where + "vault_identity", text, IDENTITY, "a user-assigned identity") if text else None


def _read_point(options: OptionValues, where: str) -> PointRequest:
    point_id, as_of = read_text(options, "recovery_point_id"), read_text(options, "as_of")
    if point_id and as_of:
        raise OptionRefused(f"{where}recovery_point_id", "give either this or as_of, not both")
    if not point_id and not as_of:
        raise OptionRefused(f"{where}as_of", "is missing: give latest or a time, or give recovery_point_id")
    if point_id:
        check_name(where + "recovery_point_id", point_id, why_not_a_point)
    return PointRequest(
        point_id=point_id,
        as_of=read_as_of(as_of, where + "as_of") if as_of else None,
        max_age_seconds=_seconds(options, "max_point_age", where),
    )


def read_target(options: OptionValues, vault_subscription: str, where: str = "") -> ResourceId:
    """The disk to make, from `target_disk` and the options that say where."""
    target = read_text(options, "target_disk")
    group, subscription = read_text(options, "target_resource_group"), read_text(options, "target_subscription_id")
    if not target:
        raise OptionRefused(f"{where}target_disk", "is missing: give the name of the new disk")
    if target.startswith("/"):
        parsed = read_resource_id(where + "target_disk", target, DISK, "a disk")
        check_name(where + "target_disk", parsed.name, why_not_a_disk)
        for option, other, own in (
            ("target_resource_group", group, parsed.resource_group),
            ("target_subscription_id", subscription, parsed.subscription_id),
        ):
            if other and other.lower() != own.lower():
                raise OptionRefused(f"{where}{option}", f"is {other!r}, but the id in target_disk says {own!r}")
        return disk_id(parsed.subscription_id, parsed.resource_group, parsed.name)
    check_name(where + "target_disk", target, why_not_a_disk)
    if not group:
        raise OptionRefused(f"{where}target_resource_group", "is missing: give the resource group of the new disk")
    check_name(where + "target_resource_group", group, why_not_a_resource_group)
    if subscription:
        check_name(where + "target_subscription_id", subscription, why_not_a_subscription)
    return disk_id(subscription or vault_subscription, group, target)


def read_drill(options: OptionValues) -> Drill | None:
    """The drill in `drill`, None if it is not given."""
    given = options.get("drill")
    if not isinstance(given, Mapping):
        return None
    for option, refused in (("existing_disk", "keep"), ("wait", False)):
        if options.get(option) == refused:
            raise OptionRefused(option, "can't be used in a drill, which marks each disk that it has restored")
    drill_id = read_text(given, "id")
    if not drill_id:
        raise OptionRefused("drill.id", "is missing: name the drill")
    check_name("drill.id", drill_id, why_not_a_drill_id)
    days = _seconds(given, "window_days", "drill.")
    if days is None and read_text(given, "seed"):
        raise OptionRefused("drill.seed", "is only for window_days")
    return Drill(
        id=drill_id,
        seconds_to_live=_seconds(given, "time_to_live", "drill.") or 0.0,
        window=timedelta(days=days) if days else None,
        seed=read_text(given, "seed") or drill_id,
    )


def _seconds(options: OptionValues, name: str, where: str) -> float | None:
    value = options.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise OptionRefused(where + name, f"{value!r} is not a number of seconds of at least 0")
    return as_seconds(value)
