# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A restore whose run is killed while it waits to be sent: nobody sends it any more, and the next run restores once."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.tests.crash.playbook import COMMON, Playbook, restores
from ansible_collections.azure_dr.backup.tests.emulator.faults import Action, Fault, answer, long_job
from ansible_collections.azure_dr.backup.tests.emulator.messages import Response
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.gate import Gate

pytestmark = pytest.mark.usefixtures("door")

PAUSE = 4
NO_ROOM = {"error": {"code": "UserErrorMaxConcurrentOperationLimitReached", "message": "There is no room."}}
ONE_AFTER_THE_OTHER = {
    "azure_dr.backup.disk_restore_batch": {
        **COMMON,
        "disks": [{"source_disk": name, "target_disk": f"{name}-restored"} for name in ("erp-data", "erp-log")],
        "max_parallel": 1,
    }
}
WAITS: dict[str, Callable[[], Fault]] = {
    "429": lambda: Fault(answer(429, retry_after=PAUSE), "POST", r"/restore$"),
    "no room": lambda: Fault(answer(400, NO_ROOM), "POST", r"/restore$", times=PAUSE),
}


def until(so: Callable[[], object]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + 120
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def sent(azure: Emulator) -> int:
    return len(azure.requests_to("POST", "/restore"))


def restored(azure: Emulator, playbook: Playbook) -> None:
    """Run until it has ended well."""
    result = playbook.run()
    assert result
    assert not result.get("failed"), result


@pytest.mark.parametrize("all_of_it", [True, False], ids=["all killed", "left alone"])
@pytest.mark.parametrize("wait", WAITS)
def test_killed_while_azure_lets_it_wait(azure: Emulator, tmp_path: Path, wait: str, all_of_it: bool) -> None:
    azure.faults.add(WAITS[wait]())
    playbook = Playbook(tmp_path)
    playbook.start()
    until(lambda: sent(azure))

    playbook.kill(signal.SIGKILL, all_of_it=all_of_it)
    before = sent(azure)
    time.sleep(PAUSE + 4)

    assert sent(azure) == before
    azure.faults.clear()
    restored(azure, playbook)
    assert restores(azure) == 1


@pytest.mark.parametrize("all_of_it", [True, False], ids=["all killed", "left alone"])
def test_killed_while_it_waits_for_its_turn(azure: Emulator, tmp_path: Path, all_of_it: bool) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * PAUSE), "POST", r"/restore$"))
    playbook = Playbook(tmp_path, ONE_AFTER_THE_OTHER)
    playbook.start()
    until(lambda: restores(azure))

    playbook.kill(signal.SIGKILL, all_of_it=all_of_it)
    time.sleep(PAUSE + 4)

    assert sent(azure) == 1
    restored(azure, playbook)
    assert restores(azure) == 2


def test_a_rival_restores_what_waits_for_its_turn(azure: Emulator, tmp_path: Path) -> None:
    azure.faults.add(Fault(long_job(azure.clock.speed * 20), "POST", r"/restore$"))
    playbook = Playbook(tmp_path / "one", ONE_AFTER_THE_OTHER)
    playbook.start()
    until(lambda: restores(azure))
    (first,) = azure.requests_to("POST", "/restore")
    waiting = "erp-log" if "erp-data" in first.path else "erp-data"
    rival = {**COMMON, "source_disk": waiting, "target_disk": f"{waiting}-restored"}

    restored(azure, Playbook(tmp_path / "other", {"azure_dr.backup.disk_restore": rival}))
    result = playbook.wait()

    assert result
    assert sorted(each["outcome"] for each in result["restores"]) == ["restored", "unchanged"]
    assert restores(azure) == 2


def test_a_rival_restores_while_connections_are_refused(
    azure: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the last look at the disk on, nothing gets through until somebody else has restored it."""
    with Gate() as gate:

        def shut(response: Response) -> Response:
            gate.shut()
            return response

        fault = azure.faults.add(Fault(Action(meddle=shut), "GET", r"/disks/erp-data-restored$", skip=1))
        playbook = Playbook(tmp_path / "one")
        with monkeypatch.context() as through:
            through.setenv("HTTPS_PROXY", f"http://127.0.0.1:{gate.port}")
            through.setenv("NO_PROXY", "")
            playbook.start()
        until(lambda: fault.hits)

        restored(azure, Playbook(tmp_path / "other"))
        gate.open()
        result = playbook.wait()

    assert result
    assert (result["changed"], result["action"]) == (False, "unchanged"), result["msg"]
    assert restores(azure) == 1
