# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Makes a machine beside the one that its disks came from, or takes it away: looks, decides, acts, and looks again."""

from __future__ import annotations

from dataclasses import replace

from .._arm.errors import RequestRefused
from .._arm.operations import follow_operation
from .._arm.resource_ids import same_id
from .._arm.session import ArmSession
from .._arm.transport import Answer
from .._arm.waiter import Steps
from .._azure.compute.disks import Disk
from .._azure.compute.machine_creation import (
    NewMachine,
    delete_machine,
    deleting,
    making,
    put_new_machine,
)
from .._azure.compute.skus import Size, find_size
from .._azure.compute.virtual_machines import VirtualMachine, get_virtual_machine, start
from .._azure.network.interface_changes import delete_interface, find_interface, put_interface
from .._azure.network.networks import find_network, find_security_group, network_of
from .beside import RUNNING, Act, BesideRecord, Design, decide, not_ours
from .beside_checks import Network, check_machine, missing, plan_machine
from .changes import Outcome, agent_words, noting_a_change, until_reached
from .check import Check, Surroundings, refused_words
from .errors import AgentNotReady, MachineDiffers, MachineRefused
from .likeness import Likeness, read_likeness
from .surroundings import find_disk_or_none, read_locks

NOT_FOUND = 404
NO_GROUP = "ResourceGroupNotFound"
IN_USE = "nicinuse"
DELETING = "deleting"


