# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the disks of a vault share in a run: the vault, its guard, its instances, its jobs, each read once, at need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from zlib import crc32

from .._arm.pace import Pace
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._arm.waiter import Steps
from .._azure.dataprotection.instances import BackupInstance, list_instances
from .._azure.dataprotection.jobs import JobKind
from .._azure.dataprotection.resource_guards import get_guard, is_of_another_tenant
from .._azure.dataprotection.restores import GUARD_SINCE
from .._azure.dataprotection.vaults import Vault, VaultRef
from .disk_cache import DiskCache
from .errors import ResourceGuardInTheWay
from .instance_lookup import find_instance, find_vault
from .job_index import JobIndex
from .job_watch import JobWatch
from .read_once import ReadOnce
from .sources import Source, choose_instance, is_source, name_for

FEWEST_TO_LIST_INSTANCES = 3
LOOKS_WHILE_READ, SECONDS_WHILE_READ = 10, 0.1


class RunShares:
    """What the vaults of a run share: the disks that were read, the turns to write, and the time when it began."""

    def __init__(self, session: ArmSession) -> None:
        self.disks = DiskCache(session)
        self._session = session
        self._lock = session.threads.lock()
        self._paces: dict[str, Pace] = {}
        self._began: datetime | None = None

    def pace(self, subscription_id: str) -> Pace:
        """The turns to write to what is in a subscription: Azure counts the writes to each by itself."""
        with self._lock:
            pace = Pace(self._session, subscription_id, lambda: len(self._paces))
            return self._paces.setdefault(subscription_id.lower(), pace)

    def began(self) -> datetime:
        """When the run began, by the service's clock, which its first answer tells."""
        with self._lock:
            if self._began is None:
                self._began = self._session.service_now.replace(microsecond=0)
            return self._began


class RunContext:
    """What is known of a vault. Shared by all threads of a run, which begins jobs of one kind."""

    def __init__(
        self,
        session: ArmSession,
        ref: VaultRef,
        sources: Sequence[Source],
        targets: Sequence[ResourceId] = (),
        kind: JobKind = "Restore",
        shares: RunShares | None = None,
    ) -> None:
        self.session = session
        self.ref = ref
        self._shares = shares or RunShares(session)
        self.pace = self._shares.pace(ref.id.subscription_id)
        self.disks = self._shares.disks
        self.job_index = JobIndex(session, ref, kind, targets)
        self.watch = JobWatch(session, ref, self.job_index)
        self._sources = sources
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        # From 0 to 1, other for each vault: what all do again and again, each does at its own moment.
        self.share_of_time = crc32(ref.id.key.encode()) / 2**32
        self._vault = ReadOnce(lambda: find_vault(session, ref), session.threads)
        self._instances = ReadOnce(self._read_instances, session.threads)
        self._guard_requests = ReadOnce(self._ask_guard, session.threads)
        for target in targets:
            self.disks.want(target)

    def while_read(self, target: ResourceId) -> Steps[None]:
        """Let others go on while a thread reads the jobs of the vault, or the disks where the target is.

        What it reads is for all who want it. So many disks of a vault take no threads from those of other vaults. Not
        for long: where reading takes long, one begins as soon as another has ended.
        """
        for _look in range(LOOKS_WHILE_READ):
            if not (self.job_index.is_being_read or self.disks.is_being_read(target)):
                return
            yield SECONDS_WHILE_READ

    def vault(self) -> Vault:
        """The vault."""
        return self._vault.get()

    def now(self) -> datetime:
        """When the run began, by the service's clock: what `latest` means for every disk of it."""
        self.vault()
        return self._shares.began()

    def instance(self, source: Source) -> BackupInstance:
        """The instance for a source: read by itself where it is named and few are, else found in the vault's list."""
        if source.instance_name and len(self._sources) < FEWEST_TO_LIST_INSTANCES:
            return find_instance(self.session, self.ref, source)
        found = [instance for instance in self._instances.get().get(source.key, []) if is_source(instance, source)]
        return choose_instance(found, source, self.ref, self._names[source.kind])

    def guard_requests(self) -> tuple[str, ...]:
        """The ids that a guarded vault wants with a restore. Raises `ResourceGuardInTheWay` if there is no way."""
        return self._guard_requests.get() if self.vault().is_guarded else ()

    def principal_of(self, user_identity_id: str | None) -> str | None:
        """The object id of an identity of the vault, its own if none is named; None before the vault was read.

        Asked when a run ends, too: it waits for no thread that reads something.
        """
        vault = self._vault.known
        if vault is None or not user_identity_id:
            return vault.identity_principal_id if vault else None
        return vault.user_identities.get(user_identity_id.lower())

    def allows(self, target: ResourceId) -> bool:
        """Whether the vault restores into the subscription of a target."""
        own = self.ref.id.subscription_id.lower()
        return target.subscription_id.lower() == own or self.vault().cross_subscription_restore

    def _read_instances(self) -> dict[str, list[BackupInstance]]:
        """The instances of the vault's list that are wanted, by the keys of the sources."""
        wanted = {source.key for source in self._sources}
        kinds = {source.kind: source for source in self._sources}
        found: dict[str, list[BackupInstance]] = {}
        for instance in list_instances(self.session, self.ref):
            for kind, source in kinds.items():
                self._names[kind].add(name_for(instance, source))
            for key in wanted.intersection(_keys(instance)):
                found.setdefault(key, []).append(instance)
        return found

    def _ask_guard(self) -> tuple[str, ...]:
        guard = get_guard(self.session, self.ref)
        if not guard.restore_request:
            return ()
        if self.ref.api_version < GUARD_SINCE:
            raise ResourceGuardInTheWay(
                f"Restores from vault {self.ref} are protected by the Resource Guard {guard.id}: "
                f"to pass it, set api_version {GUARD_SINCE} or later."
            )
        if is_of_another_tenant(self.session, guard):
            raise ResourceGuardInTheWay(
                f"Restores from vault {self.ref} are protected by the Resource Guard {guard.id} of another tenant, "
                "which this login can't pass."
            )
        return (guard.restore_request,)


def _keys(instance: BackupInstance) -> Iterable[str]:
    """By what an instance can be asked for."""
    return {text.lower() for text in (instance.name, instance.source_id, instance.source_name) if text}
