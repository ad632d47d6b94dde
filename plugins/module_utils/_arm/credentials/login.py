# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a login is made of: options, profile and environment merged, one by one."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..clouds import KNOWN_CLOUDS
from ..errors import OptionRefused
from .profiles import DEFAULT_PROFILE, default_profile, read_profile
from .refused import REFUSED

# azure.azcollection's names first, then azure-identity's own. AWX lets no credential type set ANSIBLE_*, hence
# AZURE_AUTH_SOURCE (awx pull request 2363).
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "auth_source": ("ANSIBLE_AZURE_AUTH_SOURCE", "AZURE_AUTH_SOURCE"),
    "profile": ("AZURE_PROFILE",),
    "subscription_id": ("AZURE_SUBSCRIPTION_ID",),
    "client_id": ("AZURE_CLIENT_ID",),
    "tenant": ("AZURE_TENANT", "AZURE_TENANT_ID"),
    "oidc_token": ("AZURE_FEDERATED_TOKEN",),
    "oidc_token_file_path": ("AZURE_FEDERATED_TOKEN_FILE",),
    "secret": ("AZURE_SECRET", "AZURE_CLIENT_SECRET"),
    "x509_certificate_path": ("AZURE_X509_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH"),
    "x509_certificate_password": ("AZURE_CLIENT_CERTIFICATE_PASSWORD",),
    "cloud_environment": ("AZURE_CLOUD_ENVIRONMENT",),
    "cert_validation_mode": ("AZURE_CERT_VALIDATION_MODE", "AZURE_CERT_VALIDATION"),
    "disable_instance_discovery": ("AZURE_DISABLE_INSTANCE_DISCOVERY",),
    "ad_user": ("AZURE_AD_USER", "AZURE_USERNAME"),
    "adfs_authority_url": ("AZURE_ADFS_AUTHORITY_URL",),
}
PROOFS = ("oidc_token", "oidc_token_file_path", "secret", "x509_certificate_path")
SOURCES_WITH_PROFILES = frozenset({"auto", "credential_file", "env"})
TRUE_WORDS = frozenset({"1", "true", "yes", "on", "y", "t"})

Said = Mapping[str, str]


@dataclass(frozen=True)
class Login:
    """How to log in and where. None is "not said"; an empty string never gets here.

    Of what proves an application to be itself (`PROOFS`) only that of one source is here: a secret in the options
    is not mixed up with a token file in the environment.
    """

    auth_source: str
    cloud_environment: str
    verify_certificates: bool
    disable_instance_discovery: bool
    subscription_id: str | None
    client_id: str | None
    tenant: str | None
    oidc_token: str | None = field(repr=False)
    oidc_token_file_path: str | None
    secret: str | None = field(repr=False)
    x509_certificate_path: str | None
    x509_certificate_password: str | None = field(repr=False)
    managed_identity_object_id: str | None
    managed_identity_resource_id: str | None
    ad_user: str | None
    adfs_authority_url: str | None


def merge_login(options: Mapping[str, object], environment: Mapping[str, str]) -> Login:
    """Each as the options say, else the profile, else the environment. An empty string says nothing (AWX sends them).

    Raises `OptionRefused` for an option of azure.azcollection that has no counterpart here, and for a profile that
    is not there.
    """
    given = _said_by_options(options)
    for name in REFUSED:
        if name in given:
            raise OptionRefused(name, REFUSED[name])
    exported = _said_by_environment(environment)
    source = (given.get("auth_source") or exported.get("auth_source") or "auto").lower()
    layers = (given, _said_by_profile(source, given, exported), exported)
    said = ChainMap(*map(dict, layers))
    proof = next((layer for layer in layers if any(name in layer for name in PROOFS)), {})
    if source == "auto" and proof is exported and "client_id" not in said:
        proof = {}
    return Login(
        auth_source=source,
        cloud_environment=said.get("cloud_environment") or _cloud_of(environment) or "AzureCloud",
        verify_certificates=said.get("cert_validation_mode", "validate").lower() != "ignore",
        disable_instance_discovery=said.get("disable_instance_discovery", "").lower() in TRUE_WORDS,
        subscription_id=said.get("subscription_id"),
        client_id=said.get("client_id"),
        tenant=said.get("tenant"),
        oidc_token=proof.get("oidc_token"),
        oidc_token_file_path=proof.get("oidc_token_file_path"),
        secret=proof.get("secret"),
        x509_certificate_path=proof.get("x509_certificate_path"),
        x509_certificate_password=said.get("x509_certificate_password"),
        managed_identity_object_id=said.get("managed_identity_object_id"),
        managed_identity_resource_id=said.get("managed_identity_resource_id"),
        ad_user=said.get("ad_user"),
        adfs_authority_url=said.get("adfs_authority_url"),
    )


def _said_by_options(options: Mapping[str, object]) -> Said:
    said = {name: str(value) for name, value in options.items() if value is not None}
    return {name: text for name, text in said.items() if text.strip()}


def _said_by_environment(environment: Mapping[str, str]) -> Said:
    said = {}
    for name, variables in VARIABLES.items():
        texts = (environment.get(variable, "").strip() for variable in variables)
        if text := next(filter(None, texts), None):
            said[name] = text
    return said


def _said_by_profile(source: str, given: Said, exported: Said) -> Said:
    """The profile that someone names, or, in `auto` where nobody names an application, the one called default."""
    if source not in SOURCES_WITH_PROFILES:
        return {}
    name = given.get("profile") or (None if "client_id" in given else exported.get("profile"))
    if source == "credential_file":
        name = name or DEFAULT_PROFILE
    if name:
        return _said_by_options(read_profile(name))
    if source == "auto" and not {"client_id", "ad_user"} & {*given, *exported}:
        default = _said_by_options(default_profile())
        return default if {"client_id", "ad_user"} & {*default} else {}
    return {}


def _cloud_of(environment: Mapping[str, str]) -> str | None:
    """The cloud whose login endpoint AKS puts into the environment of a pod with a workload identity."""
    host = environment.get("AZURE_AUTHORITY_HOST", "").strip().rstrip("/").lower()
    return next((cloud.name for cloud in KNOWN_CLOUDS.values() if cloud.authority == host), None)
