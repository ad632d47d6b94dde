# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder in which `ansible-playbook` is started, and those in which relative paths begin."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.playbooks import run_command
from ansible_collections.azure_dr.backup.tests.support.wishes import DEFAULTS, ROLE_VARIABLES, VAULT, WISH

pytestmark = pytest.mark.usefixtures("door")

PLAY = {"hosts": "localhost", "connection": "local", "gather_facts": False, "module_defaults": DEFAULTS}
# Root enters all folders, unless it is told not to.
AS_ANYBODY = "exec setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all" if os.geteuid() == 0 else ""


@pytest.fixture
def started_in(tmp_path: Path) -> Path:
    folder = tmp_path / "started-in"
    folder.mkdir()
    return folder


@pytest.fixture
def playbooks(tmp_path: Path) -> Path:
    folder = tmp_path / "playbooks"
    folder.mkdir()
    return folder


def written(folder: Path, *tasks: dict[str, Any], **play: Any) -> str:
    """The path of a playbook."""
    path = folder / "restore.yml"
    path.write_text(json.dumps([{**PLAY, "tasks": [*tasks], **play}]))
    return str(path)


def reports(folder: Path) -> list[str]:
    """The kinds of files in the folder for reports that is in this one."""
    return sorted(path.suffix for path in (folder / "reports").glob("restore-*"))


RESTORE = [
    {"azure_dr.backup.disk_restore_batch": {"disks": [WISH], "poll_interval": 1}, "register": "restored"},
    {"azure_dr.backup.restore_report": {"outcome": "{{ restored }}", "directory": "reports"}},
]


@pytest.mark.skipif(bool(AS_ANYBODY and not shutil.which("setpriv")), reason="root can't do without its powers here")
def test_a_folder_that_can_not_be_entered(azure: Emulator, started_in: Path, playbooks: Path) -> None:
    playbook = written(playbooks, *RESTORE)

    ran = run_command("ansible-playbook", playbook, start_in=started_in, before=f"chmod 0 . && {AS_ANYBODY}")

    started_in.chmod(0o700)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert azure.estate.disk("x", "erp-restored")
    assert reports(playbooks) == [".html", ".json", ".sha256"]


def test_a_folder_that_is_removed_meanwhile(azure: Emulator, started_in: Path, playbooks: Path) -> None:
    remove = {"ansible.builtin.file": {"path": str(started_in), "state": "absent"}}

    ran = run_command("ansible-playbook", written(playbooks, remove, *RESTORE), start_in=started_in)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert azure.estate.disk("x", "erp-restored")
    assert reports(playbooks) == [".html", ".json", ".sha256"]


def role_variables(folder: Path) -> str:
    """The argument that hands over what the role needs, with a relative path in it."""
    path = folder / "variables.json"
    disks = [{"source_disk": "erp-os", "target_disk": "os-back"}]
    path.write_text(json.dumps({**ROLE_VARIABLES, "restore_disks_disks": disks, "restore_disks_report_dir": "reports"}))
    return f"-e@{path}"


def test_a_playbook_of_the_collection_by_its_name(azure: Emulator, started_in: Path) -> None:
    """Nobody wants their reports where collections are installed."""
    ran = run_command(
        "ansible-playbook", "azure_dr.backup.restore_disks", role_variables(started_in), start_in=started_in
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert reports(started_in) == [".html", ".json", ".sha256"]


def test_a_playbook_of_the_collection_in_a_playbook(azure: Emulator, started_in: Path, playbooks: Path) -> None:
    (playbooks / "all.yml").write_text(json.dumps([{"import_playbook": "azure_dr.backup.restore_disks"}]))

    ran = run_command("ansible-playbook", str(playbooks / "all.yml"), role_variables(playbooks), start_in=started_in)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert reports(started_in) == [".html", ".json", ".sha256"]


def test_a_playbook_by_its_path(azure: Emulator, started_in: Path, playbooks: Path) -> None:
    """Also one that is kept in a folder such as collections are in."""
    inside = playbooks / "ansible_collections" / "acme" / "dr" / "playbooks"
    inside.mkdir(parents=True)
    written(inside, *RESTORE)

    ran = run_command(
        "ansible-playbook", "../playbooks/ansible_collections/acme/dr/playbooks/restore.yml", start_in=started_in
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert reports(inside) == [".html", ".json", ".sha256"]


def test_a_certificate_beside_the_folder_in_which_it_starts(
    azure: Emulator, started_in: Path, playbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path in an option means the same file in the background, where the module runs."""
    monkeypatch.delenv("AZURE_SECRET")
    look = {**VAULT, "x509_certificate_path": "app.pem", "cert_validation_mode": "validate"}
    task = {"azure_dr.backup.backup_instance_info": look, "async": 30, "poll": 1, "ignore_errors": True}

    ran = run_command("ansible-playbook", written(playbooks, task), start_in=started_in)

    assert f"{playbooks}/app.pem can't be read: No such file" in ran.stdout, ran.stdout + ran.stderr
