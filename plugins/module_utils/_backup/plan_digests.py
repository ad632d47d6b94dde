# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The digest of a plan: what was approved, and nothing else, is done."""

from __future__ import annotations

import hashlib
import json
import re

from .._arm.errors import OptionRefused
from .option_values import OptionValues, read_text

OPTION = "plan_digest"
DIGEST = re.compile(r"[0-9a-f]{64}", re.IGNORECASE | re.ASCII)


def digest_of(plan: object) -> str:
    """The SHA-256 of a plan of plain JSON types, in its one form, as 64 hex digits."""
    return hashlib.sha256(json.dumps(plan, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_digest(options: OptionValues) -> str | None:
    """The digest of the plan that was approved, None if none was. Raises `OptionRefused`."""
    text = read_text(options, OPTION)
    if text and not DIGEST.fullmatch(text):
        raise OptionRefused(OPTION, "is not a digest of 64 hex digits, as check mode returns it")
    return text.lower() if text else None
