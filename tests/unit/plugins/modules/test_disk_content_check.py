# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""disk_content_check: what it tells of a disk, what it refuses, and that nobody can read the disk afterwards."""

from __future__ import annotations

import json
import os
import signal
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm import session, waiter
from ansible_collections.azure_dr.backup.plugins.module_utils._content import access
from ansible_collections.azure_dr.backup.tests.emulator.faults import (
    Action,
    Fault,
    answer,
    changed_body,
    html,
    redirect,
    refused,
    reset,
)
from ansible_collections.azure_dr.backup.tests.emulator.messages import Json
from ansible_collections.azure_dr.backup.tests.emulator.model import Disk
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.disk_reads import (
    TAG,
    check,
    is_closed,
    open_as_somebody,
    restored_disk,
    through_proxy,
)

GIB, MIB = 1024**3, 1024**2
BEGIN, END, TAGS, STATUS, BYTES = (
    r"/beginGetAccess$",
    r"/endGetAccess$",
    r"/tags/default$",
    r"/DiskOperations/",
    r"/abcd$",
)
WRITES = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def disk(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk that nothing uses, on a host of its own as in Azure."""
    monkeypatch.setattr(session, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(waiter, "FIRST_LOOK", 0.01)
    through_proxy(azure, monkeypatch)
    return restored_disk(azure)


def sent(azure: Emulator) -> list[str]:
    """What was sent that changes something, by the last word of its path."""
    return [
        one.path.rsplit("/", 1)[-1]
        for one in azure.requests
        if one.method in WRITES and one.path.startswith("/subscriptions/")
    ]


# What it tells


def test_a_disk_with_one_partition(azure: Emulator, disk: Disk) -> None:
    result = check(disk)

    assert (result["verdict"], result["changed"], result["disk"]) == ("recognized", True, disk.id)
    content = result["content"]
    assert (content["partition_table"], content["file_system"], content["size"]) == ("gpt", None, disk.size_gb * GIB)
    (partition,) = content["partitions"]
    assert (partition["number"], partition["start"], partition["file_system"]) == (1, MIB, "ext4")
    assert partition["type"] == "0fc63daf-8483-4772-8e79-3d69d8477de4"
    assert result["findings"] == []
    assert 0 < result["bytes_read"] < 3 * MIB
    assert is_closed(azure, disk)
    assert sent(azure) == ["default", "beginGetAccess", "endGetAccess", "default"]


@pytest.mark.parametrize("table", ["", "gpt ", "mbr "])
@pytest.mark.parametrize(
    ("kind", "told"),
    [
        *((kind, kind) for kind in ("ext4", "xfs", "btrfs", "ntfs", "refs", "bitlocker")),
        *(("lvm", "lvm2"), ("luks", "luks2")),
    ],
)
def test_every_content(azure: Emulator, disk: Disk, table: str, kind: str, told: str) -> None:
    disk.content = f"{table}{kind}"

    result = check(disk)

    content = result["content"]
    assert (result["verdict"], content["partition_table"]) == ("recognized", table.strip() or None)
    found = [partition["file_system"] for partition in content["partitions"]] if table else [content["file_system"]]
    assert found == [told]
    assert is_closed(azure, disk)


@pytest.mark.parametrize("table", ["gpt", "mbr"])
def test_a_partition_without_anything_known_is_no_failure(azure: Emulator, disk: Disk, table: str) -> None:
    disk.content = table

    result = check(disk)

    assert "failed" not in result
    assert (result["verdict"], result["content"]["partition_table"]) == ("unknown", table)
    assert [finding["code"] for finding in result["findings"]] == ["partition_empty"]


def test_a_disk_of_zeros_is_a_failure(azure: Emulator, disk: Disk) -> None:
    disk.content = "zero"

    result = check(disk)

    assert result["failed"]
    assert (result["error"]["code"], result["verdict"], result["changed"]) == ("DiskEmpty", "empty", True)
    assert "'drilled' is empty" in result["msg"]
    assert "Fix: restore the disk from another recovery point" in result["msg"]
    assert [(finding["code"], finding["severity"]) for finding in result["findings"]] == [("disk_empty", "error")]
    assert is_closed(azure, disk)


# What it refuses


@pytest.mark.parametrize(
    ("members", "code", "told"),
    [
        ({"managed_by": "/x/virtualMachines/erp", "disk_state": "Attached"}, "DiskInUse", "attached to /x/virtual"),
        ({"managed_by": "/x/virtualMachines/erp", "disk_state": "Reserved"}, "DiskInUse", "attached to /x/virtual"),
        ({"disk_state": "ReadyToUpload"}, "DiskInUse", "ReadyToUpload"),
        ({"provisioning_state": "Updating"}, "DiskInUse", "Updating"),
        ({"network_access_policy": "DenyAll"}, "DiskExportDenied", "DenyAll"),
        ({"data_access_auth_mode": "AzureActiveDirectory"}, "DiskNeedsEntraLogin", "AzureActiveDirectory"),
        ({"disk_state": "ActiveSAS"}, "DiskAccessTaken", "ActiveSAS"),
    ],
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_what_can_not_be_opened_is_refused_before_anything_is_sent(
    azure: Emulator, disk: Disk, members: dict[str, str], code: str, told: str, check_mode: bool
) -> None:
    for name, value in members.items():
        setattr(disk, name, value)

    result = check(disk, check_mode=check_mode)

    assert (result["error"]["code"], result["changed"]) == (code, False)
    assert told in result["msg"]
    assert f"Fix: {result['error']['explanation']['remedy']}" in result["msg"]
    assert sent(azure) == []


@pytest.mark.parametrize(
    "members", [{"network_access_policy": "AllowPrivate"}, {"public_network_access": "Disabled"}], ids=str
)
def test_a_private_disk_is_tried_and_closed_again(azure: Emulator, disk: Disk, members: dict[str, str]) -> None:
    for name, value in members.items():
        setattr(disk, name, value)

    result = check(disk)

    assert (result["error"]["code"], result["changed"], result["verdict"]) == ("DiskIsPrivate", True, None)
    assert "private endpoint" in result["error"]["explanation"]["cause"]
    assert is_closed(azure, disk)


def test_a_disk_whose_storage_wants_a_token_though_it_did_not_say_so(azure: Emulator, disk: Disk) -> None:
    disk.data_access_auth_mode = "AzureActiveDirectory"
    azure.faults.add(Fault(changed_body(without_auth_mode), "GET", r"/disks/drilled$"))

    result = check(disk)

    assert result["error"]["code"] == "DiskNeedsEntraLogin"
    assert is_closed(azure, disk)


def without_auth_mode(body: Json) -> Json:
    return {**body, "properties": {**body["properties"], "dataAccessAuthMode": None}}


@pytest.mark.parametrize("right", ["disks/beginGetAccess/action", "disks/read"])
def test_a_right_that_is_missing(azure: Emulator, disk: Disk, right: str) -> None:
    azure.estate.access.deny(f"Microsoft.Compute/{right}")

    result = check(disk)

    assert result["error"]["code"] == "AuthorizationFailed"
    assert f"Microsoft.Compute/{right}" in result["msg"]
    assert "endGetAccess" not in sent(azure)
    assert is_closed(azure, disk)


def test_without_the_right_to_note_it_nothing_is_opened(azure: Emulator, disk: Disk) -> None:
    azure.estate.access.deny("Microsoft.Resources/tags/write")

    result = check(disk)

    assert "Microsoft.Resources/tags/write" in result["msg"]
    assert result["changed"] is False
    assert "beginGetAccess" not in sent(azure)


def test_a_disk_that_is_not_there(azure: Emulator, disk: Disk) -> None:
    result = check(disk, disk=f"{disk.id}-x")

    assert result["error"]["http_status"] == 404
    assert sent(azure) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("disk", "drilled"),
        ("disk", "/subscriptions/x"),
        ("disk", ""),
        ("access_seconds", 59),
        ("access_seconds", 3601),
        ("poll_interval", 0),
        ("wait_timeout", 0),
    ],
)
def test_an_option_that_is_refused(azure: Emulator, disk: Disk, option: str, value: object) -> None:
    result = check(disk, **{option: value})

    assert (result["error"]["code"], result["error"]["target"]) == ("OptionRefused", option)
    assert azure.requests == []


def test_check_mode_does_not_open_the_disk(azure: Emulator, disk: Disk) -> None:
    result = check(disk, check_mode=True)

    assert (result["changed"], result["verdict"], result["content"], result["bytes_read"]) == (True, None, None, 0)
    assert sent(azure) == []


# The access ends


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", TAGS),
        ("POST", BEGIN),
        ("GET", STATUS),
        ("GET", BYTES),
        ("POST", END),
        ("GET", r"/disks/drilled$"),
    ],
)
def test_a_lost_answer_changes_nothing(azure: Emulator, disk: Disk, method: str, path: str, after: bool) -> None:
    azure.faults.add(Fault(reset(after=after), method, path))

    assert check(disk)["verdict"] == "recognized"
    assert is_closed(azure, disk)


@pytest.mark.parametrize("path", [STATUS, BYTES])
def test_a_request_that_never_succeeds(azure: Emulator, disk: Disk, path: str) -> None:
    azure.faults.add(Fault(refused("Broken", status=400), "GET", path, times=1))

    result = check(disk)

    assert result["failed"]
    assert is_closed(azure, disk)


def test_an_operation_that_fails(azure: Emulator, disk: Disk) -> None:
    broken = {"status": "Failed", "error": {"code": "InternalExecutionError", "message": "It broke."}}
    azure.faults.add(Fault(answer(200, broken), "GET", STATUS))

    result = check(disk)

    assert result["error"]["code"] == "InternalExecutionError"
    assert is_closed(azure, disk)


def test_an_operation_without_a_url(azure: Emulator, disk: Disk) -> None:
    azure.faults.add(Fault(answer(200, {"status": "Succeeded"}), "GET", STATUS))

    result = check(disk)

    assert result["error"]["code"] == "NoAnswer"
    assert is_closed(azure, disk)


def test_a_conflict_with_what_azure_still_does_is_waited_for(azure: Emulator, disk: Disk) -> None:
    azure.faults.add(Fault(refused("Conflict", status=409), "POST", END, times=1))

    assert check(disk)["verdict"] == "recognized"
    assert is_closed(azure, disk)


def test_an_access_that_can_not_be_ended_is_a_failure(azure: Emulator, disk: Disk) -> None:
    azure.estate.access.deny("Microsoft.Compute/disks/endGetAccess/action")

    result = check(disk)

    assert (result["error"]["code"], result["verdict"]) == ("AuthorizationFailed", "recognized")
    assert "could not be ended" in result["msg"]
    assert "600 seconds" in result["msg"]
    assert disk.disk_state == "ActiveSAS"
    azure.estate.access.denials.clear()
    again = check(disk)
    assert [finding["code"] for finding in again["findings"]] == ["access_left_over"]
    assert is_closed(azure, disk)


def test_an_access_that_can_not_be_ended_does_not_hide_another_failure(azure: Emulator, disk: Disk) -> None:
    disk.content = "zero"
    azure.estate.access.deny("Microsoft.Compute/disks/endGetAccess/action")

    result = check(disk)

    assert result["error"]["code"] == "DiskEmpty"
    assert "could not be ended" in " ".join(result["warnings"])


def test_the_time_of_the_task_is_over(azure: Emulator, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline ends the reading, and not the ending of the access."""
    azure.faults.add(Fault(answer(503, "busy", retry_after=60), "GET", BYTES, times=None))

    result = check(disk, wait_timeout=2)

    assert result["failed"]
    assert is_closed(azure, disk)


def test_somebody_ends_the_access_meanwhile(azure: Emulator, disk: Disk) -> None:
    azure.faults.add(
        Fault(answer(403, "<Error/>", headers={"x-ms-error-code": "AuthenticationFailed"}), "GET", BYTES, times=None)
    )

    result = check(disk)

    assert result["error"]["code"] == "DiskAccessLost"
    assert is_closed(azure, disk)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("method", "path"), [("PATCH", TAGS), ("POST", BEGIN), ("GET", STATUS), ("GET", BYTES)])
