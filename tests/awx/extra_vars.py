# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which variables AWX 24.6.1 gives to a job, and how it writes them.

After `_update_unified_job_kwargs` in awx/main/models/mixins.py, `get_job_kwargs` in awx/main/models/workflow.py,
`build_extra_vars_file` in awx/main/tasks/jobs.py and awx/main/utils/safe_yaml.py.
"""

from __future__ import annotations

import json
from typing import Any

import yaml
from surveys import Question, defaults

Variables = dict[str, Any]


def of_job(template: dict[str, Any], questions: list[Question], given: Variables) -> Variables:
    """What the template says, over it the defaults of its survey, over them what the launch gives."""
    asked = defaults(questions) if template.get("survey_enabled") else {}
    return {**json.loads(template.get("extra_vars") or "{}"), **asked, **given}


def of_node(prompted: Variables, artifacts: Variables, workflow: Variables) -> Variables:
    """What a node gives to its job: the answers to the workflow win over artifacts, artifacts over the node's own."""
    return {**prompted, **artifacts, **workflow}


class _Unsafe(yaml.SafeDumper):
    """Tags every text, names included, so that Ansible sees no template in it."""


_Unsafe.add_representer(str, lambda dumper, text: dumper.represent_scalar("!unsafe", text))


def as_written(variables: Variables, template: dict[str, Any]) -> str:
    """The file of extra variables. Only what the template itself says is trusted, and written without tags."""
    trusted = json.loads(template.get("extra_vars") or "{}")
    return "".join(
        yaml.dump({name: value}, Dumper=yaml.SafeDumper if (name, value) in trusted.items() else _Unsafe)
        for name, value in variables.items()
    )
