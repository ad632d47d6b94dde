# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The seal of a report: a file beside it with the SHA-256 of each of its files, as the run that wrote them saw them.

`sha256sum -c` reads it too. Who can write into the folder can replace report and seal together. So it shows what was
changed by mistake or in part, and it is what an attestation holds on to.
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

SUFFIX = ".sha256"
_LINE = re.compile(r"([0-9a-f]{64})  ([^/\\\x00-\x1f\x7f]+)")


def sha256(content: bytes) -> str:
    """The SHA-256 of a content, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def seal_of(contents: Mapping[str, bytes]) -> bytes:
    """The content of the seal of these files."""
    return "".join(f"{sha256(content)}  {name}\n" for name, content in contents.items()).encode()


def read_regular(path: Path) -> bytes:
    """The content of a file. Raises OSError for what is no file, such as a pipe, for which it would wait."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    return path.read_bytes()


def read_seal(report: Path) -> Mapping[str, str] | None:
    """The SHA-256 of each file of a report by its name; None if there is no seal.

    What is no line of a seal is left out. Raises OSError if it can't be read.
    """
    path = report.with_suffix(SUFFIX)
    if not path.is_file():
        return None
    lines = path.read_bytes().decode("utf-8", errors="replace").splitlines()
    return {found[2]: found[1] for line in lines if (found := _LINE.fullmatch(line))}
