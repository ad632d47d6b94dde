# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refusals of Microsoft.Compute: one shape at once, and the same within an operation.

Bodies: azure-powershell recording of 2018-07 (maximum of data disks), azure-cli recording of 2024-08 (a 409), and what
people quoted in issues of azure-sdk-for-net, kubernetes, azuredisk-csi-driver, terraform-provider-azurerm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import AzureError
from .messages import Response
from .settings import Settings


@dataclass(frozen=True)
class Refusal:
    """What Compute minds about a request."""

    code: str
    message: str
    status: int = 409
    target: str | None = None
    sure: bool = True
    """Whether the status is recorded or quoted; if not, Settings.unrecorded_refusal_status may be another."""

    def document(self) -> dict[str, Any]:
        """The ``error`` of an answer or of an operation."""
        target = {"target": self.target} if self.target else {}
        return {"code": self.code, **target, "message": self.message}

    def as_error(self, settings: Settings) -> AzureError:
        """Ends the handling of the request."""
        other = None if self.sure else settings.unrecorded_refusal_status
        response = Response.of_json({"error": self.document()}, other or self.status, pretty=True)
        response.by_provider = True
        return AzureError(response)
