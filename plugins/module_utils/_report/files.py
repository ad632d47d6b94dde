# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Writes files completely or not at all, and never replaces a file."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from .errors import ReportNotWritten

DIRECTORY_MODE, FILE_MODE = 0o750, 0o640
# A file system that has no hard links, such as one of a Windows server, says one of these.
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS}


def write_all(directory: Path, contents: Mapping[str, bytes]) -> None:
    """Write these files, by name: all or none. The directory is made if it isn't there."""
    try:
        _make(directory)
        with contextlib.ExitStack() as temporary:
            written = {name: temporary.enter_context(_temporary(directory, name, it)) for name, it in contents.items()}
            with contextlib.ExitStack() as undone:
                for name, path in written.items():
                    _publish(path, directory / name)
                    undone.callback((directory / name).unlink)
                undone.pop_all()
        _sync(directory)
    except OSError as error:
        raise ReportNotWritten(
            f"The report can't be written to {directory}: {error.strerror or error}. Nothing else is affected."
        ) from None


def _make(directory: Path) -> None:
    """As mkdir -p, with the mode for the parents, too."""
    if not directory.is_dir():
        _make(directory.parent)
        directory.mkdir(DIRECTORY_MODE, exist_ok=True)


@contextlib.contextmanager
def _temporary(directory: Path, name: str, content: bytes) -> Iterator[Path]:
    """The content in a file that ends with the context. Its hidden name contains the final name."""
    path = directory / f".{name}.part"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            # The umask may have taken bits away; not all file systems give them back.
            with contextlib.suppress(OSError):
                os.fchmod(descriptor, FILE_MODE)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _publish(path: Path, final: Path) -> None:
    """Give the file its name, unless there is one of that name."""
    try:
        os.link(path, final)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(final, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
        path.replace(final)


def _sync(directory: Path) -> None:
    """Make the names survive a crash of the machine, if the file system can."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
