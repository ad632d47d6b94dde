# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ansible-playbook prints, without the tasks that have nothing to say and without the recap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

HEADING = re.compile(r"(PLAY|TASK) .*\*{3,}$")
# A result that goes on has `=>` at the end of its line. The last kind is the recap.
NOTHING = re.compile(r"$|(ok|changed|skipping|included): .*(?<!=>)$|\S+ +: ok=\d+ ")


def telling(lines: Iterable[str]) -> Iterator[str]:
    """The lines as they come. A heading waits until there is something below it, and does not come twice in a row."""
    heading = shown = ""
    for line in lines:
        text = line.rstrip()
        if HEADING.match(text):
            heading = text
        elif not NOTHING.match(text):
            yield from ["", heading] if heading != shown else []
            yield text
            shown = heading
