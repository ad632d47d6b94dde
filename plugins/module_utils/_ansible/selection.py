# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""From options to a selection of disks, and where to look for them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from .._arm.credentials.login import Login
from .._arm.errors import OptionRefused
from .._backup.option_values import OptionValues, is_blank
from .._backup.scope import Scope, read_scope
from .._backup.selection import Selection, read_selection
from .._backup.shapes.recovery_map import HOW, OPTION, RecoveryMap, read_recovery_map, read_recovery_map_file
from .connection import read_api_version, read_login
from .results_file import results_in
from .runtime import Runtime


def read_selected(options: OptionValues, runtime: Runtime) -> tuple[Login, Scope, Selection]:
    """How to log in, where to look, and what to take. Raises `OptionRefused`; nothing is sent for it."""
    login = read_login(options, runtime)
    scope = read_scope(options, login.subscription_id, read_api_version(options))
    return login, scope, read_selection(options, recovery_map_option(options.get(OPTION), runtime))


def recovery_map_option(value: object, runtime: Runtime) -> RecoveryMap | None:
    """The map that is given: itself, as JSON in a text (as a survey or the command line sends it), or by its path."""
    if is_blank(value):
        return None
    if isinstance(value, Mapping):
        return read_recovery_map(results_in(OPTION, value, runtime))
    if not isinstance(value, str):
        raise OptionRefused(OPTION, f"is neither a map nor a path. {HOW}")
    if value.lstrip().startswith("{"):
        try:
            return read_recovery_map(json.loads(value))
        except (ValueError, RecursionError):
            raise OptionRefused(OPTION, f"is a text that begins like JSON and is none. {HOW}") from None
    return read_recovery_map_file(runtime.path(OPTION, value.strip()))
