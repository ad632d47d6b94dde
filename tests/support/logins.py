# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people log in with: certificates, federated tokens, and the Azure CLI."""

from __future__ import annotations

import base64
import datetime
import json
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "erp")])


@lru_cache
def rsa_key() -> rsa.RSAPrivateKey:
    """The key of the application."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@lru_cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    """A key of a kind that cannot be used."""
    return ec.generate_private_key(ec.SECP256R1())


def _certificate(key: Any) -> x509.Certificate:
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(NAME).issuer_name(NAME).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    return builder.sign(key, hashes.SHA256())


def _locked(passphrase: str | None) -> KeySerializationEncryption:
    return BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()


def pem_key(passphrase: str | None = None, key: Any = None) -> bytes:
    """The private key alone."""
    secret: bytes = (key or rsa_key()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, _locked(passphrase))
    return secret


def pem_certificate(key: Any = None) -> bytes:
    """The certificate alone."""
    return _certificate(key or rsa_key()).public_bytes(Encoding.PEM)


def pfx(passphrase: str | None = None, *, with_key: bool = True) -> bytes:
    """Key and certificate in PKCS12."""
    key = rsa_key() if with_key else None
    return pkcs12.serialize_key_and_certificates(b"erp", key, _certificate(rsa_key()), None, _locked(passphrase))


def federated_token(subject: str = "repo:erp/dr") -> str:
    """What an identity provider outside of Azure gives its workloads."""
    parts = ({"alg": "RS256", "typ": "JWT"}, {"sub": subject, "aud": "api://AzureADTokenExchange"}, {"signed": True})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)


def claims(token: str) -> dict[str, Any]:
    """What a token says."""
    part = token.split(".")[1]
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return said


class AzureCli:
    """A stand-in for `az` in a folder of its own, which keeps the arguments that it was called with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = folder / "calls"
        folder.mkdir(exist_ok=True)

    def gives(self, token: str, seconds: float = 3600, **other: object) -> AzureCli:
        """Somebody is logged in."""
        answer = {"accessToken": token, "expires_on": int(time.time() + seconds), "tokenType": "Bearer", **other}
        return self.prints(json.dumps(answer))

    def prints(self, text: str, *, error: str = "", status: int = 0, seconds: int = 0) -> AzureCli:
        """It says so after so many seconds, and ends so."""
        for name, content in (("out", text), ("err", error)):
            (self.folder / name).write_text(content)
        script = self.folder / "az"
        script.write_text(
            f"#!/bin/sh\necho \"$*\" >>'{self._log}'\n"
            f"/bin/sleep {seconds}\n/bin/cat '{self.folder}/err' >&2\n/bin/cat '{self.folder}/out'\nexit {status}\n"
        )
        script.chmod(0o755)
        return self

    @property
    def calls(self) -> list[str]:
        """The arguments of each call."""
        return self._log.read_text().splitlines() if self._log.exists() else []
