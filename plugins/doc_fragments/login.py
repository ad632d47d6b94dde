# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of every module: how to log in to Azure, and to which cloud."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  auth_source:
    description:
      - Where the login comes from. Also E(ANSIBLE_AZURE_AUTH_SOURCE).
      - V(auto) takes the application named by O(client_id), here or in the environment, and the Azure CLI where none
        is named.
      - V(env) takes the application that options and environment name, V(cli) whoever did C(az login) on this machine,
        V(msi) a managed identity of this machine.
      - V(auto) is what counts where nothing is said. It never looks for a managed identity.
    type: str
    choices:
      - auto
      - cli
      - env
      - msi
  subscription_id:
    description:
      - The subscription of the vault. Also E(AZURE_SUBSCRIPTION_ID).
    type: str
  client_id:
    description:
      - The application to log in as, or, with O(auth_source=msi), the client id of a user-assigned identity. Also
        E(AZURE_CLIENT_ID).
    type: str
  secret:
    description:
      - The secret of the application. Also E(AZURE_SECRET) or E(AZURE_CLIENT_SECRET).
    type: str
  tenant:
    description:
      - The tenant of the application. Also E(AZURE_TENANT) or E(AZURE_TENANT_ID).
    type: str
  managed_identity_object_id:
    description:
      - With O(auth_source=msi), the object id of the user-assigned identity to log in as.
    type: str
  managed_identity_resource_id:
    description:
      - With O(auth_source=msi), the ARM id of the user-assigned identity to log in as.
    type: str
  cloud_environment:
    description:
      - V(AzureCloud), V(AzureUSGovernment), V(AzureChinaCloud), or the C(https) URL of the Resource Manager of another
        cloud, which is asked for its endpoints. Also E(AZURE_CLOUD_ENVIRONMENT).
      - V(AzureCloud) is what counts where nothing is said.
    type: str
  cert_validation_mode:
    description:
      - Whether TLS certificates are verified, which V(ignore) turns off with a warning. Also
        E(AZURE_CERT_VALIDATION_MODE) or E(AZURE_CERT_VALIDATION).
      - V(validate) is what counts where nothing is said. A private certificate authority is trusted by
        E(REQUESTS_CA_BUNDLE), and a proxy used by E(HTTPS_PROXY), both from the environment of the task.
    type: str
    choices:
      - ignore
      - validate
  disable_instance_discovery:
    description:
      - Whether to trust the login endpoint of the cloud without asking Microsoft's public cloud about it, which a cloud
        of one's own needs. Also E(AZURE_DISABLE_INSTANCE_DISCOVERY).
    type: bool
requirements:
  - python >= 3.10
  - requests
  - azure-identity
"""
