# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a user asks for: a recovery point of a disk that is young enough, and is kept for long enough."""

from __future__ import annotations

from dataclasses import dataclass

from .._arm.errors import OptionRefused
from .._azure.dataprotection.vaults import VaultRef
from .._backup.option_values import OptionValues, as_seconds, read_text
from .._backup.sources import Source


@dataclass(frozen=True)
class Terms:
    """What a point must be like. Without `max_age_seconds` no point that is there already is young enough.

    Without `rule_name` and `retention_tag` the policy of the disk decides.
    """

    max_age_seconds: float | None = None
    rule_name: str | None = None
    retention_tag: str | None = None
    min_retention_seconds: float | None = None


@dataclass(frozen=True)
class BackupRequest:
    """One disk, the vault that protects it, and the point that it is to have.

    `refused_state` is the state of its protection in which Azure was seen to allow no backup, as far as that is known.
    """

    ref: VaultRef
    source: Source
    terms: Terms
    refused_state: str | None = None


def read_terms(options: OptionValues) -> Terms:
    """The terms, from options. Raises `OptionRefused`."""
    return Terms(
        max_age_seconds=_seconds(options, "max_age"),
        rule_name=read_text(options, "rule_name"),
        retention_tag=read_text(options, "retention_tag"),
        min_retention_seconds=_seconds(options, "min_retention"),
    )


def _seconds(options: OptionValues, name: str) -> float | None:
    value = options.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise OptionRefused(name, f"{value!r} is not a number of seconds of at least 0")
    return as_seconds(value)
