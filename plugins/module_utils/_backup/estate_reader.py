# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Reading what there is: by a few queries of Resource Graph, or, if it does not answer, by the services' own lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from .._arm.errors import NoAnswer, RequestRefused
from .._arm.json_stream import Json
from .._arm.resource_ids import ResourceId
from .._arm.session import ArmSession
from .._azure.compute.disks import list_all_disks, read_disk
from .._azure.compute.machine_profiles import list_machines, read_machine
from .._azure.dataprotection.instance_status import InstanceStatus, read_status
from .._azure.dataprotection.instances import INSTANCE, list_instances, read_instance
from .._azure.dataprotection.vaults import VAULT, VaultRef, list_vaults
from .._azure.network.interfaces import NetworkInterface, list_interfaces, read_interface
from .._azure.resource_graph.tables import disk_rows, instance_rows, instance_rows_of, interface_rows, machine_rows
from .._azure.resources.subscriptions import list_subscriptions
from .errors import NothingSelected
from .estate import Estate, Protection
from .scope import Scope

Item = TypeVar("Item")
Place = TypeVar("Place")
UNSEEN = "This login does not see the subscription {}: what is in it is unknown."


def read_estate(session: ArmSession, scope: Scope) -> Estate:
    """What is protected in the scope, and the disks and virtual machines of its subscriptions and of what is protected.

    Raises what the service says if nothing of the scope can be read.
    """
    reader = _Reader(session)
    scope = reader.seen(scope)
    protections = reader.protections(scope)
    sources = {parsed.subscription_id for each in protections if (parsed := _source(each))}
    subscriptions = sorted({each.lower() for each in (*scope.subscriptions, *sources)})
    disks = reader.all_of("disks", read_disk, lambda: disk_rows(session, subscriptions), list_all_disks, subscriptions)
    machines = reader.all_of(
        "virtual machines", read_machine, lambda: machine_rows(session, subscriptions), list_machines, subscriptions
    )
    return Estate(
        protections=tuple({each.key: each for each in protections}.values()),
        disks={each.id.lower(): each for each in disks},
        machines={each.id.lower(): each for each in machines},
        subscriptions=tuple(subscriptions),
        by_graph=reader.by_graph,
        unknown=tuple(reader.unknown),
        unread=tuple(reader.unread),
    )


def read_interfaces(session: ArmSession, estate: Estate) -> tuple[Mapping[str, NetworkInterface], tuple[str, ...]]:
    """The network interfaces of the machines, by the key of their ids; and what is unknown of them, in sentences."""
    reader = _Reader(session, by_graph=estate.by_graph)
    subscriptions = sorted({key.split("/")[2] for key in estate.machines})
    if not subscriptions:
        return {}, ()
    found = reader.all_of(
        "network interfaces",
        read_interface,
        lambda: interface_rows(session, subscriptions),
        list_interfaces,
        subscriptions,
    )
    return {each.id.lower(): each for each in found}, tuple(reader.unknown)


def with_listed_instances(session: ArmSession, scope: Scope, estate: Estate) -> Estate:
    """The same with what the vaults of the scope themselves list: Resource Graph may not know of all of it yet.

    Of a vault that does not list them, what was seen stays.
    """
    known = {each.key: each.status for each in estate.protections}
    protections: list[Protection] = []
    for vault in scope.vaults:
        try:
            listed = list(_listed(session, vault))
            protections += [replace(each, status=known.get(each.key, each.status)) for each in listed]
        except RequestRefused:
            protections += [each for each in estate.protections if each.vault.id.key == vault.id.key]
    return replace(estate, protections=tuple(protections))


def protections_elsewhere(session: ArmSession, disks: Sequence[str], api_version: str) -> list[Protection]:
    """What protects these disks in any vault that the login sees.

    Raises `RequestRefused` or `NoAnswer` if Resource Graph does not tell.
    """
    return list(_protections(instance_rows_of(session, disks), api_version))


