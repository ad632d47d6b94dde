# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Compute's own limits: twelve changes of a virtual machine, which come back four a minute.

Names and figures of the buckets: azure-cli recordings of 2024-08 and 2024-10. What a refusal says: learn.microsoft.com,
"Troubleshoot API throttling errors": the code is OperationNotAllowed, ``details`` says TooManyRequests.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from .errors import AzureError
from .messages import Response

Bucket = Literal["AttachDetachVMDisks", "PutVM", "UpdateVM", "DeleteVM"]
SECONDS_A_CHANGE = 15.0
_OF_A_SUBSCRIPTION = 1499


@dataclass
class ComputeLimits:
    """What remains, by bucket and machine."""

    _levels: dict[tuple[str, str], tuple[float, datetime]] = field(default_factory=dict)

    def take(self, bucket: Bucket, machine_id: str, size: int, now: datetime, refill: timedelta) -> str:
        """Takes one; the header that says what remains. AzureError if nothing does."""
        key = (bucket, machine_id.lower())
        level, filled = self._levels.get(key, (float(size), now))
        level = min(float(size), level + (now - filled) / refill)
        if level < 1:
            raise _too_many(bucket, (1 - level) * refill.total_seconds())
        self._levels[key] = (level - 1, now)
        remaining = [f"{bucket}SubscriptionMaximum;{_OF_A_SUBSCRIPTION}", f"{bucket}Resource;{int(level - 1)}"]
        if bucket == "AttachDetachVMDisks":
            remaining.reverse()
        return ",".join(f"Microsoft.Compute/{one}" for one in remaining)


def _too_many(bucket: Bucket, wait: float) -> AzureError:
    said = {"operationGroup": f"{bucket}Resource", "allowedRequestCount": 12, "measuredRequestCount": 13}
    detail = {"code": "TooManyRequests", "target": f"{bucket}Resource", "message": json.dumps(said)}
    message = "The server rejected the request because too many requests have been received for this subscription."
    body = {"error": {"code": "OperationNotAllowed", "message": message, "details": [detail]}}
    response = Response.of_json(body, 429, pretty=True)
    response.by_provider = True
    response.headers["x-ms-ratelimit-remaining-resource"] = f"Microsoft.Compute/{bucket}Resource;0"
    response.headers["Retry-After"] = str(max(1, math.ceil(wait)))
    return AzureError(response)
