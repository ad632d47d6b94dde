# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The host from which disks are read: page blobs of Azure Storage behind a shared access signature.

Headers and errors: learn.microsoft.com, "Get Blob", "Specifying the range header" and "Status and error codes" of Azure
Storage; secured reads: "Download a VHD", Entra ID. No recording has such a read.
"""

from __future__ import annotations

import re

from .cloud import Cloud
from .disk_content import DiskContent
from .entra import DISK_AUDIENCE, Entra
from .messages import Request, Response
from .model import DiskAccess
from .timestamps import http_date

_RANGE = re.compile(r"bytes=(\d+)-(\d*)$")


def answer(request: Request, cloud: Cloud, entra: Entra) -> Response | None:
    """The answer to a request for a disk's bytes; None if the request is for something else."""
    with cloud.lock:
        cloud.settle()
        access = cloud.disk_accesses.get(request.path)
        if access is None:
            return None
        response = _refusal(request, access, cloud, entra) or _read(request, access)
        response.headers |= {"Server": "Windows-Azure-Blob/1.0", "x-ms-version": "2018-03-28"}
        response.headers |= {"Date": http_date(cloud.clock.now())}
        return response


def _refusal(request: Request, access: DiskAccess, cloud: Cloud, entra: Entra) -> Response | None:
    now, disk = cloud.clock.now(), access.disk
    if request.query.get("sig") != access.signature or access.until <= now:
        return _error(403, "AuthenticationFailed", "The signature is not valid, or not any more.")
    if disk.network_access_policy == "AllowPrivate" or disk.public_network_access == "Disabled":
        return _error(403, "AuthorizationFailure", "The disk can be read only through a private endpoint.")
    if disk.data_access_auth_mode == "AzureActiveDirectory":
        bearer = str(request.headers.get("authorization", "")).partition(" ")[2]
        token = entra.token(bearer.strip())
        if token is None or token.expires <= now or token.audience != DISK_AUDIENCE:
            return _error(401, "NoAuthenticationInformation", "The disk wants a token beside the signature.")
    if request.method not in ("GET", "HEAD"):
        return _error(405, "UnsupportedHttpVerb", "The resource does not support this method.")
    return None


def _read(request: Request, access: DiskAccess) -> Response:
    """The whole, or the range that is asked for; ``x-ms-range`` comes first, and a range that can't be read is none."""
    content = DiskContent(access.disk.content, access.disk.size_gb)
    headers = {
        "Content-Type": "application/octet-stream",
        "Accept-Ranges": "bytes",
        "Last-Modified": http_date(access.disk.time_created),
        "ETag": f'"0x{access.disk.unique_id[:8].upper()}"',
        "x-ms-blob-type": "PageBlob",
        "x-ms-lease-state": "available",
    }
    wanted = _RANGE.match(request.headers.get("x-ms-range") or request.headers.get("range") or "")
    if request.method == "HEAD":
        return Response(200, b"", {**headers, "Content-Length": str(content.size)})
    if wanted is None:
        return Response(200, content.chunks(0, content.size), headers)
    start = int(wanted[1])
    end = min(int(wanted[2]) + 1 if wanted[2] else content.size, content.size)
    if start >= end:
        response = _error(416, "InvalidRange", "The range specified is invalid for the current size of the resource.")
        response.headers["Content-Range"] = f"bytes */{content.size}"
        return response
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{content.size}"
    return Response(206, content.chunks(start, end) if end - start > _BIG else content.read(start, end), headers)


_BIG = 16 * 1024**2
"""What is longer is made while it is sent."""


def _error(status: int, code: str, message: str) -> Response:
    text = f'\ufeff<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(status, text.encode(), {"Content-Type": "application/xml", "x-ms-error-code": code})
