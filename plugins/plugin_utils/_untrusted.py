# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Values from Azure as variables: Ansible must not take a text of somebody's tag for a template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible.utils.unsafe_proxy import wrap_var

TEMPLATE = re.compile(r"\{[{%#]")


def untrusted(value: Any) -> Any:
    """The value, in which no text is a template.

    Until ansible-core 2.18, a marked text is written as a dictionary into the output of `ansible-inventory`, so that
    only texts are marked that could be templates.
    """
    if isinstance(value, Mapping):
        return {untrusted(name): untrusted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [untrusted(inner) for inner in value]
    return wrap_var(value) if isinstance(value, str) and TEMPLATE.search(value) else value
