# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What lies in .build/release, tried in an environment that has only what the collection asks for.

The commands on PATH are that environment's; the emulated Azure is the checkout's.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.product import PRODUCT
from ansible_collections.azure_dr.backup.tests.tools.tarball import build

CHECKOUT = Path(__file__).resolve().parents[2]
RELEASE = CHECKOUT.parents[2] / "release"
ERP = CHECKOUT / "tests" / "demo" / "erp.yml"
DISKS = ("erp-os-restored", "erp-data-restored", "erp-log-restored")


@pytest.fixture(scope="module")
def tarball() -> Path:
    (released,) = RELEASE.glob("*.tar.gz")
    return released


@pytest.fixture(scope="module")
def collections(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("collections")
    run(folder, "ansible-galaxy", "collection", "install", str(tarball), "--collections-path", str(folder), "--offline")
    return folder


def run(collections: Path, *command: str) -> str:
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(collections), "ANSIBLE_NOCOLOR": "1"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def changed(collections: Path, playbook: str) -> bool:
    """Run a playbook by its name, and tell by the last line of it whether it changed anything."""
    recap = run(collections, "ansible-playbook", f"azure_dr.backup.{playbook}", "--extra-vars", f"@{ERP}")
    return "changed=0" not in recap.strip().splitlines()[-1]


def test_the_tarball_holds_the_product_only(tarball: Path) -> None:
    with tarfile.open(tarball) as opened:
        names = opened.getnames()

    assert {name.partition("/")[0] for name in names} == PRODUCT
    assert not [name for name in names if re.search(r"(^|/)(tests?|fragments|__pycache__|\..*)(/|$)", name)]


def test_another_build_has_the_same_bytes(tarball: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(CHECKOUT, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
    with tarfile.open(tarball) as opened:
        date = int(opened.getmember("MANIFEST.json").mtime)

    again = build(copy, tmp_path / "again", date)

    assert again.name == tarball.name
    assert again.read_bytes() == tarball.read_bytes()


def test_what_is_installed_is_what_was_built(collections: Path) -> None:
    run(collections, "ansible-galaxy", "collection", "verify", "--offline", "azure_dr.backup")


def test_the_playbooks_run_by_name_and_again(azure: Emulator, collections: Path) -> None:
    assert changed(collections, "validate_restore")
    assert not azure.requests_to("POST", "/restore")

    assert changed(collections, "restore_disks")
    assert all(azure.estate.disk(name, "erp-restored") for name in DISKS)

    assert not changed(collections, "restore_disks")
    assert not changed(collections, "validate_restore")
    assert len(azure.requests_to("POST", "/restore")) == len(DISKS)


def test_the_sbom_lists_what_the_environment_has() -> None:
    (listed,) = RELEASE.glob("*.cdx.json")
    bom = json.loads(listed.read_text())
    asked = next(one for one in bom["dependencies"] if one["ref"] == "azure_dr.backup")["dependsOn"]

    assert {ref.partition("==")[0] for ref in asked} == {"ansible-core", "azure-identity", "requests"}
    assert not {"pip", "pytest", "ansible-lint"} & {component["name"] for component in bom["components"]}


def test_the_checksums_are_those_of_the_files() -> None:
    lines = (RELEASE / "SHA256SUMS").read_text().splitlines()
    wanted = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
    files = [path for path in RELEASE.iterdir() if path.name != "SHA256SUMS"]

    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == wanted
