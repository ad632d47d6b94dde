# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What restore_report does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from ..._arm.errors import OptionRefused
from ..._backup.error_guide import explained
from ..._backup.option_values import OptionValues, read_text
from ..._backup.report_seals import SUFFIX, seal_of, sha256
from ..._readiness.evidence import PROVEN
from ..._report.action import console_lines
from ..._report.attestation import SAID
from ..._report.coverage import count_coverage
from ..._report.document import document
from ..._report.errors import ReportNotWritten
from ..._report.evidence import ABOUT, CHECK, MACHINE, Evidence, read_evidence
from ..._report.facts import Facts, read_facts, why_not_a_restore
from ..._report.files import write_all
from ..._report.left_over import KNOWN as LEFT_OVER
from ..._report.left_over import read_left_over
from ..._report.machines import read_machines
from ..._report.page import page
from ..._report.readiness_facts import read_readiness
from ..._report.readiness_page import readiness_page
from ..._report.readiness_report import ReadinessReport, readiness_document, readiness_lines, readiness_verdict
from ..._report.report import Report
from ..._report.separation import judge_separation
from ..._report.verdict import compact_verdict, judge_rpo, judge_rto
from ..._report.who import KNOWN, read_who
from ..errors import TaskFailed
from ..execution import Result
from ..options import Spec, empty_options
from ..results_file import results_in
from ..runtime import Runtime
from .attestations import attestation
from .disk_options import number_option
from .report_files import Written, json_and_page, new_name, read_folder, who_ran


def spec() -> Spec:
    """The options."""
    return {
        "outcome": {"type": "dict"},
        "readiness": {"type": "dict"},
        "attest": {"type": "dict", "options": {name: {"type": "str", "required": True} for name in SAID}},
        "report": {"type": "path"},
        "directory": {"type": "path"},
        "rpo_target": {"type": "int"},
        "rto_target": {"type": "int"},
        "run": {"type": "dict", "default": {}, "options": {name: {"type": "str"} for name in KNOWN}},
        "left_over": {"type": "list", "elements": "dict", "default": [], "options": _left_over_options()},
        "virtual_machines": {"type": "list", "elements": "dict", "default": []},
        "drill": {"type": "bool", "default": False},
        "evidence": {"type": "dict", "options": _evidence_options()},
        "write_in_check_mode": {"type": "bool", "default": False},
        **empty_options(),
    }


def _left_over_options() -> Spec:
    return {**{name: {"type": "str"} for name in LEFT_OVER}, "locks": {"type": "list", "elements": "str"}}


