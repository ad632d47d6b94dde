# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Azure's clouds: where Resource Manager is, who gives tokens for it, and what such a token is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from .errors import Failure, OptionRefused
from .urls import parse_url

METADATA_PATH = "/metadata/endpoints?api-version=2019-05-01"


@dataclass(frozen=True)
class Cloud:
    """One cloud. `resource_manager` has no slash at its end; `scope` is what a token is asked for."""

    name: str
    resource_manager: str
    authority: str
    scope: str

    def owns(self, url: str) -> bool:
        """Whether a URL is this cloud's Resource Manager or a regional host of it, over https.

        Status URLs on `https://REGION.management.azure.com` are real (azure-powershell recording, 2026-03).
        """
        try:
            home, there = parse_url(self.resource_manager), parse_url(url)
        except ValueError:
            return False
        return there.port == home.port and (there.host == home.host or there.host.endswith(f".{home.host}"))


# Hosts and scopes: azure-mgmt-core get_arm_endpoints, azure-identity AzureAuthorityHosts.
KNOWN_CLOUDS = {
    cloud.name.lower(): cloud
    for cloud in (
        Cloud(
            "AzureCloud",
            "https://management.azure.com",
            "https://login.microsoftonline.com",
            "https://management.azure.com/.default",
        ),
        Cloud(
            "AzureChinaCloud",
            "https://management.chinacloudapi.cn",
            "https://login.chinacloudapi.cn",
            "https://management.chinacloudapi.cn/.default",
        ),
        Cloud(
            "AzureUSGovernment",
            "https://management.usgovcloudapi.net",
            "https://login.microsoftonline.us",
            "https://management.core.usgovcloudapi.net/.default",
        ),
    )
}


def find_cloud(name_or_url: str, read_json: Callable[[str], object]) -> Cloud:
    """A known cloud by its name, or any cloud by the URL of its Resource Manager.

    `read_json` fetches a URL without a token; it is asked for the metadata of a cloud given by URL.
    """
    known = KNOWN_CLOUDS.get(name_or_url.lower())
    if known:
        return known
    url = name_or_url.rstrip("/")
    if not url.lower().startswith("https://") or not urlsplit(url).hostname:
        names = ", ".join(cloud.name for cloud in KNOWN_CLOUDS.values())
        raise OptionRefused(
            "cloud_environment", f"{name_or_url!r} is neither one of {names} nor the https URL of a Resource Manager"
        )
    return _cloud_from_metadata(url, read_json(url + METADATA_PATH))


def _cloud_from_metadata(url: str, metadata: object) -> Cloud:
    """The cloud of that URL in a metadata document, which is one cloud or, from 2019-05-01 on, a list of them."""
    clouds = [cloud for cloud in (metadata if isinstance(metadata, list) else [metadata]) if isinstance(cloud, dict)]
    document = clouds[0] if len(clouds) == 1 else next((cloud for cloud in clouds if _is_at(cloud, url)), {})
    login = document.get("authentication")
    authority = login.get("loginEndpoint") if isinstance(login, dict) else None
    audiences = login.get("audiences") if isinstance(login, dict) else None
    if not (isinstance(authority, str) and isinstance(audiences, list) and audiences):
        raise Failure(f"{url} does not describe a cloud: its metadata names no login endpoint or no audience.")
    if not authority.lower().startswith("https://"):
        raise Failure(f"The cloud at {url} names a login endpoint that is not https: {authority}")
    return Cloud(url, url, authority.rstrip("/"), f"{str(audiences[0]).rstrip('/')}/.default")


def _is_at(cloud: dict[str, object], url: str) -> bool:
    return str(cloud.get("resourceManager", "")).rstrip("/").lower() == url.lower()
