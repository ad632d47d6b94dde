# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A certificate authority that lives as long as the process: to make one takes longer than most tests."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import trustme

DISK_HOST = "md-emulated0001.z1.blob.storage.azure.net"
"""Where disks are read, if Settings.disk_host says so."""
HOSTS = ("localhost", "127.0.0.1", DISK_HOST)


def certify(folder: Path, regions: Iterable[str]) -> tuple[ssl.SSLContext, Path]:
    """A context to serve with, also on the hosts of regions, and the file of the authority that clients are to trust.

    The regions are named one by one, since OpenSSL takes no ``*.localhost``.
    """
    authority, context = _authority(tuple(regions))
    file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return context, file


@lru_cache(maxsize=8)
def _authority(regions: tuple[str, ...]) -> tuple[trustme.CA, ssl.SSLContext]:
    authority = trustme.CA(organization_name="azure_dr.backup emulator")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*HOSTS, *(f"{region}.localhost" for region in regions)).configure_cert(context)
    return authority, context
