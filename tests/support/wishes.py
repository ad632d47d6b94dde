# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests ask of the small estate."""

from __future__ import annotations

from typing import Any

VAULT = {"vault_name": "dr-vault", "vault_resource_group": "backup"}
DEFAULTS = {"group/azure_dr.backup.vault": VAULT}
WISH = {"source_disk": "erp-data", "as_of": "latest", "target_disk": "x", "target_resource_group": "erp-restored"}
ROLE_VARIABLES: dict[str, Any] = {
    **{f"restore_disks_{name}": value for name, value in VAULT.items()},
    "restore_disks_as_of": "latest",
    "restore_disks_target_resource_group": "erp-restored",
    "restore_disks_poll_interval": 1,
}
