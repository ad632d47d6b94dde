# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection as it is installed: what is in the tarball, and that it needs nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.modules import WITHOUT_VAULT
from ansible_collections.azure_dr.backup.tests.support.playbooks import run_playbook
from ansible_collections.azure_dr.backup.tests.support.product import PRODUCT
from ansible_collections.azure_dr.backup.tests.support.wishes import ROLE_VARIABLES

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    galaxy("build", str(CHECKOUT), "--output-path", str(folder))
    (built,) = folder.glob("*.tar.gz")
    return built


@pytest.fixture(scope="module")
def installed(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("collections")
    galaxy("install", str(tarball), "--collections-path", str(folder), "--offline", "--force")
    return folder


def galaxy(*arguments: str) -> None:
    subprocess.run(["ansible-galaxy", "collection", *arguments], check=True, capture_output=True)


def test_the_tarball_holds_the_product_only(tarball: Path) -> None:
    with tarfile.open(tarball) as opened:
        names = opened.getnames()

    assert {name.partition("/")[0] for name in names} == PRODUCT
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".orig"))]


def test_it_restores_with_nothing_but_itself(azure: Emulator, installed: Path, tmp_path: Path) -> None:
    ran = run_playbook(
        tmp_path,
        "azure_dr.backup.restore_disks",
        environment={"ANSIBLE_COLLECTIONS_PATH": str(installed)},
        restore_disks_disks=[{"source_disk": "erp-log", "target_disk": "log"}],
        **ROLE_VARIABLES,
    )

    assert ran.successful, ran.output
    assert azure.estate.disk("log", "erp-restored")


@pytest.mark.parametrize("door", ["controller", "module"])
def test_a_relative_folder_is_below_where_the_user_is(
    azure: Emulator, installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    """Whoever runs a playbook by its full name has no folder of a playbook in mind."""
    before = set(installed.rglob("*"))
    monkeypatch.setenv("ANSIBLE_COLLECTIONS_PATH", str(installed))
    monkeypatch.setenv("AZURE_DR_DOOR", door)
    variables = {
        **ROLE_VARIABLES,
        "restore_disks_disks": [{"source_disk": "erp-log", "target_disk": "log"}],
        "restore_disks_report_dir": "reports",
    }

    ran = subprocess.run(
        ["ansible-playbook", "azure_dr.backup.validate_restore", "-e", json.dumps(variables)],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 0, ran.stdout
    assert {path.suffix for path in (tmp_path / "reports").glob("restore-*")} == {".html", ".json", ".sha256"}
    assert {path for path in set(installed.rglob("*")) - before if path.suffix in (".html", ".json")} == set()


def test_every_module_and_the_role_are_documented(installed: Path) -> None:
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(installed)}
    modules = [path.stem for path in (CHECKOUT / "plugins" / "modules").glob("*.py")]

    for arguments in ([f"azure_dr.backup.{name}" for name in modules], ["-t", "role", "azure_dr.backup.restore_disks"]):
        command = ["ansible-doc", "--json", *arguments]
        shown = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        documented = json.loads(shown.stdout)
        assert set(documented) == set(arguments) - {"-t", "role"}
        for name, told in documented.items():
            assert 'vault_name"' in json.dumps(told) or name.rpartition(".")[2] in WITHOUT_VAULT
        assert "azure_dr" not in shown.stderr
