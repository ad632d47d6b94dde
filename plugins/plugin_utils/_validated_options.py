# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Options in the controller, validated as those of a module are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from ..module_utils._ansible.execution import options_refused
from ..module_utils._ansible.given import given_options
from ..module_utils._ansible.options import Spec
from ..module_utils._ansible.secrets import Secrets


def validated_options(spec: Spec, given: Mapping[str, object], secrets: Secrets, owner: str) -> dict[str, Any]:
    """The options that are given, if they are as they must be. The secrets among them are added to the others.

    `owner` is what has the options, in the words of the message that refuses one.
    """
    validated = ArgumentSpecValidator(spec).validate(given_options(spec, _plain(given)))
    secrets.add_options(spec, validated.validated_parameters)
    if validated.error_messages:
        raise options_refused(_what_is_wrong(validated.errors[0], owner))
    options: dict[str, Any] = validated.validated_parameters
    return options


def _plain(options: Mapping[str, object]) -> dict[str, Any]:
    """The options as a module would get them: plain JSON, and nothing that Ansible has attached to it."""
    plain = json.dumps(options, default=lambda each: each.isoformat() if isinstance(each, date) else str(each))
    decoded: dict[str, Any] = json.loads(plain)
    return decoded


def _what_is_wrong(error: Any, owner: str) -> str:
    """What is wrong with the options, as a module says it."""
    if isinstance(error, UnsupportedError):
        return f"Unsupported parameters for {owner}: {error.msg}"
    return str(error.msg)
