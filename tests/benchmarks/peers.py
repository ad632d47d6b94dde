# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What others offer for the same calls: azure.azcollection's module, and Microsoft's client for Python."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .emulated import VAULT, Azure
from .measures import Measure, beginning_jobs
from .playing import DidNotWork, meter
from .restores import IN_ONE_TASK
from .tasks import API_VERSION, Kind, compare, kinds
from .ways import one_task

CLIENT = Path(__file__).with_name("client.py")
SIZES = (1, 10, 100)
THEIRS = "azure.azcollection.azure_rm_resource_info"


def tasks() -> Iterator[Measure]:
    """One more task of azure.azcollection beside one of ours and of Ansible's own."""
    with Azure(1, latency=0.0) as azure:
        facts = azure.facts
        information = {
            "url": f"{facts.sources[0].instance_id}/recoveryPoints",
            "api_version": API_VERSION,
            "cloud_environment": f"{facts.url}/",
            "disable_instance_discovery": True,
        }
        theirs = {
            THEIRS: information,
            "environment": {
                "ARM_CLOUD_METADATA_URL": f"{facts.url}/metadata/endpoints?api-version=2019-05-01",
                "SSL_CERT_FILE": facts.environment["REQUESTS_CA_BUNDLE"],
            },
        }
        yield from compare(azure, [*kinds(azure), Kind(THEIRS, theirs)])


def client() -> Iterator[Measure]:
    """Restores by a program that uses the client, and the same ones in one task."""
    for disks in SIZES:
        with Azure(disks) as azure:
            yield _by_client(azure, disks)
        with Azure(disks) as azure:
            yield beginning_jobs(IN_ONE_TASK, azure, disks, one_task)


def _by_client(azure: Azure, disks: int) -> Measure:
    wished = [f"{source.instance}={source.point}" for source in azure.facts.sources[:disks]]
    environment = {**os.environ, **azure.facts.environment}
    azure.traffic()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        command = [sys.executable, str(CLIENT), VAULT["vault_resource_group"], VAULT["vault_name"], *wished]
        cost = meter(command, environment, Path(folder))
    traffic = azure.traffic()
    if traffic.jobs != disks:
        raise DidNotWork(f"{traffic.jobs} restores were sent for {disks} disks")
    return Measure("azure-mgmt-dataprotection in a program", disks, cost, traffic)
