# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps what awx.awx sends and shows it again.

It has as much of a controller's API as those modules call, and none of its rules.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, Any]
TEMPLATES = ("job_templates", "workflow_job_templates")


class StandIn:
    """Runs within a ``with``. ``items`` are those of each endpoint, ``writes`` what changed any of them."""

    def __init__(self, **items: list[str]) -> None:
        self.items: dict[str, list[dict[str, Any]]] = {}
        self.writes: list[str] = []
        self._kept: dict[str, Any] = {}
        for endpoint, known in items.items():
            for name in known:
                self._make(endpoint, {"name": name})
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(*stand_in.read(self.path))

            def do_POST(self) -> None:
                self.answer(*stand_in.write("POST", self.path, self.body()))

            def do_PATCH(self) -> None:
                self.answer(*stand_in.write("PATCH", self.path, self.body()))

            def body(self) -> Any:
                return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

            def answer(self, status: int, body: Any) -> None:
                encoded = b"" if status == 204 else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(encoded)))
                self.end_headers()
                self.wfile.write(encoded)

            def log_message(self, *arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> StandIn:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def named(self, endpoint: str, name: str) -> dict[str, Any]:
        """The only one of that name or identifier."""
        (only,) = [one for one in self.items[endpoint] if name in (one.get("name"), one.get("identifier"))]
        return only

    def associated(self, item: dict[str, Any], what: str) -> list[int]:
        """The ids that an item is associated with."""
        return self._kept.get(f"{item['url']}{what}/", [])

    def survey(self, item: dict[str, Any]) -> list[dict[str, Any]]:
        """The questions of a template."""
        spec: list[dict[str, Any]] = self._kept[f"{item['url']}survey_spec/"]["spec"]
        return spec

    def read(self, address: str) -> Answer:
        path, query = urlsplit(address).path, dict(parse_qsl(urlsplit(address).query))
        parts = path.removeprefix("/api/v2/").strip("/").split("/")
        if len(parts) == 1:
            searched = TEMPLATES if parts[0] == "unified_job_templates" else parts
            found = [one for endpoint in searched for one in self.items.get(endpoint, []) if _matches(one, query)]
            return 200, {"count": len(found), "next": None, "results": found}
        if len(parts) == 2:
            return 200, self._at(path)
        if parts[2] == "survey_spec":
            return 200, self._kept.get(path, {})
        known = [{"id": number} for number in self._kept.get(path, [])]
        return 200, {"count": len(known), "next": None, "results": known}

    def write(self, method: str, path: str, body: Any) -> Answer:
        self.writes.append(f"{method} {path}")
        parts = path.removeprefix("/api/v2/").strip("/").split("/")
        if method == "PATCH":
            item = self._at(path)
            item.update(body)
            return 200, item
        if len(parts) == 1:
            return 201, self._make(parts[0], body)
        if parts[2] == "survey_spec":
            self._kept[path] = body
            return 200, {}
        if parts[2] == "create_approval_template":
            made = self._make("workflow_approval_templates", body)
            node = self._at(path.removesuffix("create_approval_template/"))
            node["related"]["unified_job_template"] = made["url"]
            return 201, made
        known = self._kept.setdefault(path, [])
        (known.remove if body.get("disassociate") else known.append)(body["id"])
        return 204, None

    def _make(self, endpoint: str, body: dict[str, Any]) -> dict[str, Any]:
        number = 1 + sum(map(len, self.items.values()))
        url = f"/api/v2/{endpoint}/{number}/"
        related = {"survey_spec": f"{url}survey_spec/"}
        item = {"type": endpoint.removesuffix("s"), **body, "id": number, "url": url, "related": related}
        self.items.setdefault(endpoint, []).append(item)
        return item

    def _at(self, url: str) -> dict[str, Any]:
        (only,) = [one for known in self.items.values() for one in known if one["url"] == url]
        return only


def _matches(item: dict[str, Any], query: dict[str, str]) -> bool:
    return all(str(item.get(name)) == value for name, value in query.items())
