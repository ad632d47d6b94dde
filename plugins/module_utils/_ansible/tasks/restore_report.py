# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What restore_report does."""

from __future__ import annotations

import getpass
import hashlib
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..._arm.errors import OptionRefused
from ..._backup.error_guide import explained
from ..._backup.option_values import OptionValues, read_text
from ..._report.action import console_lines
from ..._report.document import document
from ..._report.errors import ReportNotWritten
from ..._report.evidence import ABOUT, CHECK, read_evidence
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
from ..._report.verdict import compact_verdict, judge_rpo, judge_rto
from ..._report.who import KNOWN, read_who
from ..errors import TaskFailed
from ..execution import Result
from ..options import Spec, empty_options
from ..results_file import whole_outcome
from ..runtime import Runtime
from .disk_options import number_option


@dataclass(frozen=True)
class _Written:
    """A report: its files by their names, the verdict, and the lines for a screen with where the report is."""

    contents: Mapping[str, bytes]
    verdict: Mapping[str, Any]
    lines: Callable[[str | None], list[str]]


def spec() -> Spec:
    """The options."""
    return {
        "outcome": {"type": "dict"},
        "readiness": {"type": "dict"},
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
        "deficiencies": {"type": "list", "elements": "str"},
        "deleted": {"type": "list", "elements": "dict"},
        "kept": {"type": "list", "elements": "dict"},
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Judge a run, or a check of readiness, and write its report if a directory is given."""
    given = [name for name in ("outcome", "readiness") if options.get(name) is not None]
    if len(given) != 1:
        raise OptionRefused("outcome", "give either this or readiness: what to report on")
    written = _readiness(options, runtime) if given == ["readiness"] else _restore(options, runtime)
    result: Result = {"changed": False, "report": None, "verdict": written.verdict, "told": written.lines(None)}
    directory = read_text(options, "directory")
    if not directory:
        return result
    contents = written.contents
    folder = runtime.path("directory", directory).absolute()
    wanted = not runtime.check_mode or options["write_in_check_mode"] is True
    if wanted:
        try:
            write_all(folder, contents)
        except ReportNotWritten as failure:
            result["told"] = written.lines(explained(failure).message)
            raise TaskFailed(failure, result) from None
    result["changed"] = True
    result["report"] = {
        name.rpartition(".")[2]: {"path": str(folder / name), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    }
    about = "Report" if wanted else "Report, not written in check mode"
    result["told"] = written.lines(f"{about}: {result['report']['html']['path']}")
    return result


def _restore(options: OptionValues, runtime: Runtime) -> _Written:
    """The report of a restore."""
    facts = _read_facts(options, check_mode=runtime.check_mode)
    report = _judge(options, facts, _who(options), written=runtime.clock.now())
    verdict = compact_verdict(facts, report.rpo, report.rto)
    return _Written(_contents(report), verdict, lambda where: console_lines(report, where))


def _readiness(options: OptionValues, runtime: Runtime) -> _Written:
    """The report of a check of readiness."""
    given = options["readiness"]
    facts = read_readiness(given if isinstance(given, Mapping) else {})
    written = runtime.clock.now()
    report = ReadinessReport(_name("readiness", facts.judged or written), written, facts, read_who(_who(options)))
    json_name, as_json = f"{report.name}.json", readiness_document(report).encode()
    as_html = readiness_page(report, json_name, hashlib.sha256(as_json).hexdigest()).encode()
    contents = {json_name: as_json, f"{report.name}.html": as_html}
    verdict = readiness_verdict(facts, check_mode=runtime.check_mode)
    return _Written(contents, verdict, lambda where: readiness_lines(report, where))


def _read_facts(options: OptionValues, *, check_mode: bool) -> Facts:
    """The facts of the restore that is told of. Raises `OptionRefused` if there is no restore in it."""
    outcome = options["outcome"]
    outcome = whole_outcome("outcome", outcome) if isinstance(outcome, Mapping) else {}
    if why := why_not_a_restore(outcome):
        raise OptionRefused("outcome", why)
    facts = read_facts(outcome, check_mode=check_mode)
    if not facts.disks and not facts.failed and options["allow_empty"] is not True:
        raise OptionRefused("outcome", "has no disks: nothing was restored. If that is right, set allow_empty: true")
    return facts


def _judge(options: OptionValues, facts: Facts, who: Mapping[str, Any], *, written: datetime) -> Report:
    """A report under a name of its own."""
    rpo, rto = judge_rpo(facts, _target(options, "rpo_target")), judge_rto(facts, _target(options, "rto_target"))
    left_over = read_left_over(options["left_over"])
    drill = options["drill"] is True
    name, evidence = _name("restore", facts.started or written), read_evidence(options["evidence"])
    machines = read_machines(options["virtual_machines"])
    return Report(name, written, facts, rpo, rto, read_who(who), left_over, drill, evidence, machines)


def _contents(report: Report) -> dict[str, bytes]:
    """The files of a report by their names."""
    json_name = f"{report.name}.json"
    as_json = document(report).encode()
    as_html = page(report, json_name, hashlib.sha256(as_json).hexdigest()).encode()
    return {json_name: as_json, f"{report.name}.html": as_html}


def _target(options: OptionValues, name: str) -> int | None:
    return None if options[name] is None else number_option(options, name)


def _who(options: OptionValues) -> dict[str, Any]:
    """What was told of who ran it, and what the process knows of itself where that was not."""
    told = options["run"]
    told = told if isinstance(told, Mapping) else {}
    return {**told, "user": told.get("user") or _login_name(), "host": told.get("host") or socket.gethostname()}


def _login_name() -> str:
    """Who runs this process; its number where the machine knows no name, as in containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _name(kind: str, moment: datetime) -> str:
    """A name that no other report has, and that sorts by time."""
    return f"{kind}-{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