def test_a_signal(azure: Emulator, disk: Disk, number: signal.Signals, method: str, path: str) -> None:
    """It takes its effect, and the access is ended before."""
    state: list[tuple[str, bool]] = []
    before = signal.signal(number, lambda *_arguments: state.append((disk.disk_state, TAG in disk.tags)))

    def interrupt(*arguments: Any) -> Any:
        os.kill(os.getpid(), number)
        return None

    azure.faults.add(Fault(Action(instead=interrupt), method, path))
    try:
        with pytest.raises(BaseException) as ended:
            check(disk)
    finally:
        signal.signal(number, before)

    assert ended.type.__name__ == "Interrupted"
    assert state == [("Unattached", False)]


# A run that was killed


def killed(azure: Emulator, disk: Disk, ends: datetime | None = None) -> None:
    """What a run leaves that was killed while the disk was open."""
    open_as_somebody(azure, disk)
    moment = ends or datetime.now(timezone.utc) + timedelta(minutes=10)
    disk.tags[TAG] = f"{moment.isoformat()} 1a2b3c4d"


def test_the_next_run_ends_what_a_killed_one_has_left(azure: Emulator, disk: Disk) -> None:
    killed(azure, disk)

    result = check(disk)

    assert (result["verdict"], result["changed"]) == ("recognized", True)
    assert [(finding["code"], finding["severity"]) for finding in result["findings"]] == [("access_left_over", "info")]
    assert sent(azure) == ["endGetAccess", "default", "beginGetAccess", "endGetAccess", "default"]
    assert is_closed(azure, disk)


