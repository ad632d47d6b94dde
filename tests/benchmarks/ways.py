# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ways to bring many disks back, or to back them up, with Ansible: in one task, and what people do without that."""

from __future__ import annotations

from typing import Any

from .emulated import TARGET_GROUP, VAULT, Source
from .playing import Playbook, on_localhost

POLL_SECONDS = 5
FORKS = 25
MANY_RETRIES = 10_000

COMMON = {
    **VAULT,
    "target_resource_group": TARGET_GROUP,
    "validate": False,
    "poll_interval": POLL_SECONDS,
}
BACKUP = {**VAULT, "max_age": 60, "poll_interval": POLL_SECONDS}
ONE_DISK = {
    **COMMON,
    "source_disk": "{{ source_disk }}",
    "recovery_point_id": "{{ recovery_point_id }}",
    "target_disk": "{{ source_disk }}-restored",
}
ONE_ITEM = {
    **COMMON,
    "source_disk": "{{ item.source_disk }}",
    "recovery_point_id": "{{ item.recovery_point_id }}",
    "target_disk": "{{ item.source_disk }}-restored",
}


def one_task(sources: list[Source], **options: Any) -> Playbook:
    """All of them in one task."""
    disks = [{**disk, "target_disk": f"{disk['source_disk']}-restored"} for disk in _wished(sources)]
    return on_localhost([{"azure_dr.backup.disk_restore_batch": {**COMMON, **options, "disks": disks}}])


def one_task_as_of(sources: list[Source]) -> Playbook:
    """All of them in one task, at their newest points."""
    disks = [{"source_disk": source.disk, "target_disk": f"{source.disk}-restored"} for source in sources]
    batch = {**COMMON, "as_of": "latest", "disks": disks}
    return on_localhost([{"azure_dr.backup.disk_restore_batch": batch}])


def single(sources: list[Source]) -> Playbook:
    """A task a disk."""
    disks = _wished(sources)
    return on_localhost([{"azure_dr.backup.disk_restore": ONE_DISK, "vars": disk} for disk in disks])


def loop(sources: list[Source]) -> Playbook:
    """A loop of tasks that wait, one after the other."""
    return on_localhost([{"azure_dr.backup.disk_restore": ONE_ITEM, "loop": _wished(sources)}])


def loop_then_wait(sources: list[Source]) -> Playbook:
    """A loop that sends, and a task that then waits for all jobs."""
    jobs = "{{ sent.results | map(attribute='job.job_id') }}"
    send = {"azure_dr.backup.disk_restore": {**ONE_ITEM, "wait": False}, "loop": _wished(sources), "register": "sent"}
    wait = {**VAULT, "job_ids": jobs, "wait": True, "poll_interval": POLL_SECONDS}
    return on_localhost([send, {"azure_dr.backup.backup_job_info": wait}])


def asynchronous(sources: list[Source]) -> Playbook:
    """A loop of tasks in the background, and one that looks at them in turn until they are done."""
    send = {"azure_dr.backup.disk_restore": ONE_ITEM, "loop": _wished(sources), "async": 7200, "poll": 0}
    wait = {
        "ansible.builtin.async_status": {"jid": "{{ item.ansible_job_id }}"},
        "loop": "{{ sent.results }}",
        "register": "seen",
        "until": "seen is finished",
        "retries": MANY_RETRIES,
        "delay": POLL_SECONDS,
    }
    return on_localhost([{**send, "register": "sent"}, wait])


def host_a_disk(sources: list[Source]) -> Playbook:
    """One host a disk, and some forks."""
    hosts = {disk["source_disk"]: disk for disk in _wished(sources)}
    return Playbook([{"azure_dr.backup.disk_restore": ONE_DISK}], hosts, forks=FORKS)


def backups_in_one_task(sources: list[Source]) -> Playbook:
    """The backups of all of them in one task."""
    names = [source.disk for source in sources]
    return on_localhost([{"azure_dr.backup.disk_backup": {**BACKUP, "source_disks": names}}])


def backups_in_a_loop(sources: list[Source]) -> Playbook:
    """A loop of tasks that wait, one after the other."""
    instances = [source.instance for source in sources]
    return on_localhost(
        [{"azure_dr.backup.disk_backup": {**BACKUP, "backup_instance": "{{ item }}"}, "loop": instances}]
    )


def _wished(sources: list[Source]) -> list[dict[str, str]]:
    return [{"source_disk": source.disk, "recovery_point_id": source.point} for source in sources]
