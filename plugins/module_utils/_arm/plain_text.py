# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Text from elsewhere, made fit to be shown: nothing that steers a terminal, and nothing that lets somebody in.

All of it takes time in proportion to the length of the text, whatever the text is.
"""

from __future__ import annotations

import re

HIDDEN = "********"
LONGEST_WORDS = 300
# A name in a line that also says other things.
LONGEST_NAME = 40
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# C0, DEL and C1; the line and paragraph separators; what changes the direction of writing; halves of characters.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ud800-\udfff]")
_WORD = re.compile(r"[^\s\"'<>]+")
_USERINFO = re.compile(r"://[^/?#]*@")
# The parameters that sign a URL of Azure Storage (`sig`) or of an operation of Resource Manager (`s`, `c`, `h`).
_SIGNATURE = re.compile(r"(?:^|[?&;]|\\u0026)sig(?:nature)?=|(?:[?&;]|\\u0026)[sch]=", re.IGNORECASE)
_TOKEN = re.compile(
    r"\b(?i:bearer|basic)\s+(?=[A-Za-z._~+/=-]*\d)[\w.~+/=-]{8,}"  # an Authorization header
    r"|(?<![A-Za-z0-9])eyJ(?:[\w-]+\.[\w.-]*|[\w-]{16,})",  # a JSON web token, or the head of one
    re.ASCII,
)
# Links to Microsoft's pages, which say nothing without their queries.
_HARMLESS_PARAMETERS = frozenset({"linkid", "clcid", "view", "tabs", "pivots"})


def printable(text: str) -> str:
    """The text on one line, without characters that steer a terminal. All others stay, in every script."""
    return _STEERING.sub(lambda found: " " if found[0].isspace() else REPLACEMENT, text)


def without_credentials(text: str) -> str:
    """The text without what lets somebody in: passwords and queries in URLs, signatures, tokens."""
    return _TOKEN.sub(HIDDEN, _WORD.sub(lambda found: _harmless(found[0]), text))


def _harmless(word: str) -> str:
    begin, query = word.find("://"), word.find("?")
    if begin >= 0:
        if query > begin and not _is_harmless(word[query + 1 :]):
            word = word[:query]
        word = _USERINFO.sub("://", word)
    if signed := _SIGNATURE.search(word):
        word = word[: signed.start()].partition("?")[0]
    return word


def _is_harmless(query: str) -> bool:
    return all(each.partition("=")[0].lower() in _HARMLESS_PARAMETERS for each in query.split("&"))


def cut_in_the_middle(name: str, longest: int = LONGEST_NAME) -> str:
    """A long name without its middle: the names of a run mostly differ at their ends."""
    if len(name) <= longest:
        return name
    half = (longest - 1) // 2
    return f"{name[: longest - 1 - half]}\N{HORIZONTAL ELLIPSIS}{name[-half:]}"


def words_of(error: BaseException) -> str:
    """The kind of the exception and what it says, on one line."""
    try:
        said = printable(str(error))
    except Exception:  # what it says is made when it is asked for, and that can fail
        said = ""
    kind = type(error).__name__
    cut = f"{said[:LONGEST_WORDS]} ..." if len(said) > LONGEST_WORDS else said
    return f"{kind}: {cut}" if cut else kind
