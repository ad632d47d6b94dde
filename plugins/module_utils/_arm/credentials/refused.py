# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""Logins that azure.azcollection has and this collection does not have, and why."""

from __future__ import annotations

_NO_PERSON = (
    "user name and password are not supported, because they cannot pass multi-factor authentication and Microsoft "
    "retires them: give client_id, tenant and secret of an application, or choose another auth_source"
)

REFUSED = {
    "ad_user": _NO_PERSON,
    "password": _NO_PERSON,
    "adfs_authority_url": (
        "AD FS is not supported, only Microsoft Entra ID: remove this option, and name the cloud in cloud_environment"
    ),
}
