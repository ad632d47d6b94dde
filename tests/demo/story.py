# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a demo shows: steps as data, each a question, a command, and what to see in Azure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..emulator.estate import Estate

HERE = Path(__file__).parent
Look = Callable[[Estate, Path], Sequence[str]]
"""What can be seen in the estate and in the folder of the reports."""


@dataclass(frozen=True)
class Step:
    """A command, the question that it answers, what to see before and after it, and whether it is to fail."""

    question: str
    command: Sequence[str]
    before: Look = lambda _estate, _reports: ()
    after: Look = lambda _estate, _reports: ()
    fails: bool = False


@dataclass(frozen=True)
class Story:
    """An estate, what is said of it first, the steps, and the last words: how to start such an estate."""

    estate: Estate
    opening: Sequence[str]
    steps: Sequence[Step]
    ending: str


def with_variables(file: str, **variables: str) -> list[str]:
    """The arguments that give a command the variables of a file, and some more."""
    return ["-e", f"@{HERE / file}", *(word for item in variables.items() for word in ("-e", "=".join(item)))]
