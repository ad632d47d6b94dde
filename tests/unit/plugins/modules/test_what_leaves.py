# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What leaves a module: nothing that steers a terminal, makes a line of its own, or lets somebody in."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._ansible.tasks import (
    backup_job_info,
    recovery_point_info,
    restore_permission,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._run import progress_reporter
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.faults import Fault, answer, changed_body, refused
from ansible_collections.azure_dr.backup.tests.emulator.messages import Json
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import restore_disk, run_module

ODD = "\x1b]0;owned\x07\x9b31m\x85\u2028\u202e\u2066\ud800\r\nok: [localhost] => restored\t"
TYPED = ODD.replace("\ud800", "")  # Ansible itself refuses half a character in an option
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
PATHS = [
    r"/backupVaults/dr-vault$",
    r"/backupInstances$",
    r"/recoveryPoints$",
    r"/backupJobs$",
    r"/backupJobs/[^/]+$",
    r"/operationStatus/",
    r"/disks/[^/]+$",
]


def texts(value: Any) -> list[str]:
    """All texts in a value, and all names of members."""
    if isinstance(value, dict):
        return [*value, *(text for inner in value.values() for text in texts(inner))]
    return [text for inner in value for text in texts(inner)] if isinstance(value, list) else [str(value)]


def assert_harmless(result: dict[str, Any]) -> None:
    diff = result.pop("diff", {})
    lines = [line for text in diff.values() for line in text.split("\n")]
    assert not [text for text in (*texts(result), *lines) if UNSEEN.search(text)]


def in_all_texts(body: Json) -> Json:
    """The body with odd characters at the end of all that is no name, time, id or state."""
    if isinstance(body, dict):
        return {name: in_all_texts(value) for name, value in body.items()}
    if isinstance(body, list):
        return [in_all_texts(each) for each in body]
    return body + ODD if isinstance(body, str) and " " in body else body


@pytest.mark.parametrize("path", PATHS)
def test_odd_characters_in_an_error(azure: Emulator, path: str) -> None:
    error = {
        "code": f"Odd{ODD}",
        "message": f"No.{ODD}",
        "target": ODD,
        "details": [{"code": ODD, "message": f"Inner {ODD}"}],
        "additionalInfo": [{"type": "UserFacingError", "info": {"recommendedAction": [f"Do it.{ODD}"]}}],
    }
    azure.faults.add(Fault(answer(400, {"error": error}), "GET", path, times=None))

    result = restore_disk(wait_timeout=1)

    assert result["failed"]
    assert_harmless(result)


@pytest.mark.parametrize("path", PATHS)
def test_odd_characters_in_an_answer(azure: Emulator, path: str) -> None:
    azure.faults.add(Fault(changed_body(in_all_texts), "GET", path, times=None))

    for result in (restore_disk(wait_timeout=1), run_module("backup_instance_info"), run_module("backup_job_info")):
        assert_harmless(result)


def test_odd_characters_in_a_refused_option(azure: Emulator) -> None:
    for options in ({"target_disk": TYPED}, {"as_of": TYPED}, {"existing_disk": TYPED}, {"wait_timeout": TYPED}):
        result = restore_disk(**options)

        assert result["failed"]
        assert result["error"]["code"] == "OptionRefused"
        assert UNSEEN.search(result["msg"]) is None


def test_odd_characters_in_what_is_reported(azure: Emulator) -> None:
    failed = restore_disk(target_resource_group="erp-drill")
    failed["msg"] += TYPED
    failed["error"]["message"] += TYPED

    result = run_module("restore_report", outcome=failed)

    assert result["told"]
    assert_harmless(result)


@pytest.mark.parametrize("source", ["option", "environment", "profile"])
def test_a_secret_that_the_login_endpoint_echoes(
    azure: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, source: str
) -> None:
    secret = "Xy7~ech/oed+s3cret"
    told = {"error": "invalid_client", "error_description": f"AADSTS7000215: {secret} Xy7~ech%2Foed%2Bs3cret is wrong."}
    azure.faults.add(Fault(answer(401, told), "POST", "/oauth2/v2.0/token", times=None))
    monkeypatch.delenv("AZURE_SECRET")
    options = {}
    if source == "option":
        options = {"secret": secret}
    elif source == "environment":
        monkeypatch.setenv("AZURE_CLIENT_SECRET", secret)
    else:
        login = f"client_id={names.CLIENT_ID}\ntenant={names.TENANT_ID}\nsecret={secret}\n"
        (tmp_path / ".azure").mkdir()
        (tmp_path / ".azure" / "credentials").write_text(f"[drill]\n{login}")
        monkeypatch.setenv("HOME", str(tmp_path))
        options = {"profile": "drill"}

    result = restore_disk(**options)

    assert "AADSTS7000215" in result["msg"]
    assert "s3cret" not in json.dumps(result)


