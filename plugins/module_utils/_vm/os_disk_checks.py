# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The checks of a disk that is to be the OS disk of a machine."""

from __future__ import annotations

from collections.abc import Iterator

from .check import Check
from .fit import Fit, setting_of
from .security_checks import security_type


def of_os_disk(fit: Fit) -> Iterator[Check]:
    """What the machine boots from must be of its generation, system, security type, architecture and controller."""
    machine, disk = fit.situation.machine, fit.disk
    generation = (machine.generation or "").lower() or setting_of(fit.other, "hyperVGeneration") or "v1"
    own = fit.setting("hyperVGeneration") or "v1"
    yield fit.check(
        "generation",
        None if own == generation else f"{disk.name!r} is of generation {own}, and {machine.name} of {generation}.",
        "restore the OS disk of a machine of the same generation",
    )
    os_type = fit.setting("osType")
    theirs = (machine.os_type or "").lower()
    yield fit.check(
        "os_type",
        None
        if os_type == theirs
        else f"{disk.name!r} holds {os_type or 'no operating system'}, {machine.name} {theirs}.",
        "choose the OS disk: a data disk has no operating system",
    )
    yield security_type(fit)
    yield _architecture(fit)
    controllers = fit.setting("supportedCapabilities.diskControllerTypes") or ""
    is_nvme = (machine.controller or "").lower() == "nvme"
    yield fit.check(
        "controller",
        f"{machine.name} has an NVMe disk controller, and {disk.name!r} does not say that it can boot from one."
        if is_nvme and "nvme" not in controllers
        else None,
        "set supportedCapabilities.diskControllerTypes of the disk to 'SCSI, NVMe' if its system has the driver",
    )
    other = fit.other
    differs = other is not None and None not in (disk.size_gb, other.size_gb) and disk.size_gb != other.size_gb
    yield fit.check(
        "size",
        f"{disk.name!r} has {disk.size_gb:g} GiB and the OS disk that it replaces {other.size_gb:g} GiB."
        if differs and other
        else None,
        "Azure swaps OS disks of the same size only: let the smaller one grow",
    )


def _architecture(fit: Fit) -> Check:
    own = fit.setting("supportedCapabilities.architecture")
    theirs = (fit.size.architecture or "").lower() if fit.size else ""
    theirs = theirs or (setting_of(fit.other, "supportedCapabilities.architecture") or "")
    if not (own and theirs):
        return fit.unknown("architecture", "Azure does not tell the architecture of both")
    wrong = f"The disk {fit.disk.name!r} is for {own}, and the machine is {theirs}."
    return fit.check("architecture", wrong if own != theirs else None, "choose the disk of a machine of that kind")
