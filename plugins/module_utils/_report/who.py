# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Who ran it, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .facts import LoginFacts
from .plain_values import as_text

# The facts, and their names for people.
KNOWN = {
    "user": "Run by",
    "approved_by": "Approved by",
    "host": "Run on",
    "inventory_hostname": "Inventory host",
    "playbook": "Play",
    "ansible_version": "ansible-core",
    "vault_name": "Backup vault",
    "vault_resource_group": "Resource group of the vault",
    "awx_user_name": "AWX user",
    "awx_job_id": "AWX job",
    "awx_job_launch_type": "AWX launched by",
    "awx_job_template_id": "AWX job template id",
    "awx_job_template_name": "AWX job template",
    "awx_workflow_job_id": "AWX workflow job",
    "awx_workflow_job_name": "AWX workflow",
    "awx_schedule_id": "AWX schedule id",
    "awx_schedule_name": "AWX schedule",
    "awx_inventory_name": "AWX inventory",
    "awx_project_revision": "AWX project revision",
    "awx_execution_node": "AWX execution node",
}

KINDS = {"application": "application", "managed_identity": "managed identity", "user": "user"}


def login_rows(login: LoginFacts | None) -> list[tuple[str, str | None]]:
    """Who was logged in to Azure, by ids that a person can look up."""
    if login is None:
        return []
    return [
        ("Logged in to Azure as", KINDS.get(login.kind or "")),
        ("Its object id", login.object_id),
        ("Its application id" if login.kind != "user" else "Through the application", login.application_id),
        ("Tenant", login.tenant_id),
    ]


def read_who(told: Mapping[str, Any]) -> dict[str, str | None]:
    """What is known about who ran it; None for unknown values."""
    return {name: as_text(told.get(name)) for name in KNOWN}
