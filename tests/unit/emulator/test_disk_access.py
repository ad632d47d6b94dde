# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The bytes of a disk: who may read them, for how long, and what is there."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from ansible_collections.azure_dr.backup.tests.emulator.entra import DISK_AUDIENCE
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

GIB = 1024**3
READ = {"access": "Read", "durationInSeconds": 600}


@pytest.fixture
def disk(azure: Emulator) -> Disk:
    return azure.estate.add_disk("drilled", azure.estate.group("erp-drill"), size_gb=8)


def begin(client: Any, disk: Disk, body: Any = None) -> requests.Response:
    answer: requests.Response = client.send(
        "POST", f"{disk.id}/beginGetAccess", body or READ, **{"api-version": "2024-03-02"}
    )
    return answer


def end(client: Any, disk: Disk) -> requests.Response:
    answer: requests.Response = client.send("POST", f"{disk.id}/endGetAccess", **{"api-version": "2024-03-02"})
    return answer


def url_of(azure: Emulator, client: Any, disk: Disk) -> str:
    accepted = begin(client, disk)
    assert (accepted.status_code, accepted.content) == (202, b""), accepted.text
    azure.clock.advance(1)
    operation = client.get(accepted.headers["Azure-AsyncOperation"])
    assert client.get(accepted.headers["Location"]) == operation["properties"]["output"]
    found: str = operation["properties"]["output"]["accessSAS"]
    return found


def read(azure: Emulator, url: str, **headers: str) -> requests.Response:
    """As somebody who has the URL and no login."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(url, headers=sent, verify=azure.ca_file)


def code(response: requests.Response) -> tuple[int, str]:
    return response.status_code, response.headers["x-ms-error-code"]


def test_ranges_are_read_until_the_access_ends(azure: Emulator, client: Any, disk: Disk) -> None:
    url = url_of(azure, client, disk)

    head = requests.head(url, verify=azure.ca_file)
    assert (head.headers["Content-Length"], head.headers["x-ms-blob-type"]) == (str(8 * GIB + 512), "PageBlob")
    first = read(azure, url, x_ms_range="bytes=0-1048575")
    assert (first.status_code, len(first.content)) == (206, 1024**2)
    assert first.headers["Content-Range"] == f"bytes 0-1048575/{8 * GIB + 512}"
    assert first.content[510:520] == b"\x55\xaaEFI PART"
    last = read(azure, url, Range=f"bytes={8 * GIB - 512}-")
    assert (last.content[:8], last.content[512:520]) == (b"EFI PART", b"conectix")
    assert read(azure, url, Range="bytes=0-9", x_ms_range="bytes=0-1").content == b"\0\0"
    assert code(read(azure, url, Range=f"bytes={9 * GIB}-{9 * GIB + 5}")) == (416, "InvalidRange")
    assert code(read(azure, url[:-1])) == (403, "AuthenticationFailed")

    assert end(client, disk).status_code == 202
    assert code(read(azure, url, Range="bytes=0-9")) == (403, "AuthenticationFailed")


def test_the_access_blocks_a_deletion_and_ends_by_itself(azure: Emulator, client: Any, disk: Disk) -> None:
    url = url_of(azure, client, disk)

    assert client.disk("drilled", "erp-drill").json()["properties"]["diskState"] == "ActiveSAS"
    deletion = client.send("DELETE", disk.id, **{"api-version": "2024-03-02"})
    assert (deletion.status_code, deletion.json()["error"]["code"]) == (409, "OperationNotAllowed")
    azure.clock.advance(600)
    assert code(read(azure, url, Range="bytes=0-9")) == (403, "AuthenticationFailed")
    assert client.disk("drilled", "erp-drill").json()["properties"]["diskState"] == "Unattached"
    assert client.send("DELETE", disk.id, **{"api-version": "2024-03-02"}).status_code == 202


def test_a_longer_access_outlives_the_first(azure: Emulator, client: Any, disk: Disk) -> None:
    url = url_of(azure, client, disk)
    azure.clock.advance(300)
    assert url_of(azure, client, disk) == url
    azure.clock.advance(400)
    assert read(azure, url, Range="bytes=0-9").status_code == 206


@pytest.mark.parametrize("body", [{"access": "None", "durationInSeconds": 9}, {"access": "Read"}])
def test_half_a_request_is_refused(client: Any, disk: Disk, body: Any) -> None:
    assert begin(client, disk, body).status_code == 400


def test_what_may_not_be_exported(azure: Emulator, client: Any, disk: Disk) -> None:
    disk.network_access_policy = "DenyAll"
    assert begin(client, disk).status_code == 409
    attached = azure.estate.disk("erp-data", "erp-prod")
    assert attached and begin(client, attached).status_code == 409
    azure.estate.access.deny("Microsoft.Compute/disks/beginGetAccess/action")
    assert begin(client, disk).status_code == 403


@pytest.mark.parametrize(
    ("member", "value"), [("network_access_policy", "AllowPrivate"), ("public_network_access", "Disabled")]
)
def test_a_private_disk_gives_a_url_that_opens_nothing(
    azure: Emulator, client: Any, disk: Disk, member: str, value: str
) -> None:
    setattr(disk, member, value)

    assert code(read(azure, url_of(azure, client, disk))) == (403, "AuthorizationFailure")


def test_a_disk_that_wants_a_token_for_disks(azure: Emulator, client: Any, disk: Disk) -> None:
    disk.data_access_auth_mode = "AzureActiveDirectory"
    url = url_of(azure, client, disk)
    path = f"{azure.url}/{azure.estate.tenant_id}/oauth2/v2.0/token"
    login = azure.environment()
    form = {
        "grant_type": "client_credentials",
        "client_id": login["AZURE_CLIENT_ID"],
        "client_secret": login["AZURE_SECRET"],
        "scope": f"{DISK_AUDIENCE}/.default",
    }

    assert code(read(azure, url, Range="bytes=0-9")) == (401, "NoAuthenticationInformation")
    other = f"Bearer {azure.token()}"
    assert code(read(azure, url, Range="bytes=0-9", Authorization=other)) == (401, "NoAuthenticationInformation")
    token = requests.post(path, data=form, verify=azure.ca_file).json()["access_token"]
    assert read(azure, url, Range="bytes=0-9", Authorization=f"Bearer {token}").status_code == 206


def test_a_host_of_its_own_is_reached_by_proxy(azure: Emulator, client: Any, disk: Disk) -> None:
    azure.settings.disk_host = True
    url = url_of(azure, client, disk)

    assert url.startswith("https://md-emulated0001.z1.blob.storage.azure.net/")
    proxies = {"https": azure.proxy_environment()["HTTPS_PROXY"]}
    answer = requests.get(url, headers={"Range": "bytes=0-9"}, proxies=proxies, verify=azure.ca_file)
    assert answer.status_code == 206


def test_a_restored_disk_has_the_content_that_its_source_had_at_the_moment_of_the_point(
    azure: Emulator, client: Any
) -> None:
    source = azure.estate.disk("erp-data", "erp-prod")
    assert source
    source.content = "mbr ntfs"
    azure.estate.add_point(azure.estate.instance("erp-data"), azure.estate.born)
    source.content = "zero"

    client.restored(client.restore_request("new"))

    restored = azure.estate.disk("new", "erp-restored")
    assert restored and restored.content == "mbr ntfs"
