# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a user wishes for: one disk, from one moment, to one place. Checked in full before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .._arm.errors import OptionRefused
from .._arm.resource_ids import ResourceId, why_not_a_resource_group, why_not_a_subscription
from .._arm.times import format_moment, parse_exact_moment
from .._dataprotection.disks import disk_id, why_not_a_disk
from .._dataprotection.instances import DISK, why_not_an_instance
from .._dataprotection.recovery_points import why_not_a_point
from .._dataprotection.restores import IDENTITY_SINCE

IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
LATEST = "latest"
CLOCKS_MAY_DIFFER = timedelta(minutes=5)

Options = Mapping[str, object]


@dataclass(frozen=True)
class Source:
    """What is restored: an instance by its name, or a protected disk by its name or its id."""

    instance_name: str | None
    disk_name: str | None
    disk_id: ResourceId | None

    @property
    def key(self) -> str:
        """What it is found by, in lower case."""
        return (self.instance_name or self.disk_name or str(self.disk_id)).lower()

    def __str__(self) -> str:
        if self.instance_name:
            return f"backup instance {self.instance_name!r}"
        return f"disk {self.disk_name or str(self.disk_id)!r}"


@dataclass(frozen=True)
class PointWish:
    """The point wished for: one by its id, or the newest not after `as_of`; neither of them: the latest."""

    point_id: str | None
    as_of: datetime | None
    max_age_seconds: float | None

    @property
    def is_latest(self) -> bool:
        """Whether it is the newest of all, whenever that is."""
        return self.point_id is None and self.as_of is None


@dataclass(frozen=True)
class Wish:
    """One disk to be there. `location` and `user_identity_id` are null where the instance decides."""

    source: Source
    point: PointWish
    target: ResourceId
    location: str | None
    user_identity_id: str | None
    keep_existing: bool
    rerun_window_seconds: float
    validate: bool
    require_same_protection: bool


def read_wish(options: Options, *, vault_subscription: str, api_version: str, now: datetime, where: str = "") -> Wish:
    """Make a wish of options. `where` is put before the name of an option in messages, as in `disks[2].`.

    Raises `OptionRefused` for the first option that can't be right.
    """
    if read_identity(options, where) and api_version < IDENTITY_SINCE:
        raise OptionRefused(f"{where}vault_identity", f"needs api_version {IDENTITY_SINCE} or later")
    return Wish(
        source=read_source(options, where),
        point=_read_point(options, now, where),
        target=_read_target(options, vault_subscription, where),
        location=_text(options, "location"),
        user_identity_id=_text(options, "vault_identity"),
        keep_existing=options.get("existing_disk") == "keep",
        rerun_window_seconds=_seconds(options, "rerun_window", where) or 0.0,
        validate=options.get("validate") is not False,
        require_same_protection=options.get("require_same_protection") is True,
    )


def read_source(options: Options, where: str = "") -> Source:
    """What is restored, from `backup_instance` or `source_disk`."""
    instance, disk = _text(options, "backup_instance"), _text(options, "source_disk")
    if instance and disk:
        raise OptionRefused(f"{where}backup_instance", "give either this or source_disk, not both")
    if instance:
        check_name(where + "backup_instance", instance, why_not_an_instance)
        return Source(instance, None, None)
    if not disk:
        raise OptionRefused(f"{where}source_disk", "say what to restore: give this or backup_instance")
    if disk.startswith("/"):
        return Source(None, None, _resource_id(where + "source_disk", disk, DISK, "a disk"))
    check_name(where + "source_disk", disk, why_not_a_disk)
    return Source(None, disk, None)


def read_identity(options: Options, where: str = "") -> ResourceId | None:
    """The user-assigned identity in `vault_identity`, None where none is named."""
    text = _text(options, "vault_identity")
    return _resource_id(where + "vault_identity", text, IDENTITY, "a user-assigned identity") if text else None


def read_as_of(text: str, now: datetime, option: str) -> datetime | None:
    """The moment in `as_of`, None for `latest`. Refused: no offset from UTC, or a moment in the future."""
    if text.strip().lower() == LATEST:
        return None
    moment = read_moment(text, option)
    if moment > now + CLOCKS_MAY_DIFFER:
        raise OptionRefused(option, f"{format_moment(moment)} is in the future")
    return moment


def read_moment(text: str, option: str) -> datetime:
    """A moment given by a user, which must say its offset from UTC."""
    try:
        return parse_exact_moment(text, offset_required=True)
    except ValueError as error:
        raise OptionRefused(option, f"{text!r}: {error}") from None


def _read_point(options: Options, now: datetime, where: str) -> PointWish:
    point_id, as_of = _text(options, "recovery_point_id"), _text(options, "as_of")
    if point_id and as_of:
        raise OptionRefused(f"{where}recovery_point_id", "give either this or as_of, not both")
    if not point_id and not as_of:
        raise OptionRefused(f"{where}as_of", "say which point to restore: latest, a moment, or give recovery_point_id")
    if point_id:
        check_name(where + "recovery_point_id", point_id, why_not_a_point)
    return PointWish(
        point_id=point_id,
        as_of=read_as_of(as_of, now, where + "as_of") if as_of else None,
        max_age_seconds=_seconds(options, "max_point_age", where),
    )


def _read_target(options: Options, vault_subscription: str, where: str) -> ResourceId:
    target = _text(options, "target_disk")
    group, subscription = _text(options, "target_resource_group"), _text(options, "target_subscription_id")
    if not target:
        raise OptionRefused(f"{where}target_disk", "say how the restored disk is to be called")
    if target.startswith("/"):
        parsed = _resource_id(where + "target_disk", target, DISK, "a disk")
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
        raise OptionRefused(f"{where}target_resource_group", "say where the restored disk is to be")
    check_name(where + "target_resource_group", group, why_not_a_resource_group)
    if subscription:
        check_name(where + "target_subscription_id", subscription, why_not_a_subscription)
    return disk_id(subscription or vault_subscription, group, target)


def _resource_id(option: str, text: str, kind: str, what: str) -> ResourceId:
    try:
        parsed = ResourceId.parse(text)
    except ValueError as error:
        raise OptionRefused(option, f"{text!r}: {error}") from None
    if not parsed.is_a(kind):
        raise OptionRefused(option, f"{text!r} is the id of a {parsed.kind}, not of {what}")
    return parsed


def check_name(option: str, text: str, why_not: Callable[[str], str | None]) -> None:
    """Raise `OptionRefused` where a name can't be one."""
    if why := why_not(text):
        raise OptionRefused(option, why)


def _text(options: Options, name: str) -> str | None:
    value = options.get(name)
    return str(value).strip() or None if value is not None else None


def _seconds(options: Options, name: str, where: str) -> float | None:
    value = options.get(name)
    if not isinstance(value, (int, float)):
        return None
    if value < 0:
        raise OptionRefused(where + name, "is a number of seconds and can't be negative")
    return float(value)
