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
      - Where the login comes from. Also E(ANSIBLE_AZURE_AUTH_SOURCE) or E(AZURE_AUTH_SOURCE).
      - V(auto) takes the application that is named by O(client_id), here, in O(profile), or in the environment; where
        none is named, the profile C(default), if there is one; else the Azure CLI. It never looks for a managed
        identity. It is what counts where nothing is said.
      - V(env) takes the application that options and environment name, V(credential_file) that of O(profile), V(cli)
        whoever did C(az login) on this machine, V(msi) a managed identity of this machine.
      - Options, profile and environment complete each other, one value at a time, and win in this order. An empty
        string counts as not given. What proves the application to be itself is taken from one of them only, and if
        that gives several, O(oidc_token) wins over O(oidc_token_file_path), O(secret) and O(x509_certificate_path), in
        this order.
    type: str
    choices:
      - auto
      - cli
      - credential_file
      - env
      - msi
  profile:
    description:
      - The section of C(~/.azure/credentials) to take the login from, with keys that are named as these options are.
        Also E(AZURE_PROFILE).
    type: str
  subscription_id:
    description:
      - The subscription of the vault. Also E(AZURE_SUBSCRIPTION_ID).
    type: str
  client_id:
    description:
      - The application to log in as, or, with O(auth_source=msi), the client id of a user-assigned identity. Also
        E(AZURE_CLIENT_ID).
    type: str
  tenant:
    description:
      - The tenant of the application. Also E(AZURE_TENANT) or E(AZURE_TENANT_ID).
    type: str
  secret:
    description:
      - The secret of the application. Also E(AZURE_SECRET) or E(AZURE_CLIENT_SECRET).
    type: str
  x509_certificate_path:
    description:
      - The file with the certificate of the application and its private key, in PEM or PKCS12, on the machine where the
        module runs. Also E(AZURE_X509_CERTIFICATE_PATH) or E(AZURE_CLIENT_CERTIFICATE_PATH).
    type: path
  x509_certificate_password:
    description:
      - The passphrase of that file. Also E(AZURE_CLIENT_CERTIFICATE_PASSWORD).
    type: str
  thumbprint:
    description:
      - Not needed, and not used. It is taken since C(azure.azcollection) asks for it beside a certificate.
    type: str
  oidc_token_file_path:
    description:
      - The file with a token of an identity provider that the application trusts (workload identity federation), on the
        machine where the module runs. It is read again whenever the login is renewed. Also
        E(AZURE_FEDERATED_TOKEN_FILE).
    type: path
  oidc_token:
    description:
      - Such a token itself. Also E(AZURE_FEDERATED_TOKEN).
      - It is used again whenever the login is renewed, and has mostly ended by then, so that what waits for long does
        better with O(oidc_token_file_path).
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
      - If nothing is said, it is the cloud whose login endpoint is in E(AZURE_AUTHORITY_HOST), which AKS sets for
        workload identities, else V(AzureCloud). A login endpoint of none of the three is refused.
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
  ad_user:
    description:
      - Refused, as user name and password are no way in here. They can't pass multi-factor authentication, and
        Microsoft retires them.
    type: str
  password:
    description:
      - Refused, as O(ad_user) is.
    type: str
  adfs_authority_url:
    description:
      - Refused, as AD FS is no way in here.
    type: str
requirements:
  - python >= 3.10
  - requests
  - azure-identity >= 1.20
"""
