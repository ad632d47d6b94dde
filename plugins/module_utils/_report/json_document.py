# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the JSON files of all reports have in common: their first members, and how they are written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .._arm.times import format_moment
from .._readiness.evidence import SCHEMA_VERSION
from .version import VERSION


def first_members(name: str, written: datetime, kind: str | None = None) -> dict[str, Any]:
    """What a document begins with. The report of a restore names no kind."""
    return {
        "schema_version": SCHEMA_VERSION,
        **({"kind": kind} if kind else {}),
        "report": name,
        "written_at": format_moment(written),
        "collection": {"name": "azure_dr.backup", "version": VERSION},
    }


def as_json(told: Mapping[str, Any]) -> str:
    """The document as it is written: the same facts give the same bytes."""
    return f"{json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)}\n"
