# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Values from Azure as variables: Ansible must not take a text of somebody's tag for a template.

Ansible shows a text that it does not trust as a dictionary in the output of `ansible-inventory`. So a text that can be
no template is trusted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

BRACE = re.compile("[{}]")


def _as_it_is(value: Any) -> Any:
    return value


try:
    from ansible.template import trust_as_template
except ImportError:  # ansible-core 2.18 and earlier trust each text that is not marked
    from ansible.utils.unsafe_proxy import wrap_var

    TRUSTED, UNTRUSTED = _as_it_is, wrap_var
else:
    TRUSTED, UNTRUSTED = trust_as_template, _as_it_is


def without_templates(value: Any) -> Any:
    """The value, in which no text is a template."""
    if isinstance(value, Mapping):
        return {without_templates(name): without_templates(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_templates(inner) for inner in value]
    if isinstance(value, str):
        return UNTRUSTED(value) if BRACE.search(value) else TRUSTED(value)
    return value
