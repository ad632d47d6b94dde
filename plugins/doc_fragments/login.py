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
      - How to log in to Azure. You can also set E(ANSIBLE_AZURE_AUTH_SOURCE) or E(AZURE_AUTH_SOURCE).
      - V(auto) is the default. It logs in as the application of O(client_id), which can be set in the task, in
        O(profile) or in the environment. If no O(client_id) is set, it uses the profile C(default). If this profile
        does not exist, it uses the Azure CLI. It never uses a managed identity.
      - V(env) logs in as the application that the options and the environment name.
      - V(credential_file) logs in as the application in O(profile).
      - V(cli) uses the login of the Azure CLI (C(az login)) on the machine that runs the module.
      - V(msi) uses a managed identity of the machine that runs the module.
      - A value in an option overrides a value in the profile, and a value in the profile overrides a value in the
        environment. An empty string is the same as no value.
      - The credential of the application is its secret, certificate or token. The module takes it from only one of
        these three places. If this place has several, the first of O(oidc_token), O(oidc_token_file_path), O(secret)
        and O(x509_certificate_path) is used.
    type: str
    choices:
      - auto
      - cli
      - credential_file
      - env
      - msi
  profile:
    description:
      - The name of the section in C(~/.azure/credentials) that contains the login. Its keys have the same names as
        these options.
      - You can also set E(AZURE_PROFILE).
    type: str
  subscription_id:
    description:
      - The ID of the subscription of the vault. You can also set E(AZURE_SUBSCRIPTION_ID).
      - You must set it in one of these places.
    type: str
  client_id:
    description:
      - The client ID of the application to log in as. With O(auth_source=msi), the client ID of a user-assigned
        identity.
      - You can also set E(AZURE_CLIENT_ID).
    type: str
  tenant:
    description:
      - The ID of the tenant of the application. You can also set E(AZURE_TENANT) or E(AZURE_TENANT_ID).
    type: str
  secret:
    description:
      - The client secret of the application. You can also set E(AZURE_SECRET) or E(AZURE_CLIENT_SECRET).
    type: str
  x509_certificate_path:
    description:
      - The path of a file that contains the certificate of the application and its private key, in PEM or PKCS12
        format. The file must be on the machine that runs the module.
      - You can also set E(AZURE_X509_CERTIFICATE_PATH) or E(AZURE_CLIENT_CERTIFICATE_PATH).
    type: path
  x509_certificate_password:
    description:
      - The password of the certificate file. You can also set E(AZURE_CLIENT_CERTIFICATE_PASSWORD).
    type: str
  thumbprint:
    description:
      - The module does not use this option. It exists because C(azure.azcollection) needs it together with a
        certificate, so you do not have to remove it.
    type: str
  oidc_token_file_path:
    description:
      - The path of a file that contains a token of an identity provider that the application trusts (workload identity
        federation). The file must be on the machine that runs the module.
      - The module reads the file again each time it renews the login.
      - You can also set E(AZURE_FEDERATED_TOKEN_FILE).
    type: path
  oidc_token:
    description:
      - A token of an identity provider that the application trusts (workload identity federation).
      - The module uses the same token each time it renews the login. Usually the token has expired by then. For long
        restores, use O(oidc_token_file_path) instead.
      - You can also set E(AZURE_FEDERATED_TOKEN).
    type: str
  managed_identity_object_id:
    description:
      - With O(auth_source=msi), the object ID of the user-assigned identity to log in as.
    type: str
  managed_identity_resource_id:
    description:
      - With O(auth_source=msi), the ARM id of the user-assigned identity to log in as.
    type: str
  cloud_environment:
    description:
      - The Azure cloud, V(AzureCloud), V(AzureUSGovernment) or V(AzureChinaCloud).
      - For another cloud, give the C(https) URL of its Azure Resource Manager. The module asks it for the other
        endpoints of this cloud.
      - You can also set E(AZURE_CLOUD_ENVIRONMENT).
      - If you do not set it, the module uses the cloud of the login endpoint in E(AZURE_AUTHORITY_HOST), which AKS sets
        for workload identities. A login endpoint that belongs to none of the three clouds is refused.
      - If E(AZURE_AUTHORITY_HOST) is not set either, the module uses V(AzureCloud).
    type: str
  cert_validation_mode:
    description:
      - Whether to verify TLS certificates. V(validate) is the default. With V(ignore), the module does not verify them
        and warns about it.
      - You can also set E(AZURE_CERT_VALIDATION_MODE) or E(AZURE_CERT_VALIDATION).
      - If you have a private certificate authority, set E(REQUESTS_CA_BUNDLE) in the environment of the task. If you
        need a proxy, set E(HTTPS_PROXY) there.
    type: str
    choices:
      - ignore
      - validate
  disable_instance_discovery:
    description:
      - Whether to trust the login endpoint of the cloud without asking Microsoft's public cloud about it. A private
        cloud needs this.
      - You can also set E(AZURE_DISABLE_INSTANCE_DISCOVERY).
    type: bool
  ad_user:
    description:
      - This option is refused. You cannot log in with a user name and a password, because they cannot pass multi-factor
        authentication and Microsoft retires this kind of login.
    type: str
  password:
    description:
      - This option is refused, see O(ad_user).
    type: str
  adfs_authority_url:
    description:
      - This option is refused. You cannot log in with AD FS.
    type: str
requirements:
  - python >= 3.10
  - requests
  - azure-identity >= 1.20
"""
