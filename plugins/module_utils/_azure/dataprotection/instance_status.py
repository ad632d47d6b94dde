# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What is known of the backups of an instance, beyond how it is set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..._arm.problem_reader import read_problem
from ..._arm.problems import Problem
from ..._arm.times import parse_duration
from .. import wire

EXTENDED = "backupInstanceExtendedProperties"


@dataclass(frozen=True)
class InstanceStatus:
    """What Azure says of the backups of an instance. None is unknown, never "none there".

    Only Resource Graph tells all of it, and its newest point is often unknown. `retention_seconds` is the longest that
    a point is kept.
    """

    newest_point: datetime | None = None
    oldest_point: datetime | None = None
    schedule_seconds: float | None = None
    retention_seconds: float | None = None
    allowed_operations: tuple[str, ...] | None = None
    protection_error: Problem | None = None


def read_status(body: object) -> InstanceStatus:
    """The status in a row of Resource Graph, or as much of it as an answer of the service has."""
    properties = wire.mapping(body, "properties")
    points = wire.mapping(properties, EXTENDED, "recoveryPointInfo")
    allowed = wire.member(properties, EXTENDED, "allowedOperations")
    policy = wire.mapping(properties, EXTENDED, "policyExtendedInfo")
    return InstanceStatus(
        newest_point=wire.moment(points, "latestRecoveryPointInPrimaryRegion"),
        oldest_point=wire.moment(points, "oldestRecoveryPointInPrimaryRegion"),
        schedule_seconds=parse_duration(wire.text(policy, "configuredRPGenerationFrequency")) or None,
        retention_seconds=parse_duration(wire.text(policy, "configuredMaximumRetention")) or None,
        allowed_operations=tuple(map(str, allowed)) if isinstance(allowed, list) else None,
        protection_error=(
            read_problem(wire.member(properties, "protectionErrorDetails"))
            or read_problem(wire.member(properties, "protectionStatus", "errorDetails"))
        ),
    )
