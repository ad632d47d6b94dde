# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Profiles: the sections of ~/.azure/credentials, whose keys are named as the options are."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from ..errors import OptionRefused

CREDENTIALS_FILE = "~/.azure/credentials"
DEFAULT_PROFILE = "default"


def read_profile(name: str) -> Mapping[str, str]:
    """The values of a profile. Raises `OptionRefused` if it does not exist."""
    try:
        profiles = _read()
    except OSError as error:
        raise OptionRefused("profile", f"{CREDENTIALS_FILE} can't be read: {error.strerror}") from error
    if name not in profiles:
        known = ", ".join(profiles) or "none"
        raise OptionRefused("profile", f"there is no [{name}] in {CREDENTIALS_FILE} (there is: {known})")
    return profiles[name]


def default_profile() -> Mapping[str, str]:
    """The values of the profile `default`, which is used if none is named; empty if it does not exist.

    Also empty if the file can't be read: the home can be another user's.
    """
    with contextlib.suppress(OSError):
        return _read().get(DEFAULT_PROFILE, {})
    return {}


def _read() -> Mapping[str, Mapping[str, str]]:
    from configparser import ConfigParser, Error

    parser = ConfigParser(interpolation=None)
    try:
        with Path(CREDENTIALS_FILE).expanduser().open(encoding="utf-8-sig") as file:
            parser.read_file(file)
    except (FileNotFoundError, NotADirectoryError, RuntimeError):
        # There is no file, or no home, for a user that only a container knows by number.
        return {}
    except (Error, UnicodeDecodeError):
        # The words of a parsing error quote the line, which may hold a secret.
        raise OptionRefused("profile", f"{CREDENTIALS_FILE} is no valid ini file") from None
    return {name: dict(parser[name]) for name in parser.sections()}