def test_a_note_whose_time_is_over_does_not_make_an_access_ours(azure: Emulator, disk: Disk) -> None:
    killed(azure, disk, datetime.now(timezone.utc) - timedelta(seconds=1))

    result = check(disk)

    assert result["error"]["code"] == "DiskAccessTaken"
    assert sent(azure) == []
    assert disk.disk_state == "ActiveSAS"


def test_a_run_that_another_has_taken_over_from_does_not_end_its_access(azure: Emulator, disk: Disk) -> None:
    """Of a killed playbook a worker can be left, which comes to its end while the next run reads the disk."""
    note = f"{(datetime.now(timezone.utc) + timedelta(minutes=10)).isoformat()} other"

    def take_over(_request: Any) -> Any:
        disk.tags[TAG] = note

    azure.faults.add(Fault(Action(instead=take_over), "GET", BYTES))

    result = check(disk)

    assert result["verdict"] == "recognized"
    assert "endGetAccess" not in sent(azure)
    assert (disk.disk_state, disk.tags[TAG]) == ("ActiveSAS", note)


@pytest.mark.parametrize("note", ["", "soon", "0001-01-01T00:00:00Z"])
def test_a_note_that_is_none(azure: Emulator, disk: Disk, note: str) -> None:
    killed(azure, disk)
    disk.tags[TAG] = note

    assert check(disk)["error"]["code"] == "DiskAccessTaken"


