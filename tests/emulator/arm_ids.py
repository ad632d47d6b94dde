# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ARM ids: their parts, and a dictionary that looks them up as ARM does, without case."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, ValuesView
from dataclasses import dataclass
from typing import TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class ArmId:
    """The id of a resource in a resource group, such as a disk."""

    subscription: str
    group: str
    provider: str
    type: str
    name: str

    @classmethod
    def parse(cls, text: str) -> ArmId | None:
        """None if ``text`` is not ``/subscriptions/../resourceGroups/../providers/../<type>/<name>``."""
        parts = text.strip("/").split("/")
        if len(parts) != 8 or not all(parts) or not text.startswith("/"):
            return None
        if (parts[0].lower(), parts[2].lower(), parts[4].lower()) != ("subscriptions", "resourcegroups", "providers"):
            return None
        return cls(parts[1], parts[3], parts[5], parts[6], parts[7])

    @property
    def text(self) -> str:
        """The id again."""
        return f"{self.group_id}/providers/{self.provider}/{self.type}/{self.name}"

    @property
    def group_id(self) -> str:
        return group_id(self.subscription, self.group)

    def is_a(self, provider: str, type_: str) -> bool:
        """Whether it is the id of such a resource, say ``Microsoft.Compute`` and ``disks``."""
        return self.provider.lower() == provider.lower() and self.type.lower() == type_.lower()


def group_id(subscription: str, group: str) -> str:
    """``/subscriptions/<subscription>/resourceGroups/<group>``."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}"


def resource_id(subscription: str, group: str, type_: str, name: str) -> str:
    """The id of a resource; ``type_`` is the full one, such as ``Microsoft.Compute/disks``."""
    return f"{group_id(subscription, group)}/providers/{type_}/{name}"


def is_at_or_below(identifier: str, scope: str) -> bool:
    """Whether a resource lies in a scope: a group in its subscription, everything in ``/``."""
    inner, outer = identifier.lower().rstrip("/"), scope.lower().rstrip("/")
    return inner == outer or inner.startswith(outer + "/")


class Caseless(MutableMapping[str, Value]):
    """A dictionary by name or id, whatever the case of its keys."""

    def __init__(self) -> None:
        self._values: dict[str, Value] = {}

    def __getitem__(self, key: str) -> Value:
        return self._values[key.lower()]

    def __setitem__(self, key: str, value: Value) -> None:
        self._values[key.lower()] = value

    def __delitem__(self, key: str) -> None:
        del self._values[key.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._values))

    def __len__(self) -> int:
        return len(self._values)

    def values(self) -> ValuesView[Value]:
        return dict(self._values).values()
