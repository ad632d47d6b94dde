# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a recovery drill proves besides its restores: why it was run, what it found, and that it left nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .._readiness.evidence import PASSED, VERDICTS
from .coverage import Coverage, coverage_document
from .plain_values import as_list, as_mapping, as_text, as_texts
from .separation import Separation

# What is told of a drill, and the names of it for people.
GIVEN = {
    "test_id": "Test",
    "scenario": "Scenario",
    "reference": "Reference",
    "owner": "Owner of deficiencies",
}
JUDGED = {"restored": "Restored", "validated": "Validated", "cleaned_up": "Cleaned up"}
ABOUT = {**GIVEN, **JUDGED}
# NOT_RUN is that of a drill in check mode.
FAILED, KEEPS, NOT_RUN = "failed", "kept", "not_run"
CHECK = ("name", "result", "by", "began_at", "ended_at", "why")
MACHINE = ("name", "of", "started", "deleted")
DELETED = ("disk", "job_id", "unique_id", "deleted_at")
KEPT = ("disk", "reason", "message")

Row = Mapping[str, "str | None"]


@dataclass(frozen=True)
class Evidence:
    """The evidence of one drill. `about` has the names of `ABOUT`, and the rows those of their kinds."""

    about: Row
    checks: tuple[Row, ...]
    not_checked: tuple[str, ...]
    machines: tuple[Row, ...]
    deficiencies: tuple[str, ...]
    deleted: tuple[Row, ...]
    kept: tuple[Row, ...]
    protected: tuple[str, ...]
    coverage: Coverage | None = None
    separation: Separation | None = None

    @property
    def headline(self) -> str | None:
        """How the drill ended, for the beginning of a sentence; None if that is not known."""
        verdicts = {name: self.about[name] for name in JUDGED}
        if not self.about["test_id"] or None in verdicts.values():
            return None
        drill = f"The drill {self.about['test_id']}"
        failed = [f"not {JUDGED[name].lower()}" for name, verdict in verdicts.items() if verdict == FAILED]
        if self.in_check_mode:
            return f"{drill} was not run (check mode){', and would fail' if failed else ''}"
        if failed:
            return f"{drill} failed ({', '.join(failed)})"
        return f"{drill} passed, and its disks are kept" if KEEPS in verdicts.values() else f"{drill} passed"

    @property
    def in_check_mode(self) -> bool:
        """Whether it was a validation: then a verdict is not run, or failed."""
        return NOT_RUN in {self.about[name] for name in JUDGED}

    @property
    def next_step(self) -> str | None:
        """What to do after the drill; None if it has passed and left nothing, or if its verdicts are not known."""
        if self.headline is None:
            return None
        again = FAILED in (self.about["restored"], self.about["validated"])
        stays = self.about["cleaned_up"] in (FAILED, KEEPS)
        steps = [
            "Fix what the deficiencies name." if again else None,
            f"Delete what stays with the playbook drill_cleanup (drill_cleanup_drill_id: {self.about['test_id']})."
            if stays
            else None,
            "Then run the drill again, with a new test id." if again else None,
        ]
        return " ".join(filter(None, steps)) or None

    @property
    def deleted_disks(self) -> frozenset[str]:
        """The ids of the disks that are gone again, in small letters."""
        return frozenset((row["disk"] or "").lower() for row in self.deleted)

    @property
    def found_nothing(self) -> bool:
        """Whether the drill has run, and found nothing to be wrong."""
        verdicts = [self.about[name] for name in JUDGED]
        return not self.deficiencies and not {None, FAILED, NOT_RUN}.intersection(verdicts)

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
        not_checked=as_texts(told.get("not_checked")),
        machines=_rows(told.get("virtual_machines"), MACHINE),
        deficiencies=as_texts(told.get("deficiencies")),
        deleted=_rows(told.get("deleted"), DELETED),
        kept=_rows(told.get("kept"), KEPT),
        protected=as_texts(told.get("protected_disks")),
    )


def evidence_document(evidence: Evidence | None) -> dict[str, Any] | None:
    """For machines."""
    if evidence is None:
        return None
    coverage = evidence.coverage
    return {
        **evidence.about,
        "checks": [dict(each) for each in evidence.checks],
        "not_checked": list(evidence.not_checked),
        "virtual_machines": [dict(each) for each in evidence.machines],
        "deficiencies": list(evidence.deficiencies),
        "deleted": [dict(each) for each in evidence.deleted],
        "kept": [dict(each) for each in evidence.kept],
        "separation": asdict(evidence.separation) if evidence.separation else None,
        "coverage": coverage_document(coverage),
        "not_proven": list(coverage.not_proven) if coverage else None,
        "reports_not_counted": list(coverage.unread) if coverage else None,
    }


def _rows(told: object, names: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple({name: as_text(each.get(name)) for name in names} for each in map(as_mapping, as_list(told)))
