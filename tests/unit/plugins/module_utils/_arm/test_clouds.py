# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which cloud, and which hosts belong to it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.clouds import METADATA_PATH, Cloud, find_cloud
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import (
    NoAnswer,
    OptionRefused,
    TaskError,
    Trace,
)

METADATA = {"authentication": {"loginEndpoint": "https://login.local/", "audiences": ["https://arm.local/"]}}


def never(url: str) -> object:
    raise AssertionError(f"{url} was asked for")


@pytest.mark.parametrize(
    ("name", "resource_manager", "scope"),
    [
        ("AzureCloud", "https://management.azure.com", "https://management.azure.com/.default"),
        ("azurechinacloud", "https://management.chinacloudapi.cn", "https://management.chinacloudapi.cn/.default"),
        (
            "AzureUSGovernment",
            "https://management.usgovcloudapi.net",
            "https://management.core.usgovcloudapi.net/.default",
        ),
    ],
)
def test_known_clouds_need_no_question(name: str, resource_manager: str, scope: str) -> None:
    cloud = find_cloud(name, never)

    assert (cloud.resource_manager, cloud.scope) == (resource_manager, scope)


OTHER = {
    "authentication": {"loginEndpoint": "https://other/", "audiences": ["https://other/"]},
    "resourceManager": "https://o",
}
LISTED = {**METADATA, "resourceManager": "https://ARM.local/"}


@pytest.mark.parametrize("metadata", [METADATA, [METADATA], [OTHER, LISTED]])
def test_another_cloud_describes_itself(metadata: Any) -> None:
    asked: list[str] = []

    cloud = find_cloud("https://arm.local/", lambda url: asked.append(url) or metadata)

    assert asked == [f"https://arm.local{METADATA_PATH}"]
    assert cloud == Cloud("https://arm.local", "https://arm.local", "https://login.local", "https://arm.local/.default")


@pytest.mark.parametrize(
    "metadata", [None, {}, [], "html", [OTHER, METADATA], {"authentication": {"loginEndpoint": "https://l"}}]
)
def test_a_cloud_that_does_not_describe_itself(metadata: object) -> None:
    with pytest.raises(
        OptionRefused,
        match=r"^cloud_environment: https://arm\.local is not an Azure Resource Manager: it does not describe a cloud",
    ):
        find_cloud("https://arm.local", lambda url: metadata)


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 410])
def test_a_host_that_has_no_metadata_is_no_resource_manager(status: int) -> None:
    def refuse(url: str) -> object:
        raise NoAnswer("The answer is not JSON.", trace=Trace(http_status=status))

    with pytest.raises(
        OptionRefused, match=rf"https://arm\.local is not an Azure Resource Manager: it answers HTTP {status}"
    ):
        find_cloud("https://arm.local", refuse)


@pytest.mark.parametrize("status", [None, 408, 429, 500, 503])
def test_a_resource_manager_that_does_not_answer_is_told_as_such(status: int | None) -> None:
    failure = NoAnswer("No answer.", trace=Trace(http_status=status))

    def fail(url: str) -> object:
        raise failure

    with pytest.raises(NoAnswer) as raised:
        find_cloud("https://arm.local", fail)
    assert raised.value is failure


@pytest.mark.parametrize(
    "login", ["http://login.local/", "https://someone:hidden@login.local", "https://evil\\.local", "x"]
)
def test_a_login_that_is_not_https_is_refused(login: str) -> None:
    metadata = {"authentication": {"loginEndpoint": login, "audiences": ["https://arm.local/"]}}

    with pytest.raises(TaskError, match=r"its login endpoint, at .*, is not https") as raised:
        find_cloud("https://arm.local", lambda url: metadata)
    assert "hidden" not in raised.value.message


@pytest.mark.parametrize(
    "name",
    [
        "http://arm.local",
        "AzureGermanCloud",
        "https://",
        "arm.local",
        "https://someone:hidden@arm.local",
        "someone:hidden@arm.local",
        "https://some:hid/den@arm.local",
        "https://arm.local?key=hidden",
        "https://arm.local\\.azure.com",
        "https://[::1",
    ],
)
def test_what_is_no_cloud(name: str) -> None:
    with pytest.raises(OptionRefused, match=r"^cloud_environment: ") as raised:
        find_cloud(name, never)
    assert "hid" not in raised.value.message


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://management.azure.com/subscriptions", True),
        ("https://eastus2euap.management.azure.com/x", True),
        ("https://MANAGEMENT.azure.com/x", True),
        ("https://management.azure.com:443/x", True),
        ("http://management.azure.com/x", False),
        ("https://management.azure.com.evil.net/x", False),
        ("https://evilmanagement.azure.com/x", False),
        ("https://user@management.azure.com/x", False),
        ("https://management.azure.com@evil.net/x", False),
        ("https://management.azure.com:8443/x", False),
        ("https://management.azure.com:port/x", False),
        ("https://login.microsoftonline.com/x", False),
        ("//management.azure.com/x", False),
        ("", False),
    ],
)
def test_where_a_token_may_go(url: str, ours: bool) -> None:
    assert find_cloud("AzureCloud", never).owns(url) is ours


@pytest.mark.parametrize(
    ("suffix", "host", "stores"),
    [
        ("core.windows.net", "md-1.blob.core.windows.net", True),
        ("core.windows.net", "md-1.z1.blob.storage.azure.net", True),
        ("local.example", "md-1.blob.local.example", True),
        ("local.example", "md-1.blob.core.windows.net", False),
        ("local.example", "md-1.blob.local.example:444", False),
        ("local.example", "blob.local.example", False),
        ("example", "md-1.blob.example", False),
        ("", "md-1.blob.", False),
        (None, "md-1.blob.core.windows.net", False),
        (7, "md-1.blob.7", False),
    ],
)
def test_hosts_of_storage(suffix: object, host: str, stores: bool) -> None:
    """A cloud that is given by its URL names one suffix; a known one has another beside it."""
    cloud = find_cloud("https://arm.local/", lambda url: {**METADATA, "suffixes": {"storage": suffix}})

    assert cloud.stores(f"https://{host}/x/abcd?sig=1") is stores
    assert not cloud.stores(f"http://{host}/x/abcd?sig=1")
