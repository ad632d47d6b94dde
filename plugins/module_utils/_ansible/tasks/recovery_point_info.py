# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What recovery_point_info does."""

from __future__ import annotations

from ..._azure.dataprotection.recovery_points import list_recovery_points
from ..._backup.instance_lookup import find_instance
from ..._backup.option_values import OptionValues, check_not_in_the_future, read_as_of, read_text
from ..._backup.shapes.points import point_result
from ..._backup.sources import read_source
from ..._backup.usable_points import newest_usable
from ..connection import connect, read_vault
from ..execution import Result
from ..options import Spec, listing_options, source_options, vault_options
from ..runtime import Runtime
from .time_range import read_limit, read_time_range


def spec() -> Spec:
    """The options."""
    return {**vault_options(), **source_options(), "as_of": {"type": "str"}, **listing_options()}


def run(options: OptionValues, runtime: Runtime) -> Result:
    """The recovery points of one backup instance, newest first."""
    login, vault = read_vault(options, runtime)
    source = read_source(options)
    given = read_text(options, "as_of")
    as_of = read_as_of(given, "as_of") if given else None
    window, limit = read_time_range(options), read_limit(options)
    connection = connect(login, vault, runtime)
    instance = find_instance(connection.session, vault, source)
    now = connection.session.service_now
    if as_of:
        check_not_in_the_future(as_of, now, "as_of")
    points = [
        point for point in list_recovery_points(connection.session, vault, instance.name) if window.holds(point.time)
    ]
    if given:
        best = newest_usable(points, as_of or now, now)
        points = [best] if best else []
    points.sort(key=lambda point: (point.time, point.name), reverse=True)
    return {
        "changed": False,
        "backup_instance": instance.name,
        "recovery_points": [point_result(point, now) for point in points[:limit]],
        "truncated": len(points) > limit,
        "warnings": connection.warnings,
    }
