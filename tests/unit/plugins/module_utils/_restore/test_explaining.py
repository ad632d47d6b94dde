# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What error codes mean, who can mend them, and how."""

from __future__ import annotations

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.problems import Cause, Problem
from ansible_collections.azure_dr.backup.plugins.module_utils._arm.resource_ids import ResourceId
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.explaining import Circumstances, explain
from ansible_collections.azure_dr.backup.plugins.module_utils._restore.explanations import EXPLANATIONS

TARGET = ResourceId("38304e13-357e-405e-9e9a-220351dcce8c", "erp-restored", "Microsoft.Compute/disks", ("d",))
HERE = Circumstances(TARGET, "11111111-2222-3333-4444-555555555555")


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_every_explanation_can_be_told(code: str) -> None:
    advice = explain(Problem(code, "Words."), HERE)

    assert advice
    for words in (advice.cause, advice.who, advice.remedy):
        assert words
        assert "{" not in words
    assert advice.cause.endswith(".")
    assert not advice.remedy.endswith(".")


def test_missing_rights_name_role_principal_scope_and_command() -> None:
    advice = explain(Problem("UserErrorNotEnoughPermissionOnTargetRG", "No."), HERE)

    assert advice
    assert "Disk Restore Operator" in advice.cause
    assert advice.remedy.startswith(
        "az role assignment create --assignee-object-id 11111111-2222-3333-4444-555555555555 "
        "--assignee-principal-type ServicePrincipal --role 'Disk Restore Operator' "
        "--scope /subscriptions/38304e13-357e-405e-9e9a-220351dcce8c/resourceGroups/erp-restored"
    )


def test_a_cause_explains_more_than_a_generic_code() -> None:
    causes = (Cause("InternalServerError", "It failed."), Cause("RequestDisallowedByPolicy", "Policy 'p' forbids it."))

    advice = explain(Problem("CloudInternalError", "It failed.", causes=causes), HERE)

    assert advice
    assert "policy" in advice.cause


def test_a_telling_code_is_not_overruled_by_its_cause() -> None:
    causes = (Cause("AuthorizationFailed", "No."),)

    advice = explain(Problem("UserErrorMissingRequiredPermissions", "No.", causes=causes), HERE)

    assert advice
    assert "Disk Restore Operator" in advice.cause


def test_unknown_codes_pass_through() -> None:
    assert explain(Problem("SomethingNew", "Words."), HERE) is None


def test_names_with_braces_do_no_harm() -> None:
    odd = Circumstances(ResourceId("s", "{group}{0}", "Microsoft.Compute/disks", ("d",)), "{role}")

    advice = explain(Problem("ScopeLocked", "Words {x}."), odd)

    assert advice
    assert "{group}{0}" in advice.remedy
