# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What restore_readiness_info does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from ..._arm.errors import OptionRefused
from ..._arm.resource_ids import why_not_a_resource_group, why_not_a_subscription
from ..._backup.disk_lookup import check_found, find_disks
from ..._backup.errors import NothingSelected
from ..._backup.estate_reader import read_interfaces
from ..._backup.option_values import OptionValues, check_name, is_blank, read_text
from ..._backup.recovery_maps import make_recovery_map
from ..._backup.selected_disks import SelectedDisks
from ..._backup.selection import Selection
from ..._backup.sources import some_of
from ..._readiness.aims import Aims
from ..._readiness.evidence import read_proofs
from ..._readiness.findings import CODES
from ..._readiness.judges import judge
from ..._readiness.reader import Depth, read_states
from ..._readiness.results import readiness_result
from ..._readiness.states import Proof
from ..connection import READING_SECONDS, login_warnings, open_session
from ..execution import Result
from ..options import Spec, results_options, selection_options
from ..results_file import read_results_file
from ..runtime import Runtime
from ..selection import read_selected
from .disk_options import seconds_option

# A vault can have 5,000 instances, and Azure answers some 25 reads a second.
THOROUGH_SECONDS = 1800.0


def spec() -> Spec:
    """The options."""
    return {
        **selection_options(),
        "depth": {"type": "str", "choices": ["quick", "thorough"], "default": "quick"},
        "rpo_target": {"type": "int"},
        "expires_within": {"type": "int", "default": 86400},
        "target_resource_group": {"type": "str"},
        "target_subscription_id": {"type": "str"},
        "application_tag": {"type": "str"},
        "max_skew": {"type": "int"},
        "evidence_dir": {"type": "path"},
        "ignore": {"type": "list", "elements": "str", "choices": list(CODES), "default": []},
        **results_options(),
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """Judge which of the selected disks could be restored now. Check mode does the same: all of it is reading."""
    login, scope, selection = read_selected(options, runtime)
    depth: Depth = "thorough" if options["depth"] == "thorough" else "quick"
    proofs, unread = _read_proofs(options, runtime)
    seconds = THOROUGH_SECONDS if depth == "thorough" else READING_SECONDS
    aims = _read_aims(options, runtime)
    results_file = read_results_file(options, runtime)
    session = open_session(login, runtime, seconds=seconds)
    selected, estate = find_disks(session, scope, selection)
    check_found(selected)
    if not selected.protected and not selected.unprotected:
        raise NothingSelected("vaults", f"this login sees no disk in {scope}, protected or not.")
    elsewhere = _protected_elsewhere(selected, selection)
    if not selected.protected and all(disk.protected_by for disk in selected.unprotected):
        raise NothingSelected("vaults", " ".join(elsewhere) or f"nothing in {scope} protects a disk.")
    aims = replace(aims, now=session.service_now)
    states, unknown = read_states(session, selected.protected, estate, aims, depth, proofs)
    interfaces, interfaces_unknown = read_interfaces(session, estate)
    unknown = (*selected.unknown, *elsewhere, *unknown, *interfaces_unknown, *unread)
    readiness = judge(states, selected.unprotected, unknown, aims)
    recovery_map = make_recovery_map(selected, estate, interfaces, selection.recovery_map)
    told = readiness_result(readiness, recovery_map, aims, depth)
    login_told = asdict(session.caller) if session.caller else None
    result = {"changed": False, **told, "login": login_told, "warnings": [*login_warnings(login), *unknown]}
    findings = sorted((each for each in told["disks"] if each["findings"]), key=lambda each: each["ready"])
    # A part of the map would be taken for the whole.
    return results_file.keep(result, disks=findings, recovery_map=None)


def _protected_elsewhere(selected: SelectedDisks, selection: Selection) -> tuple[str, ...]:
    """That disks which somebody asked for were not judged: only vaults that were not looked at protect them."""
    disks = [disk for disk in selected.unprotected if disk.protected_by] if selection.criteria else []
    if not disks:
        return ()
    some = "1 selected disk was" if len(disks) == 1 else f"{len(disks)} selected disks were"
    named = some_of(f"{disk.id} ({' and '.join(disk.protected_by or ())})" for disk in disks)
    return (f"{some} not judged, because only vaults that were not looked at protect what was selected: {named}.",)


def _read_aims(options: OptionValues, runtime: Runtime) -> Aims:
    """What to judge by."""
    group, subscription = read_text(options, "target_resource_group"), read_text(options, "target_subscription_id")
    if group:
        check_name("target_resource_group", group, why_not_a_resource_group)
    if subscription:
        check_name("target_subscription_id", subscription, why_not_a_subscription)
    tag, max_skew = read_text(options, "application_tag"), _seconds(options, "max_skew")
    if max_skew is not None and not tag:
        raise OptionRefused("max_skew", "is about the disks of an application: name its tag by application_tag")
    ignore = options["ignore"]
    return Aims(
        now=runtime.clock.now(),
        expires_within=seconds_option(options, "expires_within", least=0),
        rpo_target=_seconds(options, "rpo_target"),
        target_group=group,
        target_subscription=subscription,
        application_tag=tag,
        max_skew=max_skew,
        with_proofs=not is_blank(options["evidence_dir"]),
        ignore=frozenset(map(str, ignore)) if isinstance(ignore, list) else frozenset(),
    )


def _seconds(options: OptionValues, name: str) -> float | None:
    return None if options[name] is None else seconds_option(options, name, least=0 if name == "max_skew" else 1)


def _read_proofs(options: OptionValues, runtime: Runtime) -> tuple[Mapping[str, Proof], tuple[str, ...]]:
    """What the reports of earlier restores and drills prove; nothing if no folder is given."""
    folder = read_text(options, "evidence_dir")
    if not folder:
        return {}, ()
    path = runtime.path("evidence_dir", folder)
    try:
        return read_proofs(path, runtime.clock.now())
    except OSError as error:
        raise OptionRefused("evidence_dir", f"{path} cannot be read: {error.strerror or error}") from None
