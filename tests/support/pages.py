# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What pages of documentation show: their code blocks."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

IN_MARKDOWN = re.compile(r"^```(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
IN_RST = re.compile(r"^( *)\.\. code-block:: (\S+)\n\n((?:\1 +\S.*\n|\n)+)", re.MULTILINE)
LOCALHOST = {"hosts": "localhost", "connection": "local", "gather_facts": False}


@dataclass(frozen=True)
class Block:
    """A block of code. `language` is as the page says it, such as `yaml+jinja`."""

    language: str
    text: str


def code_blocks(page: Path) -> list[Block]:
    """All blocks of code of a page, in Markdown or reStructuredText."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".md":
        return [Block(language, code) for language, code in IN_MARKDOWN.findall(text)]
    return [Block(language, textwrap.dedent(code)) for _indent, language, code in IN_RST.findall(text)]


def yaml_of(page: Path, **replaced: str) -> list[Any]:
    """The YAML documents that a page shows, each name in `replaced` made its value."""
    texts = [block.text for block in code_blocks(page) if block.language.startswith("yaml")]
    for old, new in replaced.items():
        texts = [text.replace(old, new) for text in texts]
    return [yaml.safe_load(text) for text in texts]


def json_of(page: Path) -> list[Any]:
    """The JSON documents that a page shows."""
    return [json.loads(block.text) for block in code_blocks(page) if block.language == "json"]


def plays_of(documents: list[Any]) -> Iterator[dict[str, Any]]:
    """The plays among YAML documents, and the tasks of each list of tasks as a play."""
    for document in documents:
        if not isinstance(document, list):
            continue
        if "hosts" in document[0]:
            yield from document
        else:
            yield {"name": "Run the tasks", **LOCALHOST, "tasks": document}
