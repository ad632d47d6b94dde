# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the readers of the variables of the roles have in common."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ..module_utils._arm.errors import OptionRefused


def set_ones(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options without those that are not set."""
    return {name: value for name, value in options.items() if value is not None}


def host_label(host: object) -> str:
    """What names a host in the name of a statistic: letters, digits and _ only, and no two hosts have the same one."""
    name = str(host)
    return f"{re.sub('[^A-Za-z0-9]', '_', name)[:40]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def check_spelling(prefix: str, names: Iterable[str], known: Sequence[str], *, of_hosts: str) -> None:
    """Refuse names that begin as the role's variables do and are none of them. `of_hosts` begins the statistics."""
    wrong = sorted(name for name in set(names) - set(known) if not name.startswith(f"{prefix}{of_hosts}_"))
    if wrong:
        told = [f"{name} does not exist, did you mean {nearest(name, known)}?" for name in wrong]
        own = f"Only variables of the role can begin with {prefix}: rename the others"
        raise OptionRefused(f"Variables of the role {prefix.rstrip('_')}", f"{' '.join(told)} {own}.")


def nearest(name: str, known: Sequence[str]) -> str:
    """The known name that is most similar."""
    return difflib.get_close_matches(name, known, n=1, cutoff=0)[0]


def plain(value: Any) -> Any:
    """The value in plain JSON. What YAML took for a moment is a text in ISO 8601 again."""
    return json.loads(json.dumps(value, default=lambda each: each.isoformat() if isinstance(each, date) else str(each)))
