# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What the variables of the playbook drill_cleanup say: read in full before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..module_utils._ansible.options import Spec
from ..module_utils._ansible.tasks import drill_cleanup
from ._variables import OF_THE_LOGIN, Asked, Owner, asked_of, set_ones

PLAYBOOK = Owner("playbook", "drill_cleanup", besides=("hosts",))


def variables_of_the_playbook() -> Spec:
    """The variables of the playbook without their prefix, in the form of a module's options.

    None is required: the drill has the same ones under names of its own.
    """
    spec = drill_cleanup.spec()
    return {
        **{name: option for name, option in spec.items() if name not in OF_THE_LOGIN},
        "target_resource_group": {"type": "str"},
    }


def read_variables(names: Iterable[str], given: Mapping[str, Any]) -> Asked:
    """What the variables say that are given. `names` are those of all that begin with the prefix, as no others may."""
    return asked_of(lambda values: set_ones(PLAYBOOK.read(variables_of_the_playbook(), names, values)), given)
