# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Azure was asked: how often, in the words of who operates it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..emulator.messages import RecordedRequest


class Kind(NamedTuple):
    """A kind of request: what is counted, what was done with it, and whether that changes Azure."""

    noun: str
    done: str
    changes: bool
    pattern: str


# The first that fits a request is it.
KINDS = [
    Kind("read", "", False, r"GET .*|POST .*/providers/Microsoft\.ResourceGraph/resources"),
    Kind("restore", " validated", False, r"POST .*/validateRestore"),
    Kind("restore", " sent", True, r"POST .*/restore"),
    Kind("role", " given", True, r"PUT .*/roleAssignments/[^/]+"),
    Kind("tag", " written", True, r"PATCH .*/tags/default"),
    Kind("machine", " stopped", True, r"POST .*/virtualMachines/[^/]+/deallocate"),
    Kind("exchange", " of disks", True, r"POST .*/attachDetachDataDisks|PUT .*/virtualMachines/[^/]+"),
    Kind("machine", " started", True, r"POST .*/virtualMachines/[^/]+/start"),
    Kind("disk", " opened to read", True, r"POST .*/disks/[^/]+/beginGetAccess"),
    Kind("disk", " closed", True, r"POST .*/disks/[^/]+/endGetAccess"),
    Kind("disk", " deleted", True, r"DELETE .*/disks/[^/]+"),
    Kind("other request", "", True, r".*"),
]
LOGIN = re.compile(r".*/oauth2/v2\.0/token")


def told(requests: Iterable[RecordedRequest]) -> str:
    """Such as: 12 reads, 3 restores validated. Nothing was changed."""
    counted = [0] * len(KINDS)
    for request in requests:
        if not LOGIN.fullmatch(request.path):
            counted[_kind(f"{request.method} {request.path}")] += 1
    found = [(count, kind) for count, kind in zip(counted, KINDS, strict=True) if count]
    sentence = ", ".join(f"{count} {kind.noun}{'s' if count > 1 else ''}{kind.done}" for count, kind in found)
    return f"{sentence}." if any(kind.changes for _count, kind in found) else f"{sentence}. Nothing was changed."


def _kind(request: str) -> int:
    return [bool(re.fullmatch(kind.pattern, request, re.IGNORECASE)) for kind in KINDS].index(True)
