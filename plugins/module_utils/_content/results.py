# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The result of a check of the content of a disk, in plain JSON types."""

from __future__ import annotations

from typing import TypedDict

from .check import ContentRecord
from .findings import Finding
from .inspection import Content, Partition


class PartitionResult(TypedDict):
    """A partition. `start` and `size` are in bytes."""

    number: int
    start: int
    size: int
    type: str
    file_system: str | None


class ContentResult(TypedDict):
    """What is on a disk."""

    size: int
    partition_table: str | None
    file_system: str | None
    partitions: list[PartitionResult]


class FindingResult(TypedDict):
    """What a person should know."""

    code: str
    severity: str
    message: str
    remedy: str


class CheckResult(TypedDict):
    """What is known of a disk."""

    changed: bool
    disk: str
    verdict: str | None
    content: ContentResult | None
    bytes_read: int
    elapsed_seconds: float
    findings: list[FindingResult]
    warnings: list[str]


def check_result(record: ContentRecord, elapsed_seconds: float, warnings: list[str]) -> CheckResult:
    """The result. Without content there is no verdict."""
    content = record.content
    return {
        "changed": record.changed,
        "disk": str(record.disk),
        "verdict": content.verdict if content else None,
        "content": _content_result(content) if content else None,
        "bytes_read": record.bytes_read,
        "elapsed_seconds": round(elapsed_seconds, 3),
        "findings": [_finding_result(each) for each in (*record.findings, *(content.findings if content else ()))],
        "warnings": [*warnings, *record.warnings],
    }


def _content_result(content: Content) -> ContentResult:
    return {
        "size": content.size,
        "partition_table": content.partition_table,
        "file_system": content.file_system,
        "partitions": [_partition_result(each) for each in content.partitions],
    }


def _partition_result(partition: Partition) -> PartitionResult:
    entry = partition.entry
    return {
        "number": entry.number,
        "start": entry.start,
        "size": entry.size,
        "type": entry.type,
        "file_system": partition.file_system,
    }


def _finding_result(finding: Finding) -> FindingResult:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "remedy": finding.remedy,
    }
