# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is restored: a backup instance, or the one that protects a disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .._arm.errors import OptionRefused
from .._arm.resource_ids import ResourceId, same_id
from .._azure.dataprotection.instances import BackupInstance, why_not_an_instance
from .._azure.disk_names import DISK, why_not_a_disk
from .errors import AmbiguousName, BackupInstanceNotFound
from .option_values import OptionValues, check_name, read_resource_id, read_text

MOST_NAMED, MOST_LIKE_IT = 10, 3


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

    @property
    def kind(self) -> str:
        """What it is given by: the name of an instance, or the name or the id of a disk."""
        return "instance" if self.instance_name else "disk id" if self.disk_id else "disk"

    def __str__(self) -> str:
        if self.instance_name:
            return f"backup instance {self.instance_name!r}"
        return f"disk {self.disk_name or str(self.disk_id)!r}"


def read_source(options: OptionValues, where: str = "") -> Source:
    """What is restored, from `backup_instance` or `source_disk`."""
    instance, disk = read_text(options, "backup_instance"), read_text(options, "source_disk")
    if instance and disk:
        raise OptionRefused(f"{where}backup_instance", "give either this or source_disk, not both")
    if instance:
        check_name(where + "backup_instance", instance, why_not_an_instance)
        return Source(instance, None, None)
    if not disk:
        raise OptionRefused(f"{where}source_disk", "is missing: give this or backup_instance")
    if disk.startswith("/"):
        return Source(None, None, read_resource_id(where + "source_disk", disk, DISK, "a disk"))
    check_name(where + "source_disk", disk, why_not_a_disk)
    return Source(None, disk, None)


def read_source_if_given(options: OptionValues) -> Source | None:
    """The same; None where neither option is given."""
    given = any(read_text(options, name) for name in ("backup_instance", "source_disk"))
    return read_source(options) if given else None


def is_source(instance: BackupInstance, source: Source) -> bool:
    """Whether an instance is the one asked for, or protects the disk asked for."""
    if source.instance_name:
        return instance.name.lower() == source.instance_name.lower()
    if source.disk_id:
        return same_id(instance.source_id, str(source.disk_id))
    return (instance.source_name or "").lower() == (source.disk_name or "").lower()


def choose_instance(
    found: Sequence[BackupInstance], source: Source, vault: object, known: Iterable[str]
) -> BackupInstance:
    """The one instance for a source. Several for one disk, or several disks of one name, are named in the error.

    If there is none, the error names what is nearest of the names that are `known` in the vault.
    """
    if not found:
        raise BackupInstanceNotFound(f"Vault {vault} protects no {source}.{did_you_mean(source, known)}")
    if len(found) > 1:
        names = some_of(f"{instance.name} (disk {instance.source_id})" for instance in found)
        raise AmbiguousName(f"{len(found)} backup instances of vault {vault} protect {source}: {names}.")
    instance = found[0]
    if not instance.is_a_disk:
        what = f"protects a {instance.datasource_type}" if instance.datasource_type else "does not say what it protects"
        raise BackupInstanceNotFound(f"The backup instance {instance.name!r} {what}: only managed disks are restored.")
    return instance


def name_for(instance: BackupInstance, source: Source) -> str:
    """By what the instance would be asked for, in the way in which that source is."""
    if source.instance_name:
        return instance.name
    return (instance.source_id if source.disk_id else instance.source_name) or ""


def did_you_mean(source: Source, known: Iterable[str]) -> str:
    """The known names that are most like that of a source, as a sentence; an empty text if none is like it."""
    from difflib import get_close_matches

    spelled = {_last(name): name for name in sorted(known)}
    nearest = get_close_matches(_last(source.key), spelled, n=MOST_LIKE_IT)
    return f" Did you mean {' or '.join(repr(spelled[name]) for name in nearest)}?" if nearest else ""


def _last(name: str) -> str:
    """A name, or the last name in an id, in lower case."""
    return name.rpartition("/")[2].lower()


def some_of(names: Iterable[str]) -> str:
    """The first of many names, and how many more there are."""
    listed = list(names)
    more = f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
    return ", ".join(listed[:MOST_NAMED]) + more
