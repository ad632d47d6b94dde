# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the variables of the playbook check_readiness say: read in full before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..module_utils._ansible.options import Spec
from ..module_utils._ansible.tasks import restore_readiness_info
from ._variables import OF_THE_LOGIN, Asked, Owner, asked_of, set_ones

PLAYBOOK = Owner("playbook", "check_readiness", besides=("result", "report", "hosts"))


def variables_of_the_playbook() -> Spec:
    """The variables of the playbook without their prefix, in the form of a module's options."""
    return {
        **{name: option for name, option in restore_readiness_info.spec().items() if name not in OF_THE_LOGIN},
        "fail_on": {"type": "str", "choices": ["error", "warning", "never"], "default": "error"},
        "report_dir": {"type": "str"},
    }


def read_variables(names: Iterable[str], given: Mapping[str, Any]) -> Asked:
    """What the variables say that are given. `names` are those of all that begin with the prefix, as no others may."""
    return asked_of(lambda values: set_ones(PLAYBOOK.read(variables_of_the_playbook(), names, values)), given)
