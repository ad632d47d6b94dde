# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The secrets that a task can know, and how to remove them from texts."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote

from .._arm.credentials.login import VARIABLES, Login
from .._arm.plain_text import HIDDEN
from .options import Spec

# A secret shorter than this is taken away only where it stands by itself, since it may be a part of any name.
LEAST_ANYWHERE = 8
# Nobody can hide what is shorter than this without making all texts unreadable.
LEAST = 3
CUT = " ..."
# How a URL begins, also one that is written badly.
SCHEME = re.compile(r"^[\w+.-]*(?::/+|/+:?)")

SECRET_OPTIONS = ("secret", "oidc_token", "x509_certificate_password")
SECRET_VARIABLES = (
    *(variable for option in SECRET_OPTIONS for variable in VARIABLES[option]),
    "AZURE_PASSWORD",
    "IDENTITY_HEADER",
    "MSI_SECRET",
)
URL_VARIABLES = (
    *("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"),
    *("AZURE_AUTHORITY_HOST", "IDENTITY_ENDPOINT", "MSI_ENDPOINT", "IMDS_ENDPOINT"),
    *(variable for option in ("cloud_environment", "adfs_authority_url") for variable in VARIABLES[option]),
)
URL_OPTIONS = ("cloud_environment", "adfs_authority_url")


class Secrets:
    """Secrets, wherever they come from. They can be added to at any time."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    @property
    def long(self) -> set[str]:
        """Those that are taken away wherever they stand."""
        return {text for text in self._texts if len(text) >= LEAST_ANYWHERE}

    def add(self, *texts: str | None) -> None:
        """Add secrets. None and empty ones are none."""
        for text in texts:
            for part in {(text or "").strip(), *(text or "").splitlines()}:
                if len(part) >= LEAST:
                    self._texts.add(part)
                    self._forms.update(form for form in _forms(part) if len(form) >= LEAST)
                    self._pattern = None

    def add_options(self, spec: Spec, options: Mapping[str, object]) -> None:
        """Add the options that are not to be logged, and what others hold of that kind."""
        self.add(*(str(options[name]) for name, of in spec.items() if of.get("no_log") and options.get(name)))
        for name in URL_OPTIONS:
            self.add(*_userinfo(str(options.get(name) or "")))

    def add_environment(self, environment: Mapping[str, str]) -> None:
        """Add the secrets of a login, of a machine's identity and of a proxy that are in the environment."""
        self.add(*(environment.get(name) for name in SECRET_VARIABLES))
        for name in URL_VARIABLES:
            for either in (name, name.lower()):
                self.add(*_userinfo(environment.get(either, "")))

    def add_login(self, login: Login) -> None:
        """Add the secrets that a login was merged from."""
        self.add(*(getattr(login, name) for name in SECRET_OPTIONS))
        self.add(_token_in(login.oidc_token_file_path))
        for name in URL_OPTIONS:
            self.add(*_userinfo(getattr(login, name) or ""))

    def remove_from(self, text: str) -> str:
        """The text without any of them, in whatever form they stand there."""
        if not any(form in text for form in self._forms):
            return self._without_beginning(text)
        if not self._pattern:
            self._pattern = re.compile("|".join(map(_anywhere_or_alone, sorted(self._forms, key=len, reverse=True))))
        return self._without_beginning(self._pattern.sub(HIDDEN, text))

    def _without_beginning(self, text: str) -> str:
        """The text without the beginning of a secret at its end, where the text was cut."""
        if not text.endswith(CUT):
            return text
        kept = text.removesuffix(CUT)
        for form in self.long:
            for length in range(min(len(form), len(kept)), LEAST_ANYWHERE // 2, -1):
                if kept.endswith(form[:length]):
                    return f"{kept[:-length]}{HIDDEN}{CUT}"
        return text


def _token_in(path: str | None) -> str | None:
    """The token in a file; None if something else is in it."""
    try:
        token = Path(path).read_text(encoding="utf-8").strip() if path and Path(path).is_file() else ""
    except (OSError, ValueError):
        return None
    return token if len(token.split()) == 1 else None


def _forms(secret: str) -> Iterator[str]:
    """The forms of a secret in a text: plain, in URLs, forms, JSON, HTML, Python literals, and on one line."""
    yield from (secret, " ".join(secret.split()))
    for encoded in (quote(secret, safe="", errors="replace"), quote_plus(secret, errors="replace")):
        yield from (encoded, re.sub("%..", lambda found: found[0].lower(), encoded))
    yield from (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1])
    yield from (html.escape(secret), html.escape(secret, quote=False))
    yield base64.b64encode(secret.encode(errors="replace")).decode()


def _anywhere_or_alone(form: str) -> str:
    """The pattern of a secret. One that is short isn't looked for inside of words, names and paths."""
    if len(form) >= LEAST_ANYWHERE:
        return re.escape(form)
    return rf"(?<!\w)(?<!\w[-./]){re.escape(form)}(?!\w|[-./]\w)"


def _userinfo(url: str) -> Iterator[str]:
    """The password in a URL, which may be malformed, and all before its host; nothing where there is no `@`."""
    userinfo, at, _host = url.strip().rpartition("@")
    if at:
        userinfo = SCHEME.sub("", userinfo)
        name, _colon, password = userinfo.partition(":")
        for secret in (password or name, *(([userinfo]) if password else ())):
            yield from (secret, unquote(secret))
        # A library that takes the password for a part of the host or the path quotes pieces of it.
        yield from (piece for piece in re.split(r"[/?#@:\[\]\\]", password) if len(piece) >= LEAST_ANYWHERE)
