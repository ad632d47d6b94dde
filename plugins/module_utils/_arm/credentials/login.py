# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Merges the login from options, profile and environment, value by value."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..clouds import AUTHORITIES, cloud_of_authority
from ..errors import OptionRefused
from .profiles import CREDENTIALS_FILE, DEFAULT_PROFILE, default_profile, read_profile
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
AUTHORITY_VARIABLE = "AZURE_AUTHORITY_HOST"
# Ansible's own words for true and false.
TRUE_WORDS = ("true", "yes", "on", "y", "t", "1", "1.0")
FALSE_WORDS = ("false", "no", "off", "n", "f", "0", "0.0")
VALIDATION_WORDS = ("validate", "ignore")
BY_OPTION = "the option"
USED = ("client_id", "tenant", *PROOFS)

Said = Mapping[str, str]


@dataclass(frozen=True)
class Login:
    """How to log in, and where. None means not given. There are no empty strings.

    The proofs of an application (`PROOFS`) are all from one source: a secret in the options is not mixed with a
    token file in the environment.
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
    sources: Mapping[str, str] = field(compare=False)
    """Where each came from that was said: the option, a profile, or the name of a variable."""

    @property
    def used(self) -> str:
        """The values of the application and their sources, so that a person can check them."""
        return ", ".join(f"{name} ({self.sources[name]})" for name in USED if getattr(self, name))

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values that must never be shown, even if an answer repeats them."""
        return tuple(filter(None, (self.secret, self.oidc_token, self.x509_certificate_password)))


def merge_login(options: Mapping[str, object], environment: Mapping[str, str]) -> Login:
    """Each value from the options, else the profile, else the environment. An empty string is not given (AWX).

    Raises `OptionRefused` for an option of azure.azcollection that does not exist here, and for a profile that does
    not exist.
    """
    given = _said_by_options(options)
    for name in REFUSED:
        if name in given:
            raise OptionRefused(name, REFUSED[name])
    exported = _said_by_environment(environment)
    source = (given.get("auth_source") or exported.get("auth_source") or "auto").lower()
    profile, said_by_profile = _said_by_profile(source, given, exported)
    layers = (given, said_by_profile, exported)
    said = ChainMap(*map(dict, layers))
    variables = {name: _variable(name, environment) or name for name in exported}
    sources = {
        **variables,
        **dict.fromkeys(said_by_profile, f"profile {profile} in {CREDENTIALS_FILE}"),
        **dict.fromkeys(given, BY_OPTION),
    }
    proof = next((layer for layer in layers if any(name in layer for name in PROOFS)), {})
    if source == "auto" and proof is exported and "client_id" not in said:
        proof = {}
    return Login(
        auth_source=source,
        cloud_environment=said.get("cloud_environment") or _cloud_of(environment) or "AzureCloud",
        verify_certificates=_word(said, sources, "cert_validation_mode", VALIDATION_WORDS) != "ignore",
        disable_instance_discovery=_word(said, sources, "disable_instance_discovery", FALSE_WORDS + TRUE_WORDS)
        in TRUE_WORDS,
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
        sources=sources,
    )


def _word(said: Mapping[str, str], sources: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """One of these words, the first if none is given."""
    word = said.get(name, words[0]).strip().lower()
    if word not in words:
        raise OptionRefused(name, f"{word!r} (from {sources[name]}) is none of {', '.join(words)}")
    return word


def _said_by_options(options: Mapping[str, object]) -> Said:
    said = {name: str(value) for name, value in options.items() if value is not None}
    return {name: text for name, text in said.items() if text.strip()}


def _said_by_environment(environment: Mapping[str, str]) -> Said:
    return {
        name: environment[variable].strip()
        for name in VARIABLES
        if (variable := _variable(name, environment)) is not None
    }


def _variable(name: str, environment: Mapping[str, str]) -> str | None:
    """The environment variable of an option."""
    return next((variable for variable in VARIABLES[name] if environment.get(variable, "").strip()), None)


def _said_by_profile(source: str, given: Said, exported: Said) -> tuple[str, Said]:
    """The named profile; in `auto`, the profile `default` if no application is named."""
    nothing: Said = {}
    if source not in SOURCES_WITH_PROFILES:
        return "", nothing
    name = given.get("profile") or (None if "client_id" in given else exported.get("profile"))
    if source == "credential_file":
        name = name or DEFAULT_PROFILE
    if name:
        return name, _said_by_options(read_profile(name))
    if source == "auto" and not {"client_id", "ad_user"} & {*given, *exported}:
        default = _said_by_options(default_profile())
        return DEFAULT_PROFILE, default if {"client_id", "ad_user"} & {*default} else nothing
    return "", nothing


def _cloud_of(environment: Mapping[str, str]) -> str | None:
    """The cloud whose login endpoint AKS puts into the environment of a pod with a workload identity.

    An unknown login endpoint is refused: otherwise the secret would go to the public cloud.
    """
    authority = environment.get(AUTHORITY_VARIABLE, "").strip()
    if not authority:
        return None
    if not (cloud := cloud_of_authority(authority)):
        raise OptionRefused(
            "cloud_environment",
            f"{AUTHORITY_VARIABLE} names a login endpoint that belongs to none of {', '.join(AUTHORITIES)}: say "
            "cloud_environment, or AZURE_CLOUD_ENVIRONMENT",
        )
    return cloud
