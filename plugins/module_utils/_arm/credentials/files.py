# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Files that options name."""

from __future__ import annotations

from pathlib import Path

from ..errors import OptionRefused


def read_file(option: str, path: str) -> bytes:
    """The content of a file. Raises `OptionRefused` if it can't be read."""
    try:
        file = Path(path).expanduser()
        if file.exists() and not file.is_file():  # a pipe is empty when it is read again, and a device has no end
            raise OptionRefused(option, f"{path} is not a regular file")
        return file.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:
        raise OptionRefused(option, f"{path} can't be read: {getattr(error, 'strerror', error)}") from error
