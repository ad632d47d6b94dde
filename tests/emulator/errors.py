# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Failures, and the four shapes in which Azure answers them.

The shapes are those of the azure-cli-extensions recordings of 2023 to 2025 (dataprotection).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .messages import Response
from .versions import LAST_OLD

_TROUBLESHOOT = "Refer https://aka.ms/AzureBackupTroubleshootFailures for more details."


@dataclass(frozen=True)
class Failure:
    """Something that the Backup service found wrong, wherever it comes to light."""

    code: str
    message: str
    recommended: tuple[str, ...] = ()
    status: int = 400
    """HTTP status if the request itself is refused."""
    cause: Failure | None = None
    """What another service said, which the job tells some levels down."""
    by_arm: bool = False
    """AzureError by Resource Manager, in its own shape, if the request itself is refused."""

    def user_facing(self, activity_id: str, *, nulls: bool) -> dict[str, Any]:
        """The ``info`` of a UserFacingError. Synchronous answers keep null members, operations drop them.

        ``target`` is an empty text in all failures of disks.
        """
        info: dict[str, Any] = {
            "message": self.message,
            "recommendedAction": list(self.recommended),
            "details": None,
            "code": self.code,
            "target": "",
            "innerError": self._inner() if self.cause else None,
            "isRetryable": False,
            "isUserError": False,
            "properties": {"ActivityId": activity_id},
        }
        return info if nulls else {name: value for name, value in info.items() if value is not None}

    def _inner(self) -> dict[str, Any]:
        assert self.cause
        inner: dict[str, Any] = {
            "code": self.cause.code,
            "additionalInfo": {"DetailedNonLocalisedMessage": self.cause.message},
            "embeddedInnerError": self.cause._inner() if self.cause.cause else None,
        }
        return inner

    def of_operation(self, activity_id: str) -> dict[str, Any]:
        """The ``error`` of an operation that failed."""
        info = {"type": "UserFacingError", "info": self.user_facing(activity_id, nulls=False)}
        return {"additionalInfo": [info], "code": self.code, "message": self.message}

    def of_job(self) -> list[dict[str, Any]]:
        """The ``errorDetails`` of a job that failed: it says the same twice, and what it knows in ``innerError``."""
        nothing = Failure("InternalServerError", "Internal Server Error", (_TROUBLESHOOT,))
        return [self._detail([self._detail([nothing._detail(None)])])]

    def _detail(self, details: list[dict[str, Any]] | None) -> dict[str, Any]:
        return {
            "message": self.message,
            "recommendedAction": list(self.recommended),
            "details": details,
            "code": self.code,
            "target": "",
            "innerError": self._inner() if self.cause else None,
            "isRetryable": False,
            "isUserError": False,
            "properties": None,
        }


class AzureError(Exception):
    """Ends the handling of a request with this answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def backup_error(failure: Failure, activity_id: str) -> Response:
    """The Backup service's long shape, a UserFacingError with its recommended actions."""
    if failure.by_arm:
        return arm_error(failure.status, failure.code, failure.message)
    info = {"type": "UserFacingError", "info": failure.user_facing(activity_id, nulls=True)}
    error = {"additionalInfo": [info], "code": failure.code, "message": failure.message}
    response = Response.of_json({"error": {**error, "target": None, "details": None}}, failure.status)
    response.by_provider = True
    if failure.status >= 500:
        response.headers["x-ms-failure-cause"] = "service"
    return response


def not_found(what: str, api_version: str) -> Response:
    """The Backup service's short shape: a child of a vault that is not there."""
    code, message = "UserErrorGenericResourceNotFound", f"There is no such resource: {what}."
    if api_version <= LAST_OLD:
        old = {"ErrorCode": code, "Message": {"Language": "en-US", "Value": message}, "Values": []}
        response = Response.of_json(old, 404)
        response.by_provider = True
        return response
    response = Response.of_json({"error": {"code": code, "message": message, "target": None, "details": None}}, 404)
    response.by_provider = True
    response.headers |= {"x-ms-error-code": code, "Content-Language": "en-US", "Content-Type": "application/json"}
    return response


def arm_error(status: int, code: str, message: str, **members: Any) -> Response:
    """Resource Manager's own shape, from before a provider saw the request."""
    response = Response.of_json({"error": {"code": code, "message": message, **members}}, status)
    response.headers["x-ms-failure-cause"] = "gateway"
    return response


def group_not_found(group: str) -> Response:
    """A resource group that is not there."""
    return arm_error(404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found.")


def resource_not_found(type_: str, name: str, group: str) -> Response:
    """A top-level resource that is not there."""
    message = f"There is no resource '{type_}/{name}' in the resource group '{group}'."
    return arm_error(404, "ResourceNotFound", message)


def unauthorized(code: str, message: str, login_url: str, tenant: str) -> Response:
    """401 with the challenge that Resource Manager sends."""
    response = arm_error(401, code, message)
    challenge = f'Bearer authorization_uri="{login_url}{tenant}", error="invalid_token", error_description="{message}"'
    response.headers["WWW-Authenticate"] = challenge
    return response
