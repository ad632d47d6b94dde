# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What all disks of a run share: the vault, its guard, its instances, its jobs. Each is read once, at need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from .._arm.pace import Pace
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._azure.dataprotection.instances import BackupInstance, list_instances
from .._azure.dataprotection.jobs import JobKind
from .._azure.dataprotection.resource_guards import get_guard, is_of_another_tenant
from .._azure.dataprotection.restores import GUARD_SINCE
from .._azure.dataprotection.vaults import Vault, VaultRef, get_vault
from .disk_cache import DiskCache
from .errors import ResourceGuardInTheWay
from .instance_lookup import find_instance
from .job_index import JobIndex
from .job_watch import JobWatch
from .sources import Source, choose_instance, is_source, name_for

FEWEST_TO_LIST_INSTANCES = 3


class RunContext:
    """Shared by all threads of a run, which begins jobs of one kind."""

    def __init__(
        self,
        session: ArmSession,
        ref: VaultRef,
        sources: Sequence[Source],
        targets: Sequence[ResourceId] = (),
        kind: JobKind = "Restore",
    ) -> None:
        self.session = session
        self.ref = ref
        self.pace = Pace(session)
        self.disks = DiskCache(session)
        self.job_index = JobIndex(session, ref, kind, targets)
        self.watch = JobWatch(session, ref, self.job_index)
        self._sources = sources
        self._lock = session.threads.lock()
        self._vault: Vault | None = None
        self._started = session.service_now
        self._instances: dict[str, list[BackupInstance]] | None = None
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        self._guard_requests: tuple[str, ...] | None = None
        for target in targets:
            self.disks.want(target)

    def vault(self) -> Vault:
        """The vault."""
        with self._lock:
            return self._read_vault()

    def now(self) -> datetime:
        """When the run began, by the service's clock: what `latest` means for every disk of it."""
        with self._lock:
            self._read_vault()
            return self._started

    def instance(self, source: Source) -> BackupInstance:
        """The instance for a source: read by itself where it is named and few are, else found in the vault's list."""
        if source.instance_name and len(self._sources) < FEWEST_TO_LIST_INSTANCES:
            return find_instance(self.session, self.ref, source)
        found = [instance for instance in self._listed().get(source.key, []) if is_source(instance, source)]
        return choose_instance(found, source, self.ref, self._names[source.kind])

    def guard_requests(self) -> tuple[str, ...]:
        """The ids that a guarded vault wants with a restore. Raises `ResourceGuardInTheWay` if there is no way."""
        if not self.vault().is_guarded:
            return ()
        with self._lock:
            if self._guard_requests is None:
                self._guard_requests = self._ask_guard()
            return self._guard_requests

    def principal_of(self, user_identity_id: str | None) -> str | None:
        """The object id of an identity of the vault, its own if none is named; None before the vault was read.

        Asked when a run ends, too: it waits for no thread that reads something.
        """
        vault = self._vault
        if vault is None or not user_identity_id:
            return vault.identity_principal_id if vault else None
        return vault.user_identities.get(user_identity_id.lower())

    def allows(self, target: ResourceId) -> bool:
        """Whether the vault restores into the subscription of a target."""
        own = self.ref.id.subscription_id.lower()
        return target.subscription_id.lower() == own or self.vault().cross_subscription_restore

    def _read_vault(self) -> Vault:
        if self._vault is None:
            self._vault = get_vault(self.session, self.ref)
            self._started = self.session.service_now.replace(microsecond=0)
        return self._vault

    def _listed(self) -> dict[str, list[BackupInstance]]:
        """The instances of the vault's list that are wanted, by the keys of the sources."""
        with self._lock:
            if self._instances is None:
                wanted = {source.key for source in self._sources}
                kinds = {source.kind: source for source in self._sources}
                found: dict[str, list[BackupInstance]] = {}
                for instance in list_instances(self.session, self.ref):
                    for kind, source in kinds.items():
                        self._names[kind].add(name_for(instance, source))
                    for key in wanted.intersection(_keys(instance)):
                        found.setdefault(key, []).append(instance)
                self._instances = found
            return self._instances

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
