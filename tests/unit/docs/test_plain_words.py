# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages use plain words, and each term of the word list is there once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
WORD_LIST = ROOT / "docs/docsite/rst/words.rst"
PAGES = sorted([*ROOT.glob("docs/docsite/rst/*.rst"), ROOT / "CONTRIBUTING.md", ROOT / "RELEASING.md"])
# What readers have stumbled over, and what to write.
PLAIN = {
    r"wished for": "asked for",
    r"belongs? into": "belong in, or say who puts it there",
    r"how far it is": "its progress",
    r"bring(s|ing)? back|brought back": "restore",
    r"mean(s|ing)? the same": "ask for the same",
    r"goes for|is what counts": "applies to",
    r"in all modules alike": "in all modules",
    r"sees? (it|them|restores) to (its|their) end": "follow to its end",
    r"gets? along with": "works with",
    r"such a one": "name it",
    r"ended (otherwise than )?well": "succeeded",
    r"is there which": "exists",
}
# The lists of error codes are made from the code.
MADE = re.compile(r"^\.\.\n  Begin of the \w+ codes.*?^  End of the \w+ codes", re.MULTILINE | re.DOTALL)


def _prose(text: str) -> str:
    return re.sub(r"\s+", " ", MADE.sub("", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_uses_plain_words(page: Path) -> None:
    text = _prose(page.read_text(encoding="utf-8"))

    found = {
        match.group(): plain
        for odd, plain in PLAIN.items()
        for match in re.finditer(rf"\b({odd})\b", text, re.IGNORECASE)
    }

    assert not found, "write instead: " + "; ".join(f"{plain} (not: {odd})" for odd, plain in found.items())


def test_what_a_reader_stumbles_over_is_found() -> None:
    text = _prose("A disk that was\nbrought back from the point wished for.")

    assert [odd for odd in PLAIN if re.search(rf"\b({odd})\b", text)] == [
        "wished for",
        r"bring(s|ing)? back|brought back",
    ]


def test_each_term_is_defined_once_and_in_order() -> None:
    for section in re.split(r"^-{3,}$", WORD_LIST.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        terms = [term.lower() for term in re.findall(r"^(\w[^\n]*)\n  \S", section, re.MULTILINE)]
        assert terms and terms == sorted(set(terms))
