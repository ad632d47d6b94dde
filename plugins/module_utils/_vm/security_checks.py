# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The check of the security type of a disk, and of how a confidential one is encrypted."""

from __future__ import annotations

from .check import Check
from .fit import Fit, setting_of

CONFIDENTIAL = "confidentialvm"
SECURITY_TYPE, SECURE_SET = "securityProfile.securityType", "securityProfile.secureVMDiskEncryptionSetId"


def security_type(fit: Fit) -> Check:
    """Of the OS disk against the machine; a confidential disk is replaced by one that is encrypted in the same way."""
    disk, machine, other = fit.disk, fit.situation.machine, fit.other
    own, theirs = fit.setting(SECURITY_TYPE), setting_of(other, SECURITY_TYPE)
    wrong = None
    if fit.seen.is_os and _security(own) != _security(machine.security_type):
        security, needed = _security(own), _security(machine.security_type)
        wrong = f"{disk.name!r} is of security type {security}, and {machine.name} of {needed}."
    elif other and CONFIDENTIAL in (_security(own), _security(theirs)):
        sets = [setting_of(each, SECURE_SET) or "platform keys" for each in (disk, other)]
        if (own, sets[0]) != (theirs, sets[1]):
            wrong = (
                f"{disk.name!r} is of security type {own or 'standard'} with {sets[0]}, and {other.name!r}, which it "
                f"replaces, of {theirs or 'standard'} with {sets[1]}."
            )
    return fit.check("security_type", wrong, "restore the disk of a machine of the same security type and encryption")


def _security(text: str | None) -> str:
    """A security type: disks name the kinds of ConfidentialVM, machines don't; `Standard` is none."""
    lower = (text or "").lower()
    return CONFIDENTIAL if lower.startswith(CONFIDENTIAL) else "standard" if lower in ("", "standard") else lower