class _Reader:
    """Reads by Resource Graph as long as it answers.

    `unknown` collects what could not be read, and `unread` what of it the task names.
    """

    def __init__(self, session: ArmSession, *, by_graph: bool = True) -> None:
        self.by_graph = by_graph
        self.unknown: list[str] = []
        self.unread: list[str] = []
        self._session = session

    def seen(self, scope: Scope) -> Scope:
        """The scope without the subscriptions that were named and that the login does not see."""
        if not scope.subscriptions_named:
            return scope
        visible = {each.lower() for each in list_subscriptions(self._session)}
        hidden = [each for each in scope.subscriptions if each.lower() not in visible]
        if len(hidden) == len(scope.subscriptions):
            raise NothingSelected("subscriptions", " ".join(map(UNSEEN.format, hidden)))
        self.unread += map(UNSEEN.format, hidden)
        self.unknown += self.unread
        return replace(scope, subscriptions=tuple(each for each in scope.subscriptions if each not in hidden))

    def protections(self, scope: Scope) -> list[Protection]:
        """The backup instances of disks. A vault that was named and of which Graph shows none is asked itself."""
        vaults = [str(vault.id) for vault in scope.vaults]
        found = self._by_graph(
            lambda: _protections(instance_rows(self._session, scope.subscriptions, vaults), scope.api_version)
        )
        told = {each.vault.id.key for each in found or ()}
        silent = [vault for vault in self._vaults(scope, found is None) if vault.id.key not in told]
        unknown = "The backup instances of vault {} are unknown: {}"
        before = len(self.unknown)
        listed = self._each(silent, self._listed, unknown, something_is_needed=not found)
        if scope.vaults:
            self.unread += self.unknown[before:]
        return [*(found or ()), *listed]

    def all_of(
        self,
        what: str,
        read: Callable[[object], Item | None],
        rows: Callable[[], Iterator[Json]],
        list_them: Callable[[ArmSession, str], Iterator[Item]],
        subscriptions: Sequence[str],
    ) -> list[Item]:
        """All of one kind in these subscriptions. What can't be read is unknown."""
        found = self._by_graph(lambda: (item for row in rows() if (item := read(row)) is not None))
        if found is not None:
            return found
        unknown = f"The {what} of subscription {{}} are unknown: {{}}"
        return self._each(
            subscriptions, lambda each: list_them(self._session, each), unknown, something_is_needed=False
        )

    def _by_graph(self, read: Callable[[], Iterable[Item]]) -> list[Item] | None:
        """What Resource Graph answers; None if it does not, which one try shows."""
        if not self.by_graph:
            return None
        try:
            return list(read())
        except (RequestRefused, NoAnswer) as error:
            self.by_graph = False
            self.unknown.append(
                f"Azure Resource Graph did not answer ({error}). The lists of the services were read instead, which "
                "do not say what recovery points there are."
            )
            return None

    def _vaults(self, scope: Scope, all_of_them: bool) -> Sequence[VaultRef]:
        """The vaults to be asked themselves: those that were named, or all that the subscriptions have."""
        if scope.vaults or not all_of_them:
            return scope.vaults
        return self._each(
            scope.subscriptions,
            lambda each: list_vaults(self._session, each, scope.api_version),
            "The vaults of subscription {} are unknown: {}",
        )

    def _listed(self, vault: VaultRef) -> Iterator[Protection]:
        return _listed(self._session, vault)

    def _each(
        self,
        places: Sequence[Place],
        read: Callable[[Place], Iterable[Item]],
        unknown: str,
        *,
        something_is_needed: bool = True,
    ) -> list[Item]:
        """What is in each place. A place that refuses is noted; if all do, and something is needed, that is raised."""
        found: list[Item] = []
        refused: list[RequestRefused] = []
        for place in places:
            try:
                found += read(place)
            except RequestRefused as refusal:
                refused.append(refusal)
                self.unknown.append(unknown.format(place, refusal))
        if refused and len(refused) == len(places) and something_is_needed:
            raise refused[0]
        return found


def _protections(rows: Iterable[Json], api_version: str) -> Iterator[Protection]:
    for row in rows:
        parsed = ResourceId.parse_if_one(str(row.get("id")))
        if parsed and parsed.is_a(INSTANCE):
            vault_id = ResourceId(parsed.subscription_id, parsed.resource_group, VAULT, parsed.names[:1])
            vault = VaultRef(vault_id, api_version)
            instance = read_instance(row, vault, parsed.name)
            if instance.is_a_disk:
                yield Protection(vault, instance, read_status(row))


def _listed(session: ArmSession, vault: VaultRef) -> Iterator[Protection]:
    """What a vault lists. Of the backups themselves it says nothing."""
    for instance in list_instances(session, vault):
        if instance.is_a_disk:
            yield Protection(vault, instance, InstanceStatus())


def _source(protection: Protection) -> ResourceId | None:
    return ResourceId.parse_if_one(protection.instance.source_id)
