# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Azure's clouds: where Resource Manager is, who gives tokens for it, and what such a token is for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .errors import OptionRefused, TaskError
from .urls import HTTPS_PORT, Url, parse_url, shown_host

METADATA_PATH = "/metadata/endpoints?api-version=2019-05-01"
PASSING_STATUSES = frozenset({408, 429})
STORAGE_SUFFIX = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Cloud:
    """One cloud. `resource_manager` has no slash at its end; `scope` is the scope of a token for it.

    `storage` has the suffixes of the hosts of Azure Storage.
    """

    name: str
    resource_manager: str
    authority: str
    scope: str
    storage: tuple[str, ...] = ()

    def owns(self, url: str) -> bool:
        """Whether a URL is this cloud's Resource Manager or a regional host of it, over https.

        Status URLs on `https://REGION.management.azure.com` are real (azure-powershell recording, 2026-03).
        """
        try:
            home, there = parse_url(self.resource_manager), parse_url(url)
        except ValueError:
            return False
        return there.port == home.port and (there.host == home.host or there.host.endswith(f".{home.host}"))

    def stores(self, url: str) -> bool:
        """Whether a URL is that of a blob in this cloud's Azure Storage, over https."""
        try:
            there = parse_url(url)
        except ValueError:
            return False
        return there.port == HTTPS_PORT and any(there.host.endswith(f".blob.{suffix}") for suffix in self.storage)


# Hosts and scopes: azure-mgmt-core get_arm_endpoints, azure-identity AzureAuthorityHosts. Storage: Microsoft's AntiSSRF
# library (its list of the domains of Azure Storage).
KNOWN_CLOUDS = {
    cloud.name.lower(): cloud
    for cloud in (
        Cloud(
            "AzureCloud",
            "https://management.azure.com",
            "https://login.microsoftonline.com",
            "https://management.azure.com/.default",
            ("core.windows.net", "storage.azure.net"),
        ),
        Cloud(
            "AzureChinaCloud",
            "https://management.chinacloudapi.cn",
            "https://login.chinacloudapi.cn",
            "https://management.chinacloudapi.cn/.default",
            ("core.chinacloudapi.cn",),
        ),
        Cloud(
            "AzureUSGovernment",
            "https://management.usgovcloudapi.net",
            "https://login.microsoftonline.us",
            "https://management.core.usgovcloudapi.net/.default",
            ("core.usgovcloudapi.net",),
        ),
    )
}


# The names of their login endpoints, older ones included: MSAL's instance metadata.
AUTHORITIES = {
    "AzureCloud": ("login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"),
    "AzureChinaCloud": ("login.chinacloudapi.cn", "login.partner.microsoftonline.cn"),
    "AzureUSGovernment": ("login.microsoftonline.us", "login.usgovcloudapi.net", "login-us.microsoftonline.com"),
}


def cloud_of_authority(text: str) -> str | None:
    """The name of the known cloud of a login endpoint, given as a host or as a URL."""
    try:
        authority = parse_url(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    return next((name for name, hosts in AUTHORITIES.items() if authority in map(_root, hosts)), None)


def find_cloud(name_or_url: str, read_json: Callable[[str], object]) -> Cloud:
    """A known cloud by its name, or any cloud by the URL of its Resource Manager.

    `read_json` fetches a URL without a token; it is asked for the metadata of a cloud given by URL. Raises
    `OptionRefused`, or what `read_json` raises if nobody answers.
    """
    known = KNOWN_CLOUDS.get(name_or_url.strip().lower())
    if known:
        return known
    url = name_or_url.strip().rstrip("/")
    try:
        parse_url(url)
    except ValueError:
        # Not all of it: it can hold a password.
        shown = f"the URL of {shown_host(url)} in it" if {"/", "@"} & {*url} else repr(url)
        raise OptionRefused(
            "cloud_environment",
            f"{shown} is neither one of {', '.join(AUTHORITIES)} nor the URL of a Resource Manager, which begins with "
            "https:// and has no user, password or blank in it",
        ) from None
    try:
        metadata = read_json(url + METADATA_PATH)
    except TaskError as failure:
        status = failure.trace.http_status or 0
        if status in PASSING_STATUSES or not 300 <= status < 500:
            raise
        raise _no_resource_manager(url, f"it answers HTTP {status} when it is asked for its metadata") from failure
    return _cloud_from_metadata(url, metadata)


def _root(host: str) -> Url:
    return Url(host, HTTPS_PORT, "/")


def _no_resource_manager(url: str, why: str) -> OptionRefused:
    return OptionRefused("cloud_environment", f"{url} is not an Azure Resource Manager: {why}")


def _cloud_from_metadata(url: str, metadata: object) -> Cloud:
    """The cloud of that URL in a metadata document, which is one cloud or, from 2019-05-01 on, a list of them."""
    clouds = [cloud for cloud in (metadata if isinstance(metadata, list) else [metadata]) if isinstance(cloud, dict)]
    document = clouds[0] if len(clouds) == 1 else next((cloud for cloud in clouds if _is_at(cloud, url)), {})
    login = document.get("authentication")
    authority = login.get("loginEndpoint") if isinstance(login, dict) else None
    audiences = login.get("audiences") if isinstance(login, dict) else None
    audience = audiences[0] if isinstance(audiences, list) and audiences else None
    if not (isinstance(authority, str) and isinstance(audience, str)):
        raise _no_resource_manager(url, "it does not describe a cloud, with a login endpoint and an audience")
    authority = authority.rstrip("/")
    try:
        parse_url(authority)
    except ValueError:
        raise _no_resource_manager(url, f"its login endpoint, at {shown_host(authority)}, is not https") from None
    return Cloud(url, url, authority, f"{audience.rstrip('/')}/.default", _storage(document.get("suffixes")))


def _storage(suffixes: object) -> tuple[str, ...]:
    """The suffixes of Azure Storage. Metadata name one: a known cloud may have others beside it."""
    named = suffixes.get("storage") if isinstance(suffixes, dict) else None
    if not isinstance(named, str) or not STORAGE_SUFFIX.fullmatch(named):
        return ()
    known = (cloud.storage for cloud in KNOWN_CLOUDS.values() if named.lower() in cloud.storage)
    return next(known, (named.lower(),))


def _is_at(cloud: dict[str, object], url: str) -> bool:
    return str(cloud.get("resourceManager", "")).rstrip("/").lower() == url.lower()
