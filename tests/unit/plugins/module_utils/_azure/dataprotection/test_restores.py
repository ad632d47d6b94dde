# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is sent for a restore."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._azure.dataprotection.restores import RestoreBody
from ansible_collections.azure_dr.backup.plugins.module_utils._azure.disk_names import disk_id

TARGET = disk_id("38304e13-357e-405e-9e9a-220351dcce8c", "erp-restored", "erp-data-restored")


@pytest.mark.parametrize("store", ["OperationalStore", "operationalStore"])
def test_the_store_is_that_of_the_point(store: str) -> None:
    body = RestoreBody("i", "p", TARGET, "westeurope", source_store=store)

    assert body.as_json()["sourceDataStoreType"] == store


def test_a_point_that_was_not_read_is_in_the_operational_store() -> None:
    assert RestoreBody("i", "p", TARGET, "westeurope").as_json()["sourceDataStoreType"] == "OperationalStore"
