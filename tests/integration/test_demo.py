# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""make demo, as its first visitor sees it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from ansible_collections.azure_dr.backup.tests.demo.telling import telling

ROOT = Path(__file__).resolve().parents[5]
DEMO = "ansible_collections.azure_dr.backup.tests.demo"
FAST = ["--speed", "1000"]


def shown(*arguments: str, reports: Path) -> list[str]:
    """What the demo prints: what comes before the first step, and each step."""
    command = [sys.executable, "-m", DEMO, *arguments, "--reports", str(reports), *FAST]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.split("\n\n\n")


def asked(step: str) -> str:
    """What Azure was asked in a step, without the number of reads."""
    (line,) = [line for line in step.splitlines() if line.startswith("Azure was asked: ")]
    return line.partition(" reads")[2].lstrip(".,").strip()


def lines_of(step: str) -> int:
    """How long it is, without the lines of progress: a slow machine has more of them."""
    return sum(not line.startswith("[localhost] ") for line in step.splitlines())


def test_the_demo_tells_the_whole_story(tmp_path: Path) -> None:
    _heading, audit, mend, again, recover, undo, drill = shown(reports=tmp_path)

    assert "7 of 7 protected disks could not be restored now" in audit and "role_missing_target" in audit
    assert asked(audit) == "Nothing was changed."
    assert asked(mend) == "1 role given."
    assert "All 7 protected disks could be restored now" in again
    assert asked(again) == "Nothing was changed."
    before, _command, after = recover.partition("$ ansible-playbook azure_dr.backup.recover_vms")
    assert before.count("(ZEROS)") == 4
    assert "(ZEROS)" not in after and after.count("Z (ext4)") == 6
    assert "All 6 disks are restored" in after and "RPO met: 2 h" in after and "RTO met" in after
    moved = "2 machines stopped, 4 exchanges of disks, 2 machines started."
    assert asked(recover) == f"6 restores validated, 6 restores sent, 12 tags written, {moved}"
    assert undo.count("(ZEROS)") == 4
    assert asked(undo) == f"6 tags written, {moved}"
    assert "restored: passed, validated: passed, cleaned_up: passed; deleted: 4 disks" in drill
    assert "Disks in shop-drill now: 0." in drill and "4 disks deleted" in asked(drill)
    assert all(lines_of(step) < 40 for step in (audit, mend, again, recover, undo, drill)), "one screen each"
    reports = sorted(tmp_path.glob("*.json"))
    assert [json.loads(path.read_text()).get("kind") for path in reports] == ["readiness", "readiness", None, None]
    assert all(str(path.with_suffix(".html")) in audit + again + recover + drill for path in reports)


def test_the_demo_restores_and_shows_it(tmp_path: Path) -> None:
    first, *steps = shown("restore", reports=tmp_path)

    assert "what takes four minutes in Azure takes 0.24 s here" in first
    assert [asked(step) for step in steps] == [
        "Nothing was changed.",
        "3 restores validated. Nothing was changed.",
        "3 restores validated, 3 restores sent.",
        "Nothing was changed.",
        "3 restores validated. Nothing was changed.",
    ]
    assert "[localhost] 3 disks: 3 validating (" in steps[2]
    assert "az role assignment create" in steps[4]
    pages = sorted(tmp_path.glob("*.html"))
    assert len(pages) == 4
    assert all(str(page) in "".join(steps) for page in pages)


def test_what_has_nothing_to_say_is_left_out() -> None:
    printed = """
PLAY [Recover] ****************************************************************

TASK [Read the variables] *****************************************************
ok: [localhost] => (item=a: is missing)

TASK [Swap] *******************************************************************
[localhost] one: starting (1 s)
changed: [localhost]

TASK [Note] *******************************************************************
skipping: [localhost]

TASK [Swap] *******************************************************************
[localhost] two: starting (1 s)
changed: [localhost] => (item=two)

TASK [Show] *******************************************************************
ok: [localhost] => (item=one) =>\x20
    msg: swapped

PLAY RECAP ********************************************************************
localhost                  : ok=19   changed=4    unreachable=0    failed=0
"""

    assert [line.rstrip("*").strip() for line in telling(printed.splitlines())] == [
        "",
        "TASK [Swap]",
        "[localhost] one: starting (1 s)",
        "[localhost] two: starting (1 s)",
        "",
        "TASK [Show]",
        "ok: [localhost] => (item=one) =>",
        "msg: swapped",
    ]
