# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""LUNs as users write them."""

from __future__ import annotations

from ..._arm.errors import OptionRefused
from ..._backup.option_values import OptionValues, is_blank
from ..._vm.attachment import MOST_LUNS


def read_lun(options: OptionValues, name: str, where: str) -> int | None:
    """A LUN, None if none is given: 0 is one. `where` is how a refusal names the option."""
    lun = options.get(name)
    if is_blank(lun):
        return None
    if isinstance(lun, bool) or not isinstance(lun, int) or not 0 <= lun < MOST_LUNS:
        raise OptionRefused(where, f"{lun!r} is not a LUN: a number from 0 to {MOST_LUNS - 1}")
    return lun
