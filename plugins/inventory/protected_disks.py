# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An inventory of what Azure Backup protects."""

from __future__ import annotations

DOCUMENTATION = r"""
name: protected_disks
short_description: Build an inventory of the managed disks that Azure Backup protects
version_added: 2.0.0
author:
  - the azure_dr.backup authors (@azure-dr)
description:
  - Makes a host for each virtual machine, application or Backup vault. The variables of a host list its protected disks
    with their backup instances, as M(azure_dr.backup.backup_instance_info) returns them.
  - Ansible does not connect to these hosts. C(ansible_connection) is V(local), so their tasks run on the controller.
  - The name of the file must end with C(protected_disks.yml) or C(protected_disks.yaml).
  - The options for the login and for the selection are those of M(azure_dr.backup.backup_instance_info). Where their
    descriptions speak of the module or of the task, this plugin is meant.
options:
  plugin:
    description:
      - Says that the file is for this plugin.
    type: str
    required: true
    choices:
      - azure_dr.backup.protected_disks
  host_per:
    description:
      - What a host stands for.
      - With V(vm), a host is a virtual machine. The host C(no-virtual-machine) has the disks that belong to none, or
        whose virtual machine is not known.
      - With V(application), a host is a value of the tag O(application_tag). The host C(no-application) has the disks
        without this tag.
      - With V(vault), a host is a Backup vault.
    type: str
    choices:
      - vm
      - application
      - vault
    default: vm
  application_tag:
    description:
      - The name of the tag whose values are the applications. Required if O(host_per=application). Otherwise it has no
        effect.
      - A tag of the disk overrides the same tag of its virtual machine.
    type: str
extends_documentation_fragment:
  - azure_dr.backup.login
  - azure_dr.backup.selection
  - constructed
  - inventory_cache
notes:
  - If O(source_disks) or O(virtual_machines) name something that does not exist, the inventory fails. If
    O(source_resource_groups) or O(tags) find nothing, the plugin warns, and the inventory can be empty.
  - If you give no criterion, the inventory has all disks that the vaults protect.
  - A relative path begins in the folder of the inventory file.
  - The options for the login and for the selection can be templates, for example with a lookup. A template can use
    extra variables. It cannot use other variables.
  - An option that does not exist is an error. Otherwise a misspelled option would select more than you want.
  - Neither the inventory nor its cache contains a secret or a token. The cache is used only for the same options and
    the same login.
  - If an inventory fails, Ansible only warns. To end the run instead, set E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED).
seealso:
  - module: azure_dr.backup.backup_instance_info
  - module: azure_dr.backup.disk_restore_batch
"""

EXAMPLES = r"""
# A host for each virtual machine of which the vault protects a disk. The login comes from the environment.
plugin: azure_dr.backup.protected_disks
vault_name: dr-vault
vault_resource_group: backup

---
# A host for each application, with groups and a list for disk_restore_batch.
plugin: azure_dr.backup.protected_disks
subscriptions:
  - b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20
host_per: application
application_tag: application
keyed_groups:
  - prefix: environment
    key: azure_tags.environment | default('')
groups:
  incomplete: unprotected_disks | length > 0
compose:
  disks_to_restore: >-
    dict(backup_instances | map(attribute='id')
    | zip(backup_instances | map(attribute='source_disk_name') | map('regex_replace', '$', '-restored')))
    | dict2items(key_name='backup_instance', value_name='target_disk')

---
# The disks of two virtual machines, read again once an hour, with the login of a certain application.
plugin: azure_dr.backup.protected_disks
tenant: 0b1f6471-1bf0-4dda-aec3-cb9272f09590
client_id: 4c1d9a6e-7b52-4f0e-9a3c-6d8e2f1b5a70
secret: "{{ lookup('ansible.builtin.env', 'SECRET_OF_THE_INVENTORY') }}"
subscription_id: b0f0a3c5-2d4e-4a6b-8c1d-9e7f5a3b1c20
virtual_machines:
  - shop-web
  - shop-db
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/protected_disks
cache_timeout: 3600
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils._ansible.execution import Result, outcome
from ..module_utils._ansible.output import Output
from ..module_utils._ansible.runtime import Runtime
from ..module_utils._ansible.tasks.protected_disks import fingerprint, run, spec
from ..module_utils._arm.errors import OptionRefused
from ..module_utils._arm.session import always_wanted
from ..module_utils._backup.sources import Source, did_you_mean
from ..plugin_utils._validated_options import validated_options
from ..plugin_utils._without_templates import without_templates


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Makes hosts of what the same selection finds that the modules have."""

    NAME = "azure_dr.backup.protected_disks"

    def verify_file(self, path: str) -> bool:
        """Whether the file is for this plugin, by its name."""
        return super().verify_file(path) and path.endswith(("protected_disks.yml", "protected_disks.yaml"))

    def parse(self, inventory: InventoryData, loader: DataLoader, path: str, cache: bool = True) -> None:
        """Add the hosts. `cache`: what is cached may be used."""
        super().parse(inventory, loader, path, cache)
        config = self._read_config_data(path)
        # It only reads: whoever has started it need not stay.
        runtime = Runtime(folder=Path(path).absolute().parent, watch_starters=lambda: always_wanted)
        runtime.secrets.add_environment(runtime.environment)
        result = outcome(lambda given, of: self._hosts(given, of, path, cache), config, runtime, diff=False)
        if result.get("failed"):
            self.display.vvv(result.get("exception", ""))
            raise AnsibleParserError(result["msg"])
        for warning in result.get("warnings", []):
            self.display.warning(warning)
        for name, variables in result["hosts"].items():
            self._add(inventory, name, without_templates(variables))

    def _hosts(self, config: Mapping[str, object], runtime: Runtime, path: str, cache: bool) -> Result:
        """The variables of the hosts and the warnings, from the cache or from Azure."""
        for name in config:
            if name not in self._options:
                near = did_you_mean(Source(None, name, None), self._options)
                raise OptionRefused(name, f"the inventory has no such option.{near}")
        asked = {name: self._templated(name, value) for name, value in config.items() if name in spec()}
        options = validated_options(spec(), asked, runtime.secrets, f"({self.NAME}) inventory")
        if not self.get_option("cache"):
            return run(options, runtime)
        key = f"{self.get_cache_key(path)}_{fingerprint(options, runtime)}"
        if cache and (cached := self._cached(key)):
            return cached
        # Whoever may read the cache must not find a secret there.
        found = self._cache[key] = Output(runtime.secrets).result(run(options, runtime))
        return found

    def _cached(self, key: str) -> Result | None:
        try:
            cached: Result | None = self._cache.get(key)
        except AnsibleError:  # the file is corrupt: the cache has warned of it and removed it
            return None
        return cached

    def _templated(self, name: str, value: object) -> object:
        self.templar.available_variables = dict(self._vars or {})
        try:
            return self.templar.template(value)
        except AnsibleError as error:
            raise OptionRefused(name, f"the template cannot be evaluated: {error}") from None

    def _add(self, inventory: InventoryData, name: str, variables: Mapping[str, Any]) -> None:
        inventory.add_host(name)
        for each, value in variables.items():
            inventory.set_variable(name, each, value)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)
