# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the inventory protected_disks does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ..._arm.errors import OptionRefused
from ..._backup.disk_lookup import check_found, find_disks
from ..._backup.inventory_hosts import APPLICATION, HOST_PER, VM, inventory_hosts
from ..._backup.option_values import OptionValues, read_text
from ..._backup.selected_disks import SelectedDisks
from ..._backup.selection import Selection
from ..._backup.sources import some_of
from ..connection import READING_SECONDS, login_warnings, open_session
from ..execution import Result
from ..options import Spec, selection_options
from ..runtime import Runtime
from ..selection import read_selected

# What is named must be there: a play for a host that is missing would end well. Of a tag or a group there can be none.
NAMES = ("source_disks", "virtual_machines")


def spec() -> Spec:
    """The options."""
    return {
        **selection_options(),
        "host_per": {"type": "str", "choices": list(HOST_PER), "default": VM},
        "application_tag": {"type": "str"},
    }


def run(options: OptionValues, runtime: Runtime) -> Result:
    """The variables of each host, by its name."""
    host_per, application_tag = _host_per(options)
    login, scope, selection = read_selected(options, runtime)
    session = open_session(login, runtime, seconds=READING_SECONDS)
    selected, _estate = find_disks(session, scope, selection)
    named = tuple(missing for missing in selected.missing if missing.option in NAMES)
    check_found(SelectedDisks((), (), named, selected.unknown))
    return {
        "hosts": inventory_hosts(selected, selection, host_per, application_tag),
        "warnings": [*login_warnings(login), *_warnings(selected, selection)],
    }


def fingerprint(options: OptionValues, runtime: Runtime) -> str:
    """What differs if other hosts are asked for, or as somebody else. It holds no secret."""
    asked = (*read_selected(options, runtime), *_host_per(options))
    return hashlib.sha256(repr(asked).encode(errors="replace")).hexdigest()[:16]


def _host_per(options: OptionValues) -> tuple[str, str]:
    host_per, tag = str(options["host_per"]), read_text(options, "application_tag")
    if host_per == APPLICATION and not tag:
        raise OptionRefused("application_tag", "host_per: application needs the tag whose values are the applications")
    return host_per, tag or ""


def _warnings(selected: SelectedDisks, selection: Selection) -> Iterator[str]:
    yield from selected.unknown
    for missing in selected.missing:
        yield f"{missing.option}: {missing.why}"
    if selection.criteria and selected.unprotected:
        count = len(selected.unprotected)
        some = "1 selected disk" if count == 1 else f"{count} selected disks"
        yield (
            f"Nothing in the vaults that were looked at protects {some}: "
            f"{some_of(disk.id for disk in selected.unprotected)}."
        )
