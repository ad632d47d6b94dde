# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft Entra ID, the metadata of the cloud, and the managed identity endpoints.

Bodies and codes: learn.microsoft.com ("Microsoft Entra authentication and authorization error codes", "How to use
managed identities to get an access token"), and what azure-identity and msal read of them.
"""

from __future__ import annotations

import base64
import itertools
import json
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .clock import Clock
from .estate import Estate
from .messages import Json, Request, Response, parse_form
from .model import Principal
from .names import made_up_guid
from .settings import Settings

IDENTITY_HEADER = "the-emulated-app-service"
DISK_AUDIENCE = "https://disk.azure.com"
"""Of tokens for disks that are read with one."""
_OTHER_RESOURCES = (
    *("https://graph.microsoft.com", "https://vault.azure.net", "https://management.azure.com"),
    DISK_AUDIENCE,
)

_ANY_TENANT = ("common", "organizations")
"""Names by which clients ask for the endpoints before they know the tenant, as az does when it logs out."""


@dataclass(frozen=True)
class Token:
    """What an access token stands for."""

    principal: Principal
    audience: str
    tenant: str
    expires: datetime


class Entra:
    """Gives tokens, and remembers what they stand for."""

    def __init__(self, estate: Estate, clock: Clock, settings: Settings, url: str) -> None:
        self._estate, self._clock, self._settings, self._url = estate, clock, settings, url
        self._tokens: dict[str, Token] = {}
        self._serial = itertools.count(1)
        self._lock = threading.Lock()

    def token(self, bearer: str) -> Token | None:
        """What a bearer token stands for, if it was given here."""
        return self._tokens.get(bearer)

    def expire_tokens(self) -> None:
        """Ends all tokens that are out."""
        with self._lock:
            for bearer, token in self._tokens.items():
                self._tokens[bearer] = replace(token, expires=self._clock.now())

    def answer(self, request: Request) -> Response | None:
        """The answer to a request that needs no token of its own; None if it is for Resource Manager."""
        path = request.path.rstrip("/")
        if path == "/metadata/endpoints":
            return self._metadata(request)
        if path in ("/metadata/identity/oauth2/token", "/msi/token"):
            return self._managed_identity(request, app_service=path == "/msi/token")
        parts = path.split("/")
        if path.endswith("/.well-known/openid-configuration") and len(parts) >= 4:
            return self._configuration(parts[1])
        if path.endswith("/oauth2/v2.0/token") and len(parts) == 5 and request.method == "POST":
            return self._token_endpoint(request, parts[1])
        return None

    def _metadata(self, request: Request) -> Response:
        cloud = {
            "name": "EmulatedAzure",
            "portal": f"{self._url}/portal",
            "authentication": {
                "loginEndpoint": f"{self._url}/",
                "audiences": [f"{self._url}/"],
                "tenant": "common",
                "identityProvider": "AAD",
            },
            "resourceManager": f"{self._url}/",
            "microsoftGraphResourceId": f"{self._url}/",
            "suffixes": {"storage": "core.windows.net"},
        }
        return Response.of_json([cloud] if request.api_version == "2019-05-01" else cloud)

    def _knows(self, tenant: str) -> bool:
        return tenant.lower() in (self._estate.tenant_id, *self._estate.foreign_tenants)

    def _configuration(self, tenant: str) -> Response:
        if tenant not in _ANY_TENANT and not self._knows(tenant):
            return self._error(400, "invalid_tenant", 90002, f"There is no tenant '{tenant}'.")
        base, host = f"{self._url}/{tenant}", self._url.removeprefix("https://")
        return Response.of_json(
            {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
                "jwks_uri": f"{base}/discovery/v2.0/keys",
                "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
                "tenant_region_scope": "EU",
                "cloud_instance_name": host,
            }
        )

    def _token_endpoint(self, request: Request, tenant: str) -> Response:
        form = parse_form(request.raw.decode("utf-8", "replace"))
        client = form.get("client_id", "")
        principal = self._estate.access.principals.get(client)
        if not self._knows(tenant):
            return self._error(400, "invalid_request", 90002, f"There is no tenant '{tenant}'.")
        if principal is None:
            message = f"There is no application '{client}' in the tenant '{tenant}'."
            return self._error(400, "unauthorized_client", 700016, message)
        if form.get("grant_type") != "client_credentials":
            return self._error(400, "unsupported_grant_type", 70003, "That grant type is not supported.")
        if "client_assertion" in form:
            if not _is_jwt(form["client_assertion"]):
                return self._error(401, "invalid_client", 50027, "The client assertion is no valid JWT.")
        elif principal.secret is None or form.get("client_secret") != principal.secret:
            message = f"The client secret for '{client}' is not valid."
            return self._error(401, "invalid_client", 7000215, message)
        audience = form.get("scope", "").split(" ")[0].removesuffix(".default").rstrip("/")
        if audience not in (self._url, *_OTHER_RESOURCES):
            return self._error(400, "invalid_resource", 500011, f"There is no resource '{audience}'.")
        seconds = int(self._settings.token_lifetime)
        token = {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds}
        return Response.of_json({**token, "access_token": self.issue(principal, audience, tenant.lower())})

    def issue(
        self,
        principal: Principal,
        audience: str | None = None,
        tenant: str | None = None,
        lifetime: float | None = None,
    ) -> str:
        """A token, as an application would get it."""
        audience, tenant, now = audience or self._url, tenant or self._estate.tenant_id, self._clock.now()
        expires = now + timedelta(seconds=self._settings.token_lifetime if lifetime is None else lifetime)
        claims = {
            "aud": audience,
            "iss": f"{self._url}/{tenant}/",
            "iat": int(now.timestamp()),
            "exp": int(expires.timestamp()),
            "appid": principal.client_id,
            "oid": principal.object_id,
            "tid": tenant,
            "uti": next(self._serial),
            "ver": "1.0",
        }
        bearer = ".".join(map(_encode, ({"typ": "JWT", "alg": "RS256"}, claims, {"signature": "emulated"})))
        with self._lock:
            self._tokens[bearer] = Token(principal, audience, tenant, expires)
        return bearer

    def _managed_identity(self, request: Request, *, app_service: bool) -> Response:
        if app_service and request.headers.get("x-identity-header") != IDENTITY_HEADER:
            return Response.of_json({"statusCode": 403, "message": "The identity header is not the right one."}, 403)
        if not app_service and request.headers.get("metadata", "").lower() != "true":
            return _identity_error("Required metadata header not specified")
        principal = self._identity_named(request.query)
        if principal is None:
            return _identity_error("Identity not found")
        audience = request.query.get("resource", "").rstrip("/")
        seconds = int(self._settings.token_lifetime)
        body: dict[str, str] = {
            "access_token": self.issue(principal, audience),
            "client_id": principal.client_id,
            "expires_on": str(int(self._clock.now().timestamp()) + seconds),
            "resource": audience,
            "token_type": "Bearer",
        }
        if not app_service:
            body |= {"expires_in": str(seconds), "ext_expires_in": str(seconds)}
        return Response.of_json(body)

    def _identity_named(self, query: dict[str, str]) -> Principal | None:
        """By client, object or resource id; without any it is the system-assigned identity of the controller."""
        principals = [one for one in self._estate.access.principals.values() if one.secret is None]
        if "client_id" in query:
            return next((one for one in principals if one.client_id == query["client_id"].lower()), None)
        if "object_id" in query or "principal_id" in query:
            wanted = query.get("object_id") or query["principal_id"]
            return next((one for one in principals if one.object_id == wanted.lower()), None)
        wanted = query.get("msi_res_id") or query.get("mi_res_id") or query.get("resource_id") or ""
        return next((one for one in principals if (one.resource_id or "").lower() == wanted.lower()), None)

    def _error(self, status: int, error: str, code: int, message: str) -> Response:
        now = self._clock.now()
        trace, correlation = made_up_guid("trace", now), made_up_guid("correlation", now)
        time = f"{now:%Y-%m-%d %H:%M:%S}Z"
        tail = f"Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}"
        return Response.of_json(
            {
                "error": error,
                "error_description": f"AADSTS{code}: {message} {tail}",
                "error_codes": [code],
                "timestamp": time,
                "trace_id": trace,
                "correlation_id": correlation,
                "error_uri": f"{self._url}/error?code={code}",
            },
            status,
        )


def _identity_error(description: str) -> Response:
    return Response.of_json({"error": "invalid_request", "error_description": description}, 400)


def _encode(part: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def _is_jwt(text: str) -> bool:
    parts = text.split(".")
    try:
        decoded = [json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2]]
    except ValueError:
        return False
    return len(parts) == 3 and bool(parts[2]) and all(isinstance(part, dict) for part in decoded)
