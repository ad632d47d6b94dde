# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""An attestation: that a person stands for a report, in files of its own that name the SHA-256 of what it seals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from .._arm.errors import OptionRefused
from .._arm.plain_text import printable
from .._arm.times import format_moment
from .._backup.report_seals import SUFFIX, read_regular, read_seal, sha256
from .._readiness.evidence import SCHEMA_VERSION
from .elements import Child, element, time
from .errors import ReportChanged
from .frame import file_facts, framed, listed_facts
from .json_document import as_json, first_members
from .plain_values import LONGEST_TEXT, as_list, as_mapping, as_moment, as_text
from .version import VERSION
from .who import KNOWN

KIND = "attestation"
OPTION = "report"
# What a person says, and the names of it for people.
SAID = {"name": "Attested by", "role": "Role", "statement": "Statement"}


@dataclass(frozen=True)
class Sealed:
    """A report that is as its run wrote it. `files` has the SHA-256 of each of its files by their names."""

    name: str
    files: Mapping[str, str]
    headline: str | None
    test_id: str | None
    written: datetime | None
    disks: int | None


@dataclass(frozen=True)
class Attestation:
    """What a person says of a report. `name` is that of its own files, without their endings."""

    name: str
    written: datetime
    said: Mapping[str, str]
    sealed: Sealed
    who: Mapping[str, str | None]

    @property
    def headline(self) -> str:
        """The attestation in one sentence."""
        return f"{self.said['name']} ({self.said['role']}) attests the report {self.sealed.name}"


def read_said(given: object) -> dict[str, str]:
    """What the person says. Raises `OptionRefused` for what would not stand there as it was written."""
    told = as_mapping(given)
    said: dict[str, str] = {}
    for name in SAID:
        text = as_text(told.get(name))
        if not text:
            raise OptionRefused(f"attest.{name}", "is empty: say who attests, in which role, and what")
        if len(text) > LONGEST_TEXT:
            raise OptionRefused(f"attest.{name}", f"is longer than {LONGEST_TEXT} characters")
        said[name] = text
    return said


def read_sealed(path: Path) -> Sealed:
    """The report in a JSON file. Raises `ReportChanged` if a file, its name or the seal is not as its run wrote it."""
    if path.suffix != ".json" or printable(path.name) != path.name:
        raise OptionRefused(OPTION, f"{path} is not the JSON file of a report")
    try:
        content, files = read_regular(path), read_seal(path)
        if files is None:
            raise OptionRefused(
                OPTION,
                f"there is no {path.with_suffix(SUFFIX).name} beside {path}, so nothing shows whether it was changed. "
                "Attest the report where its run wrote it, with all of its files",
            )
        changed = _unsealed(path, files) or [
            f"{name} does not have the SHA-256 that the seal names"
            for name, digest in files.items()
            if sha256(content if name == path.name else read_regular(path.with_name(name))) != digest
        ]
    except OSError as error:
        raise OptionRefused(OPTION, f"{error.filename} can't be read: {error.strerror or error}") from None
    if changed:
        raise _changed(path, "; ".join(changed))
    return _read(path, content, files)


def _unsealed(path: Path, files: Mapping[str, str]) -> list[str]:
    """What a seal lacks or has too much: it names the JSON file and the page of one report, and nothing else."""
    seal, whole = path.with_suffix(SUFFIX).name, {path.name, path.with_suffix(".html").name}
    lacks = [f"its seal {seal} does not name {name}" for name in sorted(whole.difference(files))]
    return [*lacks, *(f"its seal {seal} names {name}" for name in sorted(set(files).difference(whole)))]


def _changed(path: Path, why: str) -> ReportChanged:
    return ReportChanged(f"The report {path} was changed since its run wrote it: {why}. Nothing was attested.")


def attestation_document(attestation: Attestation) -> str:
    """The attestation as JSON."""
    sealed = attestation.sealed
    told = {
        **first_members(attestation.name, attestation.written, KIND),
        "headline": attestation.headline,
        "attest": dict(attestation.said),
        "sealed": {
            "report": sealed.name,
            "written_at": format_moment(sealed.written),
            "headline": sealed.headline,
            "test_id": sealed.test_id,
            "files": [{"name": name, "sha256": digest} for name, digest in sealed.files.items()],
        },
        "run": dict(attestation.who),
    }
    return as_json(told)


def attestation_page(attestation: Attestation, json_name: str, json_sha256: str) -> str:
    """The attestation as HTML. It names the JSON file and its hash."""
    said, sealed = attestation.said, attestation.sealed
    rows: list[tuple[str, Child]] = [(words, said[name]) for name, words in SAID.items()]
    rows.append(("Attested at", time(attestation.written)))
    report: list[tuple[str, Child]] = [
        ("Report", sealed.name),
        ("It says", sealed.headline),
        ("Test", sealed.test_id),
        ("Written", time(sealed.written)),
        *((f"SHA-256 of {name}", element("span", digest, class_="id")) for name, digest in sealed.files.items()),
    ]
    run: list[tuple[str, Child]] = [
        *((words, attestation.who[name]) for name, words in KNOWN.items()),
        ("Collection", f"azure_dr.backup {VERSION}"),
        *file_facts(json_name, json_sha256),
    ]
    return framed(
        attestation.headline,
        _header(attestation),
        listed_facts("The attestation", rows),
        listed_facts("What it seals", report),
        listed_facts("Where it was written", run),
    )


def attestation_verdict(attestation: Attestation, *, check_mode: bool) -> dict[str, Any]:
    """The verdict for programs, in the same keys as that of a restore."""
    return {
        "result": "attested",
        "check_mode": check_mode,
        "disks": attestation.sealed.disks,
        "disks_missing": None,
        **{f"{name}{end}": None for name in ("rpo", "rto") for end in ("", "_seconds", "_target_seconds")},
    }


def _header(attestation: Attestation) -> Element:
    words = "The files of the report were as its run had written them. If one is changed later, its SHA-256 is another."
    return element(
        "header",
        element("div", "Attestation", class_="label"),
        element("h1", attestation.headline),
        element("p", words, class_="lead"),
    )


def _read(path: Path, content: bytes, files: Mapping[str, str]) -> Sealed:
    try:
        told = as_mapping(json.loads(content))
    except (ValueError, RecursionError):
        told = {}
    if told.get("schema_version") != SCHEMA_VERSION or not isinstance(told.get("disks"), list):
        raise OptionRefused(OPTION, f"{path} is not a report of a restore, a drill or readiness")
    if told.get("report") != path.stem:
        name = as_text(told.get("report")) or "a report without a name"
        raise _changed(path, f"its content is that of {name}, so its files were renamed or replaced")
    return Sealed(
        name=path.stem,
        files=files,
        headline=as_text(told.get("headline")),
        test_id=as_text(as_mapping(told.get("evidence")).get("test_id")),
        written=as_moment(told.get("written_at")),
        disks=len(as_list(told.get("disks"))),
    )
