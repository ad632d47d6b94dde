# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""ARM resource ids, which Azure spells in changing case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

SUBSCRIPTION = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
RESOURCE_GROUP = re.compile(r"[\w.()-]{0,89}[\w()-]")


@dataclass(frozen=True)
class ResourceId:
    """The id of a resource in a resource group.

    `kind` is the provider with the types, such as `Microsoft.Compute/disks`; `names` has a name for each type.
    Compare by `key`: Azure does not keep the case of what it was given.
    """

    subscription_id: str
    resource_group: str
    kind: str
    names: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> ResourceId:
        """Read `/subscriptions/S/resourceGroups/G/providers/P/T/N[/T/N ...]`; raises ValueError with the reason."""
        parts = text.strip().split("/")
        if len(parts) < 9 or len(parts) % 2 == 0 or parts[0] or not all(parts[1:]):
            raise ValueError("not the ARM id of a resource in a resource group")
        if [part.lower() for part in parts[1:6:2]] != ["subscriptions", "resourcegroups", "providers"]:
            raise ValueError("not the ARM id of a resource in a resource group")
        if {".", ".."} & set(parts):
            raise ValueError("not the ARM id of a resource: . and .. are no names")
        if why := why_not_a_subscription(parts[2]) or why_not_a_resource_group(parts[4]):
            raise ValueError(why)
        return cls(parts[2], parts[4], "/".join((parts[6], *parts[7::2])), tuple(parts[8::2]))

    @classmethod
    def parse_if_one(cls, text: str | None) -> ResourceId | None:
        """The same; None for what is not the id of a resource in a resource group."""
        try:
            return cls.parse(text or "")
        except ValueError:
            return None

    @property
    def name(self) -> str:
        """The last name: that of the resource itself."""
        return self.names[-1]

    @property
    def key(self) -> str:
        """The id in the form that is the same for all spellings of a resource."""
        return str(self).lower()

    @property
    def path(self) -> str:
        """The id for a URL, every name percent-encoded."""
        return "/".join(quote(part, safe="") for part in str(self).split("/"))

    def is_a(self, kind: str) -> bool:
        """Whether this is the id of a resource of that kind."""
        return self.kind.lower() == kind.lower()

    def child(self, type_name: str, name: str) -> ResourceId:
        """The id of a resource below this one."""
        return ResourceId(self.subscription_id, self.resource_group, f"{self.kind}/{type_name}", (*self.names, name))

    def __str__(self) -> str:
        provider, *types = self.kind.split("/")
        pairs = "".join(f"/{type_name}/{name}" for type_name, name in zip(types, self.names, strict=True))
        return f"{resource_group_id(self.subscription_id, self.resource_group)}/providers/{provider}{pairs}"


def resource_group_id(subscription_id: str, resource_group: str) -> str:
    """The ARM id of a resource group."""
    return f"/subscriptions/{subscription_id}/resourceGroups/{resource_group}"


def same_id(one: str | None, other: str | None) -> bool:
    """Whether two ids, as the service sent them, are of one resource."""
    return bool(one and other) and str(one).strip("/").lower() == str(other).strip("/").lower()


def why_not_a_subscription(text: str) -> str | None:
    """Why this can't be the id of a subscription; None if it can."""
    return None if SUBSCRIPTION.fullmatch(text) else f"{text!r} is not the id (a GUID) of a subscription"


def why_not_a_resource_group(text: str) -> str | None:
    """Why this can't be the name of a resource group; None if it can."""
    if RESOURCE_GROUP.fullmatch(text):
        return None
    return (
        f"{text!r} is not a name of a resource group: up to 90 letters, digits and any of -_.() are, "
        "without a dot at the end"
    )
