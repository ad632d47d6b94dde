# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ``$filter`` of recovery points: ``startDate eq '<moment>' and endDate eq '<moment>'``, either half alone too.

Dialect of azure-cli-extensions and Az.DataProtection; az sends an empty one when it means all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from .model import RecoveryPoint
from .timestamps import parse_time

_CLAUSE = re.compile(r"\s*(startDate|endDate)\s+eq\s+'([^']*)'\s*$", re.IGNORECASE)


def filter_points(
    points: Iterable[RecoveryPoint], text: str, *, start_inclusive: bool = True, end_inclusive: bool = True
) -> list[RecoveryPoint] | None:
    """The points within the bounds; None if the filter can't be read."""
    start: datetime | None = None
    end: datetime | None = None
    for clause in re.split(r"\s+and\s+", text, flags=re.IGNORECASE) if text.strip() else ():
        match = _CLAUSE.match(clause)
        moment = parse_time(match.group(2)) if match else None
        if not match or moment is None:
            return None
        if match.group(1).lower() == "startdate":
            start = moment
        else:
            end = moment
    return [
        point
        for point in points
        if (start is None or point.time > start or (start_inclusive and point.time == start))
        and (end is None or point.time < end or (end_inclusive and point.time == end))
    ]
