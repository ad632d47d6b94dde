# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of error codes in the page on troubleshooting, from the code that explains and raises them.

`python -m ansible_collections.azure_dr.backup.tests.support.error_codes PAGE` brings the page up to date.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from ansible_collections.azure_dr.backup.plugins import module_utils
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import TaskError
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.explanations import (
    EXPLANATIONS,
    Explanation,
    Words,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.own_explanations import OWN_EXPLANATIONS

WORDS = asdict(Words())
MARK = "..\n  {} of the {} codes, which tests/support/error_codes.py makes\n"


def up_to_date(page: str) -> str:
    """The page with its lists made anew, between the comments that mark them."""
    for whose, codes in (("Azure", _codes_of_azure()), ("own", _our_codes())):
        begin, end = MARK.format("Begin", whose), MARK.format("End", whose)
        before, after = page.partition(begin)[0], page.partition(end)[2]
        page = f"{before}{begin}\n{codes}\n{end}{after}"
    return page


def _codes_of_azure() -> str:
    """What is known of Azure's codes; those that mean the same stand together."""
    codes: dict[Explanation, list[str]] = {}
    for code, explanation in sorted(EXPLANATIONS.items(), key=lambda item: item[0].lower()):
        codes.setdefault(explanation, []).append(code)
    return "".join(
        f"{', '.join(f'``{code}``' for code in alike)}\n{_explained(known)}" for known, alike in codes.items()
    )


def _our_codes() -> str:
    """The kinds of failure that have no code of Azure's."""
    return "".join(f"``{kind.code}``\n{_explained(OWN_EXPLANATIONS[kind.code])}" for kind in own_kinds())


def _explained(known: Explanation) -> str:
    return f"  {known.cause.format(**WORDS)}\n\n  *Fix:* {known.remedy.format(**WORDS)}. *Who:* {known.who}.\n"


def own_kinds() -> list[type[TaskError]]:
    """The kinds of failure that a result can have, by their codes.

    A kind may have a code of Azure's.
    """
    kinds = {kind.code: kind for kind in _kinds(TaskError) if "code" in vars(kind) and kind.code not in EXPLANATIONS}
    return [kinds[code] for code in sorted(kinds)]


def _kinds(kind: type[TaskError]) -> Iterator[type[TaskError]]:
    for package in pkgutil.walk_packages(module_utils.__path__, f"{module_utils.__name__}."):
        importlib.import_module(package.name)
    pending = list(kind.__subclasses__())
    while pending:
        found = pending.pop()
        pending += found.__subclasses__()
        yield found


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(up_to_date(page.read_text(encoding="utf-8")), encoding="utf-8")
