# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Why a login failed, in words that hold no secret."""

from __future__ import annotations

import re
import subprocess

from .connections import missing_authority
from .tokens import Way

LONGEST_WORDS = 600
SHORTEST_SECRET = 4
VERIFICATION = re.compile(r"certificate verify failed: ([^(\]]+)")
NO_AUTHORITIES = re.compile(r"invalid path: (\S+)")
SYSTEM_WORDS = re.compile(r"\[Errno -?\d+\] ([A-Za-z ]+)")
NO_TENANT = "The login endpoint of the cloud describes no such tenant."
# What a terminal takes for a command: colours (az), titles, and single control characters.
CONTROLS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def what_went_wrong(error: Exception, way: Way) -> str:
    """What went wrong, in our words if they are better than the library's, without any secret."""
    text = CONTROLS.sub("", str(error)).strip() or type(error).__name__
    for secret in way.secrets:
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, "...")
    if isinstance(error.__cause__, subprocess.TimeoutExpired):
        return f"{way.asks} did not answer within {error.__cause__.timeout:.0f} seconds. {way.check}"
    if "CERTIFICATE_VERIFY_FAILED" in text:
        said = VERIFICATION.search(text)
        words = said[1].strip() if said else ""
        why = "; ".join(filter(None, (words, missing_authority(words))))
        return f"the certificate of {way.asks} could not be verified{f' ({why})' if why else ''}."
    if "CA certificate bundle" in text and (path := NO_AUTHORITIES.search(text)):
        return f"{path[1]}, the file of authorities that REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE names, is not there."
    if "Unable to connect to proxy" in text:
        return "the proxy of HTTPS_PROXY could not be reached, or refused."
    if re.search(r"HTTPS?Connection", text):
        reasons = SYSTEM_WORDS.findall(text)
        return f"{way.asks} {f'could not be reached ({reasons[-1]})' if reasons else 'did not answer'}. {way.check}"
    words = NO_TENANT if "authority configuration" in text else _first_line(text)
    if way.used:
        return f"{words} Used were {way.used}."
    return words if "az login" in words else f"{words} {way.check}".rstrip()


def _first_line(text: str) -> str:
    """What azure-identity says in its first line (the rest is advice for its own users), or az as an error."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    begin = lines[-1] if lines[0].startswith("Traceback") else lines[0]
    first = next((line for line in lines if line.startswith("ERROR:")), begin)
    said = first.removeprefix("Authentication failed: ").partition(" Trace ID:")[0]
    said = re.sub(r"\S+", lambda word: _without_user(word[0]), re.sub(r"\beyJ[\w.-]+", "...", said))
    return said[:LONGEST_WORDS].removesuffix(".") + "."


def _without_user(word: str) -> str:
    """The word without what stands before the host if it is a URL: from its first `//` to its last `@`."""
    begin, end = word.find("//"), word.rfind("@")
    return f"{word[: begin + 2]}{word[end + 1 :]}" if 0 <= begin < end else word