def _evidence_options() -> Spec:
    return {
        **{name: {"type": "str"} for name in ABOUT},
        "checks": {"type": "list", "elements": "dict", "options": {name: {"type": "str"} for name in CHECK}},
        "not_checked": {"type": "list", "elements": "str"},
        "virtual_machines": {
            "type": "list",
            "elements": "dict",
            "options": {name: {"type": "str"} for name in MACHINE},
        },
        "deficiencies": {"type": "list", "elements": "str"},
        "deleted": {"type": "list", "elements": "dict"},
        "kept": {"type": "list", "elements": "dict"},
        "protected_disks": {"type": "list", "elements": "str"},
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Judge a run or a check of readiness, or attest a report, and write what is to be kept."""
    written = _told_of(options)(options, runtime)
    result: Result = {"changed": False, "report": None, "verdict": written.verdict, "told": written.lines(None)}
    if written.folder is None:
        return result
    folder, seal = written.folder, f"{written.name}{SUFFIX}"
    contents = {**written.contents, seal: seal_of(written.contents)}
    wanted = not runtime.check_mode or options["write_in_check_mode"] is True
    if wanted:
        try:
            write_all(folder, contents)
        except ReportNotWritten as failure:
            result["told"] = written.lines(explained(failure).message)
            raise TaskFailed(failure, result) from None
    result["changed"] = True
    files = {name.rpartition(".")[2]: name for name in written.contents}
    result["report"] = {
        kind: {"path": str(folder / name), "sha256": sha256(contents[name])}
        for kind, name in {**files, "seal": seal}.items()
    }
    about = written.what if wanted else f"{written.what}, not written in check mode"
    result["told"] = written.lines(f"{about}: {result['report']['html']['path']}")
    return result


def _told_of(options: OptionValues) -> Callable[[OptionValues, Runtime], Written]:
    """What is asked for: exactly one thing."""
    kinds = {"outcome": _restore, "readiness": _readiness, "attest": attestation}
    given = [name for name in kinds if options.get(name) is not None]
    if len(given) != 1:
        raise OptionRefused("outcome", "give either this, or readiness, or attest: what to report on, or to attest")
    if "attest" not in given and read_text(options, "report"):
        raise OptionRefused("report", "is the report to attest: give attest too, or leave it out")
    return kinds[given[0]]


def _restore(options: OptionValues, runtime: Runtime) -> Written:
    """The report of a restore."""
    facts = _read_facts(options, runtime)
    folder = read_folder(options, runtime)
    report = _judge(options, facts, folder, written=runtime.clock.now())
    verdict = compact_verdict(facts, report.rpo, report.rto, report.machines)
    contents = json_and_page(report.name, document(report), partial(page, report))
    return Written(report.name, folder, contents, verdict, lambda where: console_lines(report, where))


def _readiness(options: OptionValues, runtime: Runtime) -> Written:
    """The report of a check of readiness."""
    given = options["readiness"]
    facts = read_readiness(results_in("readiness", given, runtime) if isinstance(given, Mapping) else {})
    written = runtime.clock.now()
    report = ReadinessReport(new_name("readiness", facts.judged or written), written, facts, read_who(who_ran(options)))
    contents = json_and_page(report.name, readiness_document(report), partial(readiness_page, report))
    verdict = readiness_verdict(facts, check_mode=runtime.check_mode)
    return Written(
        report.name, read_folder(options, runtime), contents, verdict, lambda where: readiness_lines(report, where)
    )


def _read_facts(options: OptionValues, runtime: Runtime) -> Facts:
    """The facts of the restore that is told of. Raises `OptionRefused` if there is no restore in it."""
    outcome = options["outcome"]
    outcome = outcome if isinstance(outcome, Mapping) else {}
    if why := why_not_a_restore(outcome):
        raise OptionRefused("outcome", why)
    facts = read_facts(results_in("outcome", outcome, runtime), check_mode=runtime.check_mode)
    if not facts.disks and not facts.failed and options["allow_empty"] is not True:
        raise OptionRefused("outcome", "has no disks: nothing was restored. If that is right, set allow_empty: true")
    return facts


def _judge(options: OptionValues, facts: Facts, folder: Path | None, *, written: datetime) -> Report:
    """A report under a name of its own."""
    left_over = read_left_over(options["left_over"])
    drill = options["drill"] is True
    known, evidence = read_who(who_ran(options)), _read_evidence(options, facts, folder, written)
    machines = read_machines(options["virtual_machines"])
    targets = {name: _target(options, name) for name in ("rpo_target", "rto_target")}
    kind = "undo" if machines and machines[0].goes_back else "restore"
    if kind == "undo":
        # Nothing is restored from a recovery point, so there is nothing to compare them with.
        targets = dict.fromkeys(targets)
    rpo = judge_rpo(facts, targets["rpo_target"])
    rto = judge_rto(facts, targets["rto_target"], machines)
    name = new_name(kind, facts.started or written)
    return Report(name, written, facts, rpo, rto, known, left_over, drill, evidence, machines)


def _read_evidence(options: OptionValues, facts: Facts, folder: Path | None, written: datetime) -> Evidence | None:
    """The evidence of a drill, with how its disks are apart, and the coverage by earlier reports and by this drill."""
    evidence = read_evidence(options["evidence"])
    if evidence is None:
        return None
    evidence = replace(evidence, separation=judge_separation((disk.source_id, disk.target) for disk in facts.disks))
    if not evidence.protected:
        return evidence
    proves = evidence.is_verified and not facts.check_mode
    proven = [disk.source_id for disk in facts.disks if disk.source_id and disk.outcome in PROVEN] if proves else []
    return replace(evidence, coverage=count_coverage(evidence.protected, proven, folder, written))


def _target(options: OptionValues, name: str) -> int | None:
    return None if options[name] is None else number_option(options, name)
