# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Azure was asked: how often, in the words of who operates it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..emulator.messages import RecordedRequest

# What is counted, what was done with it, and whether that changes Azure. The first that fits a request is it.
KINDS = [
    ("read", "", False, r"GET .*|POST .*/providers/Microsoft\.ResourceGraph/resources"),
    ("restore", " validated", False, r"POST .*/validateRestore"),
    ("restore", " sent", True, r"POST .*/restore"),
    ("role", " given", True, r"PUT .*/roleAssignments/[^/]+"),
    ("tag", " written", True, r"PATCH .*/tags/default"),
    ("machine", " stopped", True, r"POST .*/virtualMachines/[^/]+/deallocate"),
    ("exchange", " of disks", True, r"POST .*/attachDetachDataDisks|PUT .*/virtualMachines/[^/]+"),
    ("machine", " started", True, r"POST .*/virtualMachines/[^/]+/start"),
    ("disk", " opened to read", True, r"POST .*/disks/[^/]+/beginGetAccess"),
    ("disk", " closed", True, r"POST .*/disks/[^/]+/endGetAccess"),
    ("disk", " deleted", True, r"DELETE .*/disks/[^/]+"),
    ("other request", "", True, r".*"),
]
LOGIN = re.compile(r".*/oauth2/v2\.0/token")


def told(requests: Iterable[RecordedRequest]) -> str:
    """Such as: 12 reads, 3 restores validated. Nothing was changed."""
    counted = [0] * len(KINDS)
    for request in requests:
        if not LOGIN.fullmatch(request.path):
            counted[_kind(f"{request.method} {request.path}")] += 1
    found = [(count, *kind) for count, kind in zip(counted, KINDS, strict=True) if count]
    sentence = ", ".join(f"{count} {noun}{'s' if count > 1 else ''}{done}" for count, noun, done, *_ in found)
    return f"{sentence}." if any(changes for *_, changes, _ in found) else f"{sentence}. Nothing was changed."


def _kind(request: str) -> int:
    return next(number for number, (*_, pattern) in enumerate(KINDS) if re.fullmatch(pattern, request, re.IGNORECASE))
