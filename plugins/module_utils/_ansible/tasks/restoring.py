# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the tasks that restore have in common."""

from __future__ import annotations

from ..._restore.records import Orders
from ..runtime import Runtime
from .reading import Options, seconds_option


def read_orders(options: Options, runtime: Runtime) -> Orders:
    """How the run is to go."""
    return Orders(
        run_id=runtime.run_id,
        check_mode=runtime.check_mode,
        wait=options["wait"] is True,
        poll_interval=seconds_option(options, "poll_interval"),
        permission_seconds=seconds_option(options, "permission_timeout", least=0),
        permission_pending=options["permission_pending"] is True,
    )
