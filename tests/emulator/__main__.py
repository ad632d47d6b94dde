# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A local Azure from the command line: ``python -m ansible_collections.azure_dr.backup.tests.emulator``."""

from __future__ import annotations

import argparse
import json
import shlex
import signal
import threading
from pathlib import Path

from .estate import Estate
from .server import Emulator
from .settings import Settings

COLLECTION = Path(__file__).resolve().parents[2]
RESTORE_SECONDS = 240
HOW_TO = """A local Azure listens on {url}, {speed:g} times as fast. Ctrl-C ends it.
{words}

To install the collection into a fresh environment, in another terminal:

python3 -m venv dr-try && . dr-try/bin/activate
pip install ansible-core requests 'azure-identity>=1.20'
ansible-galaxy collection install {collection}

Then, to use this Azure in that terminal:

{exports}
A restore of four minutes takes {seconds:.3g} s here. Have tasks look every second: poll_interval: 1, or for a role
restore_disks_poll_interval: 1, recover_vms_poll_interval: 1 or recovery_drill_poll_interval: 1. By default they look
every 30 s, as is right for the real Azure.
"""

ESTATES = {
    "small": (
        Estate.small,
        """
Its vault dr-vault (group backup) protects the disks erp-os, erp-data and erp-log (group erp-prod), and may restore into
the group erp-restored. There is a recovery point a day, of two weeks, and the newest are five hours old. For virtual
machines and drills: make emulator ESTATE=application.""",
    ),
    "empty": (Estate.empty, "It has no vault and no disk."),
    "big": (Estate.big, "It has what small has, and a vault big-vault (group big) with 5,000 disks."),
    "audit": (Estate.audit, "It has 300 disks of many applications, in two vaults."),
    "application": (
        Estate.application,
        """
Its vault dr-vault (group backup) protects the disks of the virtual machines shop-web, shop-app and shop-db (group
shop-prod), and may restore into the groups shop-prod, shop-restored and, for drills, shop-drill. There is a recovery
point a day, of one week, and the newest are five hours old. tests/demo/shop.yml has variables for the playbooks.""",
    ),
}


def main() -> None:
    """Serves until it is interrupted or terminated."""
    parser = argparse.ArgumentParser(prog="emulator", description="A local Azure to rehearse disk restores against.")
    parser.add_argument("--port", type=int, default=0, help="of localhost; any free one by default")
    parser.add_argument("--speed", type=float, default=60.0, help="divides the durations of Azure, 60 by default")
    parser.add_argument("--estate", choices=sorted(ESTATES), default="small", help="what is there at first")
    parser.add_argument(
        "--environment-file", type=Path, help="where to write the exports once it listens, as JSON if its name says so"
    )
    options = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    build, words = ESTATES[options.estate]
    with Emulator(build(), speed=options.speed, port=options.port, settings=Settings(disk_host=True)) as azure:
        environment = {**azure.environment(), **azure.proxy_environment()}
        exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environment.items())
        if options.environment_file:
            as_json = options.environment_file.suffix == ".json"
            _write_whole(options.environment_file, json.dumps(environment) if as_json else exports)
        seconds = RESTORE_SECONDS / options.speed
        collection = shlex.quote(str(COLLECTION))
        told = {"url": azure.url, "speed": options.speed, "words": words.lstrip(), "collection": collection}
        print(HOW_TO.format(**told, exports=exports, seconds=seconds), flush=True)
        ended.wait()


def _write_whole(file: Path, text: str) -> None:
    """The file is there only once it is complete."""
    draft = file.with_name(file.name + ".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


if __name__ == "__main__":
    main()
