# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""The options of the modules, each defined once. Their documentation is in plugins/doc_fragments."""

from __future__ import annotations

from typing import Any

Spec = dict[str, dict[str, Any]]

DEFAULT_API_VERSION = "2025-07-01"


def login_options() -> Spec:
    """How to log in to Azure, and to which cloud."""
    return {
        "auth_source": {"type": "str", "choices": ["auto", "cli", "credential_file", "env", "msi"]},
        "profile": {"type": "str"},
        "subscription_id": {"type": "str"},
        "client_id": {"type": "str"},
        "tenant": {"type": "str"},
        "secret": {"type": "str", "no_log": True},
        "x509_certificate_path": {"type": "path"},
        "x509_certificate_password": {"type": "str", "no_log": True},
        "thumbprint": {"type": "str"},
        "oidc_token_file_path": {"type": "path", "no_log": False},
        "oidc_token": {"type": "str", "no_log": True},
        "managed_identity_object_id": {"type": "str"},
        "managed_identity_resource_id": {"type": "str"},
        "cloud_environment": {"type": "str"},
        "cert_validation_mode": {"type": "str", "choices": ["ignore", "validate"]},
        "disable_instance_discovery": {"type": "bool"},
        **refused_options(),
    }


def refused_options() -> Spec:
    """Options of azure.azcollection that this collection refuses, with a message that says why."""
    return {
        "ad_user": {"type": "str"},
        "password": {"type": "str", "no_log": True},
        "adfs_authority_url": {"type": "str"},
    }


def vault_options() -> Spec:
    """The login and the vault."""
    return {
        **login_options(),
        "vault_name": {"type": "str", "required": True},
        "vault_resource_group": {"type": "str", "required": True},
        "api_version": {"type": "str", "default": DEFAULT_API_VERSION},
    }


def selection_options() -> Spec:
    """The login, where to look for what is protected, and which disks are meant."""
    return {
        **login_options(),
        "vault_name": {"type": "str"},
        "vault_resource_group": {"type": "str"},
        "vaults": {"type": "list", "elements": "str"},
        "subscriptions": {"type": "list", "elements": "str"},
        "api_version": {"type": "str", "default": DEFAULT_API_VERSION},
        "source_disks": {"type": "list", "elements": "str"},
        "virtual_machines": {"type": "list", "elements": "str"},
        "source_resource_groups": {"type": "list", "elements": "str"},
        "tags": {"type": "dict"},
        "recovery_map": {"type": "raw"},
    }


def unprotected_options() -> Spec:
    """What to do about disks of a selection that nothing protects."""
    return {"on_unprotected": {"type": "str", "choices": ["fail", "ignore"], "default": "fail"}}


def source_options() -> Spec:
    """What is restored."""
    return {"backup_instance": {"type": "str"}, "source_disk": {"type": "str"}}


def disk_options() -> Spec:
    """One disk to be restored: what, from when, to where."""
    return {
        **source_options(),
        "recovery_point_id": {"type": "str"},
        "as_of": {"type": "str"},
        "max_point_age": {"type": "int"},
        "target_disk": {"type": "str"},
        "target_resource_group": {"type": "str"},
        "target_subscription_id": {"type": "str"},
        "location": {"type": "str"},
    }


def restore_options() -> Spec:
    """How restores are done, for one disk or many."""
    return {
        "existing_disk": {"type": "str", "choices": ["verify", "keep"], "default": "verify"},
        "rerun_window": {"type": "int", "default": 86400},
        "vault_identity": {"type": "str"},
        "validate": {"type": "bool", "default": True},
        "validate_existing": {"type": "bool", "default": False},
        "permission_timeout": {"type": "int", "default": 900},
        "permission_pending": {"type": "bool", "default": False},
        "require_same_protection": {"type": "bool", "default": False},
        "wait": {"type": "bool", "default": True},
        **waiting_options(),
    }


def batch_options() -> Spec:
    """Options for all disks together."""
    return {
        "max_skew": {"type": "int"},
        "max_parallel": {"type": "int"},
        "on_failure": {"type": "str", "choices": ["continue", "stop"], "default": "continue"},
        "plan_digest": {"type": "str"},
        **results_options(),
        **empty_options(),
    }


def results_options() -> Spec:
    """Where the results of thousands of disks go."""
    return {"results_file": {"type": "path"}}


def drill_options() -> Spec:
    """The drill that restores the disks."""
    one = {
        "id": {"type": "str", "required": True},
        "time_to_live": {"type": "int", "default": 86400},
        "reserve_restores": {"type": "int", "default": 3},
        "window_days": {"type": "int"},
        "seed": {"type": "str"},
    }
    return {"drill": {"type": "dict", "options": one}}


def empty_options() -> Spec:
    """Whether an empty list is allowed."""
    return {"allow_empty": {"type": "bool", "default": False}}


def waiting_options() -> Spec:
    """How long to wait, how often to check, and whether to show progress."""
    return {
        "wait_timeout": {"type": "int", "default": 7200},
        "poll_interval": {"type": "int", "default": 30},
        "progress": {"type": "bool", "default": True},
    }


def listing_options() -> Spec:
    """Which part of a list to return."""
    return {
        "started_after": {"type": "str"},
        "started_before": {"type": "str"},
        "limit": {"type": "int", "default": 100},
    }
