# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signed queries of status URLs: each URL has its own, and wants it back byte for byte.

Resource Manager signs them since the end of 2023 (azure-cli-extensions recordings: none has it up to 2023-09, all have
it from 2024-02 on, with a parameter of ticks, certificate, signature and hash). Here the version decides, not the date.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from .messages import Request
from .timestamps import ticks

_CERTIFICATE = base64.urlsafe_b64encode(hashlib.shake_256(b"certificate").digest(1931)).decode().rstrip("=")


def signed(path: str, query: str, now: datetime) -> str:
    """``query`` with the moment and the signature that fit ``path``."""
    return _signed(path, f"{query}&t={ticks(now)}")


def is_genuine(request: Request) -> bool:
    """Whether the query of a request is one that was handed out for its path."""
    given = request.query_string
    before, found, rest = given.partition("&t=")
    return bool(found) and given == _signed(request.path, f"{before}&t={rest.partition('&')[0]}")


def _signed(path: str, dated: str) -> str:
    seed = hashlib.shake_256(f"{path.lower()}?{dated}".encode()).digest(288)
    return f"{dated}&c={_CERTIFICATE}&s={_text(seed[:256])}&h={_text(seed[256:])}"


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