def test_other_tags_stay(azure: Emulator, disk: Disk) -> None:
    disk.tags["owner"] = "erp"

    check(disk)

    assert disk.tags == {"owner": "erp"}


# The signed URL


def test_the_url_is_in_nothing_that_is_told(azure: Emulator, disk: Disk) -> None:
    told = [check(disk)]
    for action in (html(500), refused("Odd", "A sentence with sig=abc&x=1"), reset(after=True)):
        azure.faults.add(Fault(action, "GET", BYTES, times=6))
        told.append(check(disk, wait_timeout=5))
        azure.faults.clear()

    secrets = {one.query["sig"] for one in azure.requests if one.path.endswith("/abcd")}
    assert secrets
    for secret in ("sig=", "/abcd", "?sv=", *secrets):
        assert secret not in json.dumps(told)


def test_an_unexpected_error_does_not_tell_it_either(
    azure: Emulator, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls: list[str] = []

    def broken(session: Any, url: str) -> Any:
        urls.append(url)
        raise ValueError(f"cannot read {url} nor {url.partition('sig=')[2]}")

    monkeypatch.setattr(access, "SignedUrl", broken)

    result = check(disk)

    assert result["error"]["code"] == "UnexpectedError"
    assert urls[0].partition("sig=")[2] not in json.dumps(result)
    assert is_closed(azure, disk)


def test_no_token_goes_to_storage(azure: Emulator, disk: Disk) -> None:
    check(disk)

    reads = [one for one in azure.requests if one.path.endswith("/abcd")]
    assert reads
    for read in reads:
        assert not {"authorization", "cookie"} & set(read.headers)
        assert read.headers["host"] == "md-emulated0001.z1.blob.storage.azure.net"


@pytest.mark.parametrize(
    "host",
    [
        "md-1.blob.storage.azure.net.example.org",
        "blob.storage.azure.net",
        "md-1.file.storage.azure.net",
        "md-1.blob.storage.azure.net:8443",
        "md-1.blob.core.chinacloudapi.cn",
        "localhost",
        "someone@md-1.blob.storage.azure.net",
    ],
)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_url_that_names_another_host(azure: Emulator, disk: Disk, scheme: str, host: str) -> None:
    azure.faults.add(
        Fault(
            changed_body(lambda body: with_url(body, f"{scheme}://{host}/x/abcd?sig=s3cret-s1gnature")), "GET", STATUS
        )
    )

    result = check(disk)

    assert result["error"]["code"] == "UnexpectedHost"
    assert "s3cret" not in json.dumps(result)
    assert [one for one in azure.requests if one.path.endswith("/abcd")] == []
    assert is_closed(azure, disk)


def with_url(body: Json, url: str) -> Json:
    return {**body, "properties": {"output": {"accessSAS": url}}}


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_is_not_followed(azure: Emulator, disk: Disk, status: int) -> None:
    azure.faults.add(Fault(redirect("https://example.org/abcd", status), "GET", BYTES))

    result = check(disk)

    assert result["error"]["code"] == "NoAnswer"
    assert is_closed(azure, disk)


@pytest.mark.parametrize("status", [200, 206])
def test_an_answer_that_is_not_the_part_that_was_asked_for(azure: Emulator, disk: Disk, status: int) -> None:
    azure.faults.add(Fault(answer(status, "<html>Log in here</html>"), "GET", BYTES))

    result = check(disk)

    assert result["error"]["code"] == "NoAnswer"
    assert "a proxy may have sent it" in result["msg"]
    assert is_closed(azure, disk)


def test_without_verified_certificates_it_is_told(azure: Emulator, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    refused_at_all = check(disk)
    ignored = check(disk, cert_validation_mode="ignore")

    assert "certificate" in refused_at_all["msg"]
    assert ignored["verdict"] == "recognized"
    assert "not verified" in " ".join(ignored["warnings"])


def test_an_operation_of_the_end_that_fails(azure: Emulator, disk: Disk) -> None:
    broken = {"status": "Failed", "error": {"code": "InternalExecutionError", "message": "It broke."}}
    azure.faults.add(Fault(answer(200, broken), "GET", STATUS, skip=1))

    result = check(disk)

    assert (result["error"]["code"], result["verdict"]) == ("InternalExecutionError", "recognized")
