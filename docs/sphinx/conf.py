# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Sphinx builds the documentation site, which is what `antsibull-docs sphinx-init` proposes, without a network."""

from __future__ import annotations

from typing import Any

from docutils import nodes

project = "azure_dr.backup"
project_copyright = "the azure_dr.backup authors"
title = html_short_title = "azure_dr.backup"

extensions = ["sphinx_antsibull_ext"]
nitpicky = True
default_role = "any"
highlight_language = "YAML+Jinja"
pygments_style = "ansible"

html_theme = "sphinx_ansible_theme"
html_static_path = ["static"]
html_css_files = [("print.css", {"media": "print"})]
# Commands stand in sentences, too: two hyphens stay two hyphens.
smartquotes = False
html_use_index = False
html_copy_source = False
html_show_sphinx = False
display_version = False

# Where Ansible's own documentation has what the pages made by antsibull-docs refer to. Its inventory would have to be
# downloaded for each build.
ANSIBLE = "https://docs.ansible.com/projects/ansible/latest"
ENVIRONMENT = (
    "ANSIBLE_CACHE_PLUGIN",
    "ANSIBLE_CACHE_PLUGIN_CONNECTION",
    "ANSIBLE_CACHE_PLUGIN_PREFIX",
    "ANSIBLE_CACHE_PLUGIN_TIMEOUT",
    "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED",
)
ELSEWHERE = {
    "action_plugins": f"{ANSIBLE}/plugins/action.html#action-plugins",
    "ansible_configuration_settings": f"{ANSIBLE}/reference_appendices/config.html#ansible-configuration-settings",
    "common_return_values": f"{ANSIBLE}/reference_appendices/common_return_values.html#common-return-values",
    **{name: f"{ANSIBLE}/reference_appendices/config.html#envvar-{name}" for name in ENVIRONMENT},
}


def setup(app: Any) -> None:
    """Have labels and variables that are not here looked for in Ansible's documentation."""
    app.connect("missing-reference", find_elsewhere)


def find_elsewhere(_app: Any, _environment: Any, reference: Any, text: Any) -> Any:
    """A link to a label or a variable of Ansible's documentation; None: nobody knows it, which is an error."""
    place = ELSEWHERE.get(reference["reftarget"])
    return nodes.reference("", "", text, refuri=place, internal=False) if place else None
