# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the vaults of a run share, and what each has for itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.errors import (
    Advice,
    OptionRefused,
    RequestRefused,
    TaskError,
    Trace,
)
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.session import ArmSession
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.threads import SYSTEM_THREADS
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.vaults import VaultRef, vault_ref
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.read_once import ReadOnce
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.run_context import SECONDS_WHILE_READ
from ansible_collections.azure_dr.backup.plugins.module_utils._backup.run_contexts import (
    Asked,
    RunContexts,
    vaults_in_turn,
)
from ansible_collections.azure_dr.backup.tests.support.clock import Clock

ONE, TWO = "38304e13-357e-405e-9e9a-220351dcce8c", "8f0a3c5b-1111-4a6b-8c1d-9e7f5a3b1c20"


def vault(subscription: str, name: str) -> VaultRef:
    return vault_ref(subscription, "backup", name, "2025-07-01")


TARGET = ResourceId(ONE, "restored", "Microsoft.Compute/disks", ("erp",))
FIRST, BESIDE, ELSEWHERE = vault(ONE, "first"), vault(ONE, "beside"), vault(TWO, "elsewhere")


def test_vaults_of_a_subscription_share_its_turns_to_write_and_all_share_the_disks() -> None:
    clock = Clock()
    session = cast(ArmSession, SimpleNamespace(clock=clock, threads=SYSTEM_THREADS, service_now=clock.now()))

    contexts = RunContexts(session, [Asked(each) for each in (FIRST, BESIDE, ELSEWHERE, vault(ONE, "FIRST"))])

    first, beside, elsewhere = (contexts.of(each) for each in (FIRST, BESIDE, ELSEWHERE))
    assert first is contexts.of(vault(ONE.upper(), "First"))
    assert first.pace is beside.pace is not elsewhere.pace
    assert first.disks is beside.disks is elsewhere.disks
    assert len({id(each.job_index) for each in (first, beside, elsewhere)}) == 3


def test_while_a_thread_reads_for_all_the_others_let_go_but_not_for_ever() -> None:
    clock = Clock()
    session = cast(ArmSession, SimpleNamespace(clock=clock, threads=SYSTEM_THREADS, service_now=clock.now()))
    context = RunContexts(session, [Asked(FIRST)]).of(FIRST)
    assert list(context.while_read(TARGET)) == []

    context.job_index.is_being_read = True
    waiting = context.while_read(TARGET)
    assert next(waiting) == SECONDS_WHILE_READ
    context.job_index.is_being_read = False
    assert list(waiting) == []

    context.job_index.is_being_read = True
    assert sum(context.while_read(TARGET)) == pytest.approx(1.0)


def test_vaults_take_turns() -> None:
    things = [(FIRST, 1), (FIRST, 2), (FIRST, 3), (BESIDE, 4), (ELSEWHERE, 5), (ELSEWHERE, 6)]

    assert [number for _vault, number in vaults_in_turn(things, lambda each: each[0])] == [1, 4, 5, 2, 6, 3]


@pytest.mark.parametrize(
    "failure",
    [
        TaskError("no"),
        OptionRefused("vault_name", "there is none"),
        RequestRefused("reading", {"error": {"code": "No", "message": "No."}}, Trace(http_status=403)),
    ],
)
def test_what_cannot_be_read_is_asked_once_and_each_gets_an_error_of_its_own(failure: TaskError) -> None:
    asked: list[int] = []

    def read() -> str:
        asked.append(1)
        raise failure

    once, raised = ReadOnce(read, SYSTEM_THREADS), list[TaskError]()
    for number in range(3):
        with pytest.raises(type(failure)) as caught:
            once.get()
        caught.value.advice = Advice(f"cause {number}", "you", "mend it")
        raised.append(caught.value)

    assert len(asked) == 1
    assert {str(each) for each in raised} == {str(failure)}
    assert [each.problem for each in raised] == [failure.problem] * 3
    assert [each.advice.cause for each in raised if each.advice] == ["cause 0", "cause 1", "cause 2"]


def test_what_did_not_answer_is_asked_again_by_the_next() -> None:
    answers: list[str | None] = [None, "there"]

    def read() -> str:
        if answer := answers.pop(0):
            return answer
        failure = TaskError("no answer")
        failure.passing = True
        raise failure

    once = ReadOnce(read, SYSTEM_THREADS)
    with pytest.raises(TaskError):
        once.get()

    assert (once.get(), once.get(), once.known) == ("there", "there", "there")
