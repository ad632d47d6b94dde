# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Azure CLI with a configuration of its own, without telemetry, behind a proxy that leads to the emulator only.

Settings: learn.microsoft.com, "Azure CLI configuration".
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator

CLOUD = "Emulated"


class Failed(Exception):
    """The CLI ended with an error; what it wrote."""


class Cli:
    """``cli("group", "list")`` runs ``az group list``, and returns what it printed."""

    def __init__(self, azure: Emulator, home: Path) -> None:
        self.azure = azure
        _knows_its_version(home / "azure")
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "AZURE_CONFIG_DIR": str(home / "azure"),
            "AZURE_CORE_COLLECT_TELEMETRY": "no",
            "AZURE_CORE_INSTANCE_DISCOVERY": "no",
            "AZURE_CORE_NO_COLOR": "yes",
            "AZURE_CORE_ONLY_SHOW_ERRORS": "yes",
            "AZURE_CORE_SURVEY_MESSAGE": "no",
            "REQUESTS_CA_BUNDLE": azure.ca_file,
            **azure.proxy_environment(),
            **azure.imds_environment(),
        }

    def __call__(self, *arguments: str) -> Any:
        """What a command printed, as JSON; None if it printed nothing."""
        command = [sys.executable, "-m", "azure.cli", *arguments]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False, timeout=120)
        if done.returncode:
            raise Failed(done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def login(self) -> Any:
        """As the application; what it may use."""
        exports = self.azure.environment()
        secret = ["--username", exports["AZURE_CLIENT_ID"], "--password", exports["AZURE_SECRET"]]
        return self("login", "--service-principal", *secret, "--tenant", exports["AZURE_TENANT"])


def _knows_its_version(folder: Path) -> None:
    """In an empty folder it would ask Microsoft for its newest version."""
    folder.mkdir()
    versions = {"core": {"local": metadata.version("azure-cli-core")}}
    (folder / "versionCheck.json").write_text(json.dumps({"versions": versions}), encoding="utf-8")
