# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pages, messages and docstrings use plain words, and each term of the word list is defined once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
WORD_LIST = ROOT / "docs/docsite/rst/words.rst"
PAGES = sorted([*ROOT.glob("docs/docsite/rst/*.rst"), ROOT / "CONTRIBUTING.md", ROOT / "RELEASING.md"])
# Of the other rooms, the messages only are read.
READ_WITH_DOCSTRINGS = re.compile(r"plugins/(?!module_utils/)|plugins/module_utils/_(arm|azure|report|ansible|run)/")
PLUGINS = sorted((ROOT / "plugins").rglob("*.py"))
TASKS = sorted([*ROOT.glob("roles/*/*/*.yml"), *ROOT.glob("playbooks/**/*.yml"), *ROOT.glob("extensions/awx/*.yml")])
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
# The same in messages and docstrings of the plugins, and in the texts of the role and the playbooks.
PLAIN_IN_CODE = {
    **PLAIN,
    r"whoever (runs|administers|owns|may)": "the person who runs, the administrator of, the owner of, someone who can",
    r"run the same again|the same again fails": "run the same task again",
    r"(where|if) nothing is known": "if it is not known",
    r"things stand against|stands? against it": "problems, or prevents",
    r"says of itself": "name the properties",
    r"otherwise than well|ended badly": "failed, or did not succeed",
    r"what is there|there is what": "the target disk, or name it",
    r"where a (list|dictionary|text|number) is meant": "but must be",
    r"lets? the lock go|room back": "release",
    r"(is|are|not) back(?!ed)": "restored",
    r"nobody but": "only",
    r"a trouble of": "a problem",
    r"mostly the": "in most cases the",
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


@pytest.mark.parametrize("file", [*PLUGINS, *TASKS], ids=lambda file: str(file.relative_to(ROOT)))
def test_code_uses_plain_words_for_people(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    docstrings = READ_WITH_DOCSTRINGS.match(file.relative_to(ROOT).as_posix()) is not None
    texts = list(_texts(source, docstrings=docstrings)) if file.suffix == ".py" else [_prose(source)]

    found = {
        match.group(): plain
        for odd, plain in PLAIN_IN_CODE.items()
        for text in texts
        for match in re.finditer(rf"\b({odd})\b", text, re.IGNORECASE)
    }

    assert not found, "write instead: " + "; ".join(f"{plain} (not: {odd})" for odd, plain in found.items())


def _texts(source: str, *, docstrings: bool) -> Iterator[str]:
    """The literal texts in a Python file. What an f-string fills in is a star."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            yield _prose("".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = node.value.value if docstrings else ""
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield _prose(node.value)


@pytest.mark.parametrize("docstrings", [True, False])
def test_texts_are_found_in_code(docstrings: bool) -> None:
    source = """def f(name):
    'Let the lock go.'
    return f'The disk {name} is ' 'not back.'
"""

    found = set(_texts(source, docstrings=docstrings))

    assert "The disk * is not back." in found
    assert ("Let the lock go." in found) is docstrings


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
