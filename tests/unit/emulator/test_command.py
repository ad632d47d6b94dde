# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulator as a program."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from ansible_collections.azure_dr.backup.tests.emulator import server

PROGRAM = "ansible_collections.azure_dr.backup.tests.emulator"


@pytest.mark.parametrize(
    ("name", "estate", "words"),
    [
        ("exports.sh", "small", ("erp-data", "erp-restored", "make emulator ESTATE=application")),
        ("environment.json", "application", ("shop-db", "shop-drill", "tests/demo/shop.yml")),
    ],
)
def test_it_says_what_it_has_and_what_to_export_and_ends_when_told(
    tmp_path: Path, name: str, estate: str, words: tuple[str, ...]
) -> None:
    file = tmp_path / name
    root = str(Path(server.__file__).parents[5])
    command = [
        *(sys.executable, "-m", PROGRAM, "--speed", "240", "--estate", estate),
        *("--environment-file", str(file)),
    ]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": root}, stdout=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 30
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        written = file.read_text()
        shell = name.endswith(".sh")
        exports = (
            json.loads(written)
            if not shell
            else dict(line.removeprefix("export ").split("=", 1) for line in written.splitlines())
        )
        url = f"{exports['AZURE_CLOUD_ENVIRONMENT']}/metadata/endpoints?api-version=2019-05-01"
        assert requests.get(url, verify=exports["REQUESTS_CA_BUNDLE"], timeout=10).status_code == 200
        process.send_signal(signal.SIGTERM)
        told = process.communicate(timeout=10)[0]
        assert exports["AZURE_CLOUD_ENVIRONMENT"] in told
        collection = shlex.split(told.partition("ansible-galaxy collection install ")[2].splitlines()[0])[0]
        assert (Path(collection) / "galaxy.yml").is_file()
        assert "takes 1 s here" in told
        assert "poll_interval: 1" in told
        assert all(word in told for word in words)
        assert exports["HTTPS_PROXY"].startswith("http://"), "a proxy leads to the bytes of disks"
    assert process.returncode == 0
