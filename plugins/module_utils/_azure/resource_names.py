# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How resources are named, if their answers say it twice, once or not at all."""

from __future__ import annotations

from . import wire


def resource_name(body: object) -> str | None:
    """The name of a resource: what it says itself, else the end of its id. None if it says neither."""
    return wire.text(body, "name") or last_name(wire.text(body, "id") or "") or None


def last_name(resource_id: str) -> str:
    """What stands at the end of an id."""
    return resource_id.rstrip("/").rpartition("/")[2]
