# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Members of Azure's answers."""

from __future__ import annotations

import json

from ansible_collections.azure_dr.backup.plugins.module_utils._azure import wire


def test_what_azure_says_again_and_again_is_kept_once() -> None:
    answer = json.dumps({"properties": {"dataSourceId": "/subscriptions/1/a disk"}})

    first, second = (wire.text(json.loads(answer), "properties", "dataSourceId") for _look in range(2))

    assert first == "/subscriptions/1/a disk"
    assert first is second
