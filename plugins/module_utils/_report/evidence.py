# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a recovery drill proves besides its restores: why it was run, what it found, and that it left nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from .._readiness.evidence import PASSED, VERDICTS
from .coverage import Coverage, coverage_document
from .elements import Child
from .frame import listed_facts
from .plain_values import as_list, as_mapping, as_text, as_texts

ABOUT = {
    "test_id": "Test",
    "scenario": "Scenario",
    "reference": "Reference",
    "owner": "Owner of the deficiencies",
    "restored": "Restored",
    "validated": "Validated",
    "cleaned_up": "Cleaned up",
}
CHECK = ("name", "result", "by")
DELETED = ("disk", "job_id", "unique_id", "deleted_at")
KEPT = ("disk", "reason", "message")

Row = Mapping[str, "str | None"]


@dataclass(frozen=True)
class Evidence:
    """The evidence of one drill. `about` has the names of `ABOUT`, and the rows those of their kinds."""

    about: Row
    checks: tuple[Row, ...]
    deficiencies: tuple[str, ...]
    deleted: tuple[Row, ...]
    kept: tuple[Row, ...]
    protected: tuple[str, ...]
    coverage: Coverage | None = None

    @property
    def is_verified(self) -> bool:
        """Whether the drill proves that its disks can be restored: they were, and all checks passed."""
        return all(self.about[verdict] == PASSED for verdict in VERDICTS)


def read_evidence(told: object) -> Evidence | None:
    """The evidence that is given; None if none is."""
    if not isinstance(told, Mapping):
        return None
    return Evidence(
        about={name: as_text(told.get(name)) for name in ABOUT},
        checks=_rows(told.get("checks"), CHECK),
        deficiencies=as_texts(told.get("deficiencies")),
        deleted=_rows(told.get("deleted"), DELETED),
        kept=_rows(told.get("kept"), KEPT),
        protected=as_texts(told.get("protected_disks")),
    )


def evidence_document(evidence: Evidence | None) -> dict[str, Any] | None:
    """For machines."""
    if evidence is None:
        return None
    return {
        **evidence.about,
        "checks": [dict(each) for each in evidence.checks],
        "deficiencies": list(evidence.deficiencies),
        "deleted": [dict(each) for each in evidence.deleted],
        "kept": [dict(each) for each in evidence.kept],
        "coverage": coverage_document(evidence.coverage),
    }


def evidence_section(evidence: Evidence | None) -> Element | None:
    """For the page; None if there is no evidence."""
    if evidence is None:
        return None
    rows: list[tuple[str, Child]] = [(words, evidence.about[name]) for name, words in ABOUT.items()]
    rows += [("Check", _in_words(each, CHECK)) for each in evidence.checks]
    rows += [("Deficiency", each) for each in evidence.deficiencies]
    rows += [("Deleted", _in_words(each, DELETED)) for each in evidence.deleted]
    rows += [("Stays", _in_words(each, KEPT)) for each in evidence.kept]
    rows.append(("Coverage", f"{evidence.coverage.words}." if evidence.coverage else None))
    return listed_facts("The drill", rows)


def _rows(told: object, names: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple({name: as_text(each.get(name)) for name in names} for each in map(as_mapping, as_list(told)))


def _in_words(row: Row, names: tuple[str, ...]) -> str:
    return ", ".join(text for name in names if (text := row[name]))