class BesideRun:
    """One machine beside another. `record` says meanwhile what is known."""

    def __init__(self, session: ArmSession, record: BesideRecord) -> None:
        self._session = session
        self._record = record
        self._request = record.request
        self._like: Likeness | None = None
        self._sizes: dict[str, Size | None] = {}
        self._waits_since: float | None = None

    def run(self) -> Steps[None]:
        """See it through. Raises a `TaskError`; the record then says how far it came."""
        if self._request.check_mode:
            self._foretell()
            return
        self._record.action = "unchanged"
        try:
            yield from until_reached(self._session, self._record, self._advance, self._request.poll_interval)
        except Exception:
            self._record.action = None
            raise
        self._tell_what_is_kept()

    def _foretell(self) -> None:
        """Say what would be done. A change that is under way is not waited for."""
        record = self._record
        machine = _settled(self._look())
        step = decide(self._request, machine, record.interface)
        design = self._request.design
        if design and (step in ("make_interface", "make_machine") or (step == "wait" and not machine)):
            self._plan(design)
            record.action = "would_create"
        elif step == "start":
            record.action = "would_start"
        elif step in ("delete_machine", "delete_interface") or (step == "wait" and not design):
            record.action = "would_delete"
        else:
            record.action = "unchanged"
        record.changed = record.action != "unchanged"
        self._tell_what_is_kept()

    def _tell_what_is_kept(self) -> None:
        record = self._record
        if self._request.design is None:
            record.kept = list(not_ours(self._request, record.machine, record.interface))
            record.warnings += [f"{each.id} was kept: {each.reason}." for each in record.kept]

    def _look(self) -> VirtualMachine | None:
        try:
            machine = get_virtual_machine(self._session, self._request.machine)
        except RequestRefused as refusal:
            has_no_group = refusal.problem.code == NO_GROUP and self._request.design is not None
            if refusal.status != NOT_FOUND or has_no_group:
                raise
            machine = None
        self._record.machine = machine
        self._record.interface = find_interface(self._session, self._request.interface)
        return machine

    def _advance(self) -> Steps[Outcome]:
        machine, record = self._look(), self._record
        step = decide(self._request, machine, record.interface)
        record.doing = self._words(step)
        if step == "end":
            self._check_disks(machine)
            return "reached"
        if step == "wait":
            return "waiting"
        if step == "wait_for_agent" and machine:
            self._check_boot_time(machine)
            return "waiting"
        self._waits_since = None
        return (yield from self._do(step))

    def _do(self, step: Act) -> Steps[Outcome]:
        name = self._request.machine
        design = self._request.design
        if step == "make_interface" and design:
            self._make_interface(design)
        elif step == "make_machine" and design:
            planned = self._plan(design)
            with noting_a_change(self._record):
                answer = put_new_machine(self._session, planned)
            self._record.action = "created"
            yield from self._follow(answer, making(name))
        elif step == "start":
            with noting_a_change(self._record):
                answer = start(self._session, name)
            self._record.action = self._record.action if self._record.action == "created" else "started"
            yield from self._follow(answer, f"starting {name.name!r}")
        elif step == "delete_machine":
            with noting_a_change(self._record):
                answer = delete_machine(self._session, name)
            self._record.action = "deleted"
            yield from self._follow(answer, deleting(name))
        elif not self._delete_interface():
            return "waiting"
        return "changed"

    def _make_interface(self, design: Design) -> None:
        """It is read back before the machine is made."""
        planned, request = self._plan(design), self._request
        with noting_a_change(self._record):
            put_interface(
                self._session,
                request.interface,
                location=planned.location,
                subnet_id=str(design.subnet),
                security_group_id=str(design.security_group) if design.security_group else None,
                tags=request.mark,
            )
        self._record.action = "created"

    def _delete_interface(self) -> bool:
        """Whether it is being deleted: not as long as Azure has not noticed that its machine has gone."""
        try:
            with noting_a_change(self._record):
                delete_interface(self._session, self._request.interface)
        except RequestRefused as refusal:
            if refusal.problem.code.lower() != IN_USE:
                raise
            return False
        self._record.action = "deleted"
        return True

    def _follow(self, answer: Answer, doing: str) -> Steps[None]:
        interval = self._request.poll_interval
        yield from follow_operation(self._session, answer, doing=doing, poll_interval=interval)

    def _check_boot_time(self, machine: VirtualMachine) -> None:
        now = self._session.clock.monotonic()
        if self._waits_since is None:
            self._waits_since = now
        if now - self._waits_since >= self._request.boot_seconds:
            raise AgentNotReady(
                f"The agent of {machine.name!r} was not ready within boot_timeout ({self._request.boot_seconds:g} "
                f"seconds): it {agent_words(machine)}. The machine stays, so that you can look at it; state: absent "
                "deletes it, and leaves its disks."
            )

    # Judging

    def _check_disks(self, machine: VirtualMachine | None) -> None:
        """Raise `MachineDiffers` if the machine names a disk that does not say that it belongs to the machine."""
        design = self._request.design
        if machine is None or design is None:
            return
        for each in design.disks:
            disk = find_disk_or_none(self._session, each)
            if disk is None or not any(same_id(owner, machine.id) for owner in (disk.attached_to, *disk.shared_by)):
                owner = f"belongs to {disk.attached_to or 'no machine'}" if disk else "does not exist"
                raise MachineDiffers(
                    f"The virtual machine {machine.name!r} names the disk {each.name!r}, which {owner}. Delete the "
                    "machine (state: absent), and make it again."
                )

    def _plan(self, design: Design) -> NewMachine:
        """The machine that is to be made. Raises `MachineRefused` if a check says no, with all that do."""
        request = self._request
        if design.like and self._like is None:
            self._like = read_likeness(self._session, design.like)
        found = {each.key: find_disk_or_none(self._session, each) for each in design.disks}
        disks = {key: disk for key, disk in found.items() if disk}
        planned = plan_machine(request, design, disks, self._like)
        self._record.checks = checks = self._checks(design, planned, disks)
        told = refused_words(checks)
        if told or planned is None:
            refusal = MachineRefused(f"The machine {request.machine.name!r} can't be made. {told}")
            refusal.passing = bool(told) and all(each.passing for each in checks if each.verdict == "refused")
            raise refusal
        return planned

    def _checks(self, design: Design, planned: NewMachine | None, disks: dict[str, Disk]) -> list[Check]:
        if planned is None:
            gone = [missing(each) for each in design.disks if each.key not in disks]
            why = "Nothing says of which size the machine is to be."
            return gone or [Check("size", None, "refused", why, "set size, or a like whose size is known")]
        size_check, size = self._read_size(planned)
        scopes = [*(disk.id for disk in disks.values()), self._group_scope()]
        around = Surroundings(size, read_locks(self._session, scopes))
        return [*size_check, *check_machine(planned, design, disks, around, self._read_network(design))]

    def _group_scope(self) -> str:
        machine = self._request.machine
        return f"/subscriptions/{machine.subscription_id}/resourceGroups/{machine.resource_group}"

    def _read_size(self, planned: NewMachine) -> tuple[list[Check], Size | None]:
        """What the size can do. That a region does not have it is a refusal; that it can't be read is not."""
        subscription_id = self._request.machine.subscription_id
        try:
            if planned.size not in self._sizes:
                self._sizes[planned.size] = find_size(self._session, subscription_id, planned.location, planned.size)
        except RequestRefused:
            return [], None
        size = self._sizes[planned.size]
        if size:
            return [], size
        why = f"The region {planned.location} has no size {planned.size}."
        return [Check("size", None, "refused", why, "choose another size")], None

    def _read_network(self, design: Design) -> Network:
        network = Network()
        try:
            network = replace(network, network=find_network(self._session, network_of(design.subnet)))
        except RequestRefused:
            network = replace(network, network_known=False)
        if design.security_group is None:
            return network
        try:
            return replace(network, group=find_security_group(self._session, design.security_group))
        except RequestRefused:
            return replace(network, group_known=False)

    def _words(self, step: Act) -> str:
        """What is being done, for whoever watches."""
        machine, interface = self._request.machine.name, self._request.interface.name
        words = {
            "wait": f"waiting for Azure to finish a change of {machine}",
            "make_interface": f"making {interface}",
            "make_machine": f"making {machine}",
            "start": f"starting {machine}",
            "wait_for_agent": f"waiting for the agent of {machine}",
            "delete_machine": f"deleting {machine}",
            "delete_interface": f"deleting {interface}",
            "end": f"reading {machine}",
        }
        return words[step]


def _settled(machine: VirtualMachine | None) -> VirtualMachine | None:
    """The machine as it is going to be when Azure has finished with it."""
    if machine is None or (machine.provisioning_state or "").lower() == DELETING:
        return None
    staying = tuple(each for each in machine.data_disks if not each.being_detached)
    power = {"starting": RUNNING, "stopping": "stopped", "deallocating": "deallocated"}
    found = machine.power or ""
    return replace(machine, provisioning_state=None, power=power.get(found, machine.power), data_disks=staying)
