# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Log in as an application with its certificate: PEM with its private key, or PKCS12."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from ..errors import OptionRefused
from . import application
from .files import read_file
from .login import Login

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

NAME = "a certificate"
OPTION = "x509_certificate_path"
UNLOCKED_BY = "x509_certificate_password"
PEM = b"-----BEGIN"
DER = b"\x30"


def lacks(login: Login) -> list[str]:
    """The options that are missing. Raises `OptionRefused` if the file can't be used."""
    _read(login)
    return application.missing(login)


def make(login: Login, authority: str) -> TokenCredential:
    """The credential. Nothing is sent yet."""
    from azure.identity import CertificateCredential

    return CertificateCredential(
        certificate_data=_read(login),
        password=login.x509_certificate_password,
        **application.arguments(login, authority),
    )


def _read(login: Login) -> bytes:
    """The file. Raises `OptionRefused` that says what is wrong with it."""
    # Before cryptography, which it installs: a person needs to install azure-identity.
    importlib.import_module("azure.identity")
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    path, password = login.x509_certificate_path or "", login.x509_certificate_password
    data = read_file(OPTION, path)
    try:
        key, certificate = _parse(data, password.encode() if password else None)
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:
        raise _cannot_open(path, data, password, locks_differ=isinstance(error, TypeError)) from error
    for part, there in (("private key", key), ("certificate", certificate)):
        if not there:
            raise OptionRefused(OPTION, f"there is no {part} in {path}, which must hold certificate and private key")
    if not isinstance(key, RSAPrivateKey):
        raise OptionRefused(OPTION, f"the private key in {path} is not an RSA key, the only kind that can be used")
    return data


def _parse(data: bytes, password: bytes | None) -> tuple[object, object]:
    """The private key and the certificate, each None if it is missing."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
    from cryptography.x509 import load_pem_x509_certificate

    if PEM in data:
        key = load_pem_private_key(data, password) if b"PRIVATE KEY-----" in data else None
        return key, load_pem_x509_certificate(data) if b"BEGIN CERTIFICATE-----" in data else None
    return load_key_and_certificates(data, password)[:2]


def _cannot_open(path: str, data: bytes, password: str | None, *, locks_differ: bool) -> OptionRefused:
    """Why a file can't be parsed, in words of this collection."""
    if locks_differ:
        why = "has no passphrase, take the option out" if password else "is locked with a passphrase, which is missing"
        return OptionRefused(UNLOCKED_BY, f"the private key in {path} {why}")
    if PEM not in data and not data.startswith(DER):
        return OptionRefused(OPTION, f"{path} is neither PEM nor PKCS12")
    if password:
        return OptionRefused(UNLOCKED_BY, f"the passphrase does not open {path}")
    if PEM in data:
        return OptionRefused(OPTION, f"{path} is damaged")
    return OptionRefused(UNLOCKED_BY, f"{path} does not open without a passphrase, which is missing")
