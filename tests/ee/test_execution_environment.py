# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The execution environment, all but the image: what is asked for, what is locked, and the context of the build."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from packaging.requirements import Requirement

CHECKOUT = Path(__file__).resolve().parents[2]
ENVIRONMENT = CHECKOUT / "extensions" / "execution_environment"
LOCK = ENVIRONMENT / "requirements.txt"


def wanted() -> list[str]:
    return (CHECKOUT / "meta" / "ee-requirements.txt").read_text().splitlines()


def run(*command: str) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_ansible_builder_finds_what_the_collection_requires() -> None:
    root = CHECKOUT.parents[2]

    shown = run("ansible-builder", "introspect", str(root))

    assert yaml.safe_load(shown)["python"] == [f"{line}  # from collection azure_dr.backup" for line in wanted()]


def test_the_lock_file_has_what_is_required() -> None:
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", LOCK.read_text(), re.MULTILINE))

    assert all(one.specifier.contains(locked[one.name]) for one in map(Requirement, wanted()))


def test_the_lock_file_resolves_with_its_hashes() -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--dry-run", "--ignore-installed"]

    shown = run(*pip, "--require-hashes", "--requirement", str(LOCK))

    assert "Would install" in shown


def test_the_context_of_the_build(tmp_path: Path) -> None:
    shutil.copytree(ENVIRONMENT, tmp_path / "environment")
    definition = tmp_path / "environment" / "execution-environment.yml"
    (definition.parent / "azure_dr-backup.tar.gz").touch()

    run("ansible-builder", "create", "--file", str(definition), "--context", str(tmp_path / "context"))

    (recipe,) = (path.read_text() for path in (tmp_path / "context").glob("*file"))
    assert "pip install --no-cache-dir --require-hashes --requirement /tmp/requirements.txt" in recipe
    assert (tmp_path / "context" / "_build" / "requirements.txt").read_text() == LOCK.read_text()
    assert (tmp_path / "context" / "_build" / "azure_dr-backup.tar.gz").exists()
