# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What a login is made of: options and environment merged, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# azure.azcollection's names first, then azure-identity's own.
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "auth_source": ("ANSIBLE_AZURE_AUTH_SOURCE",),
    "subscription_id": ("AZURE_SUBSCRIPTION_ID",),
    "client_id": ("AZURE_CLIENT_ID",),
    "secret": ("AZURE_SECRET", "AZURE_CLIENT_SECRET"),
    "tenant": ("AZURE_TENANT", "AZURE_TENANT_ID"),
    "cloud_environment": ("AZURE_CLOUD_ENVIRONMENT",),
    "cert_validation_mode": ("AZURE_CERT_VALIDATION_MODE", "AZURE_CERT_VALIDATION"),
    "disable_instance_discovery": ("AZURE_DISABLE_INSTANCE_DISCOVERY",),
}
TRUE_WORDS = frozenset({"1", "true", "yes", "on", "y", "t"})


@dataclass(frozen=True)
class Login:
    """How to log in and where. None is "not said"; an empty string never gets here."""

    auth_source: str
    cloud_environment: str
    verify_certificates: bool
    disable_instance_discovery: bool
    subscription_id: str | None
    client_id: str | None
    secret: str | None
    tenant: str | None
    managed_identity_object_id: str | None
    managed_identity_resource_id: str | None


def merge_login(options: Mapping[str, object], environment: Mapping[str, str]) -> Login:
    """Each option as given, else from the environment. An empty string counts as not given (AWX injects them)."""

    def find(name: str) -> str | None:
        given = options.get(name)
        if given is not None and str(given).strip():
            return str(given)
        values = (environment.get(variable, "").strip() for variable in VARIABLES.get(name, ()))
        return next((value for value in values if value), None)

    return Login(
        auth_source=(find("auth_source") or "auto").lower(),
        cloud_environment=find("cloud_environment") or "AzureCloud",
        verify_certificates=(find("cert_validation_mode") or "validate").lower() != "ignore",
        disable_instance_discovery=(find("disable_instance_discovery") or "").lower() in TRUE_WORDS,
        subscription_id=find("subscription_id"),
        client_id=find("client_id"),
        secret=find("secret"),
        tenant=find("tenant"),
        managed_identity_object_id=find("managed_identity_object_id"),
        managed_identity_resource_id=find("managed_identity_resource_id"),
    )