@pytest.mark.parametrize(
    "proxy", ["http://someone:s3cr3t-pass@127.0.0.1:port", "http://someone:s3cr3t-pass@[::1", "someone:s3cr3t-pass@:::"]
)
def test_the_password_of_a_malformed_proxy(azure: Emulator, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    result = restore_disk()

    assert result["failed"]
    assert "s3cr3t" not in json.dumps(result)


@pytest.mark.parametrize(
    "cloud", ["https://someone:s3cr3t-pass@localhost:1", "https:/someone:s3cr3t-pass@host", "someone:s3cr3t-pass@host"]
)
@pytest.mark.parametrize("exported", [False, True])
def test_a_cloud_with_a_password(azure: Emulator, monkeypatch: pytest.MonkeyPatch, cloud: str, exported: bool) -> None:
    if exported:
        monkeypatch.setenv("AZURE_CLOUD_ENVIRONMENT", cloud)

    result = restore_disk(**({} if exported else {"cloud_environment": cloud}))

    assert result["failed"]
    assert "s3cr3t" not in json.dumps(result)


def test_tokens_and_signatures_that_azure_tells(azure: Emulator) -> None:
    token = f"{'eyJ0eXAiOiJKV1QifQ'}.eyJhdWQiOiJ4In0.c2ln"
    words = f"Bearer {token} at https://u:pw@h/x?sv=1&sig=zqxj%3D and https://management/y?t=1&c=2&s=3"
    azure.faults.add(Fault(refused("Odd", words), "GET", r"/recoveryPoints$", times=None))

    result = restore_disk()

    told = json.dumps(result)
    assert "Odd" in told
    for secret in ("eyJ", "Bearer", "u:pw", "sig=", "&s=", "zqxj"):
        assert secret not in told


def test_an_unexpected_error_is_a_result(azure: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> Any:
        raise ValueError("Invalid IPv6 URL\n\x1b[2Kok: [localhost]")

    monkeypatch.setattr(recovery_point_info, "connect", broken)

    result = run_module("recovery_point_info", source_disk="erp-data")

    assert result["failed"]
    assert result["changed"] is False
    assert result["error"]["code"] == "UnexpectedError"
    assert "ValueError: Invalid IPv6 URL" in result["msg"]
    assert UNSEEN.search(result["msg"]) is None


@pytest.mark.parametrize("error", [BrokenPipeError("gone"), ValueError("I/O on a closed file"), KeyError(None)])
def test_what_can_not_be_told_ends_nothing(azure: Emulator, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(reporter: progress_reporter.ProgressReporter) -> None:
        raise error

    monkeypatch.setattr(progress_reporter.ProgressReporter, "look", broken)

    restored = restore_disk(wait=False)
    (job,) = run_module("backup_job_info", job_ids=[restored["job"]["job_id"]], wait=True, poll_interval=1)["jobs"]

    assert (restored["action"], job["status"]) == ("started", "Completed")


@pytest.mark.parametrize("module", ["disk_restore", "disk_restore_batch"])
def test_an_unexpected_error_keeps_what_was_sent(azure: Emulator, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    task = f"ansible_collections.azure_dr.backup.plugins.module_utils._ansible.tasks.{module}"
    monkeypatch.setattr(f"{task}.notes_on", lambda records, orders: 1 / 0)
    disk = {"source_disk": "erp-data", "target_disk": "x"}
    options = disk if module == "disk_restore" else {"disks": [disk]}

    result = run_module(module, as_of="latest", target_resource_group="erp-restored", poll_interval=1, **options)

    assert (result["changed"], result["error"]["code"]) == (True, "UnexpectedError")
    (known,) = result["restores"]
    assert known["job_id"] in azure.estate.vault().jobs


def test_an_unexpected_error_keeps_the_permissions_that_were_given(
    azure: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure, calls = restore_permission.ensure_present, []

    def breaks_at_the_second(*arguments: Any, **more: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 2:
            raise OverflowError("cannot convert float infinity to integer")
        return ensure(*arguments, **more)

    monkeypatch.setattr(restore_permission, "ensure_present", breaks_at_the_second)
    disks = [
        {"source_disk": "erp-os", "target_disk": "a", "target_resource_group": group}
        for group in ("erp-drill", "erp-restored")
    ]

    result = run_module("restore_permission", disks=disks)

    assert result["failed"]
    assert result["error"]["code"] == "UnexpectedError"
    assert result["changed"] is True
    assert len(result["permissions"]) == 1


def test_an_unexpected_error_keeps_the_jobs_that_are_waited_for(
    azure: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = restore_disk(wait=False)["job"]["job_id"]

    def broken(*_arguments: object, **_named: object) -> Any:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(backup_job_info, "run_works", broken)

    result = run_module("backup_job_info", job_ids=[job], wait=True)

    assert result["error"]["code"] == "UnexpectedError"
    assert [each["job_id"] for each in result["jobs"]] == [job]
