# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stands in for an AWX 24.6.1: as much of its API as the kit calls, with the rules that AWX keeps about that.

`test_rules.py` shows each rule. Where one comes from stands with it.
"""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from surveys import Question, read_answers, read_prompts, refuse_spec

Item = dict[str, Any]
Answer = tuple[int, Any]
TEMPLATES = ("job_templates", "workflow_job_templates")
LINKS = ("success_nodes", "failure_nodes", "always_nodes")
# MAX_FORKS in awx/settings/defaults.py; `clean_forks` in awx/main/models/jobs.py.
MAX_FORKS = 200
# The roles in awx/main/models: each of them lets read. Who may approve a workflow reads it, and none of its jobs.
ROLES = {
    "job_templates": ("admin", "execute", "read"),
    "workflow_job_templates": ("admin", "execute", "approval", "read"),
}


def refuse_rule(rule: str) -> str | None:
    """Why the rule of a schedule is refused. After `SchedulePreviewSerializer` in awx/api/serializers.py."""
    starts = re.findall(r"DTSTART(?:;[^:]+)?:[0-9]+T[0-9]+Z?", rule)
    if len(starts) != 1:
        return "Valid DTSTART required in rrule. Value should start with: DTSTART:YYYYMMDDTHHMMSSZ"
    if ";" not in starts[0] and not starts[0].endswith("Z"):
        return "DTSTART cannot be a naive datetime. Specify ;TZINFO= or YYYYMMDDTHHMMSSZZ."
    rules = re.findall(r"RRULE:\S*", rule)
    if not rules:
        return "One or more rule required in rrule."
    return None if all("INTERVAL=" in each for each in rules) else "INTERVAL required in rrule."


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, **body: Any) -> None:
        super().__init__(body)
        self.answer: Answer = (status, body)


class StandIn:
    """Runs within a ``with``. ``items`` are those of each endpoint, ``writes`` what changed any of them."""

    def __init__(self, prefix: str = "/api/") -> None:
        self.items: dict[str, list[Item]] = {}
        self.writes: list[str] = []
        self._prefix = f"{prefix}v2/"
        self._kept: dict[str, Any] = {}
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(*stand_in.answer("GET", self.path))

            def do_POST(self) -> None:
                self.answer(*stand_in.answer("POST", self.path, self.body()))

            def do_PATCH(self) -> None:
                self.answer(*stand_in.answer("PATCH", self.path, self.body()))

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

    def add(self, endpoint: str, name: str, **members: Any) -> Item:
        """Something that is there before the kit comes."""
        return self._make(endpoint, {"name": name, **members})

    def named(self, endpoint: str, name: str) -> Item:
        """The only one of that name or identifier."""
        (only,) = [one for one in self.items[endpoint] if name in (one.get("name"), one.get("identifier"))]
        return only

    def at(self, endpoint: str, number: int) -> Item:
        """The one of that id."""
        return self._at(f"{self._prefix}{endpoint}/{number}/")

    def associated(self, item: Item, what: str) -> list[int]:
        """The ids that an item is associated with."""
        return list(self._kept.get(f"{item['url']}{what}/", []))

    def survey(self, item: Item) -> list[Question]:
        """The questions of a template."""
        spec: list[Question] = self._kept.get(f"{item['url']}survey_spec/", {}).get("spec", [])
        return spec

    def readable(self, team: Item) -> set[str]:
        """The templates whose jobs a team may read, output and artifacts included.

        After the roles in awx/main/models, and `JobAccess` and `WorkflowJobAccess` in awx/main/access.py.
        """
        templates = [one for endpoint in TEMPLATES for one in self.items.get(endpoint, [])]
        return {
            one["name"]
            for one in templates
            for role in one["summary_fields"]["object_roles"].values()
            if team["id"] in self._kept.get(f"{self._prefix}roles/{role['id']}/teams/", [])
        }

    def answer(self, method: str, address: str, body: Any = None) -> Answer:
        """What a request is answered with."""
        path, query = urlsplit(address).path, dict(parse_qsl(urlsplit(address).query))
        if not path.startswith(self._prefix):
            return 404, {"detail": "The requested resource could not be found."}
        try:
            return self._read(path, query) if method == "GET" else self._write(method, path, body)
        except Refused as refused:
            return refused.answer

    def _read(self, path: str, query: dict[str, str]) -> Answer:
        parts = self._parts(path)
        if len(parts) == 1:
            searched = TEMPLATES if parts[0] == "unified_job_templates" else parts
            found = [one for endpoint in searched for one in self.items.get(endpoint, []) if self._matches(one, query)]
            return 200, {"count": len(found), "next": None, "results": found}
        if len(parts) == 2:
            return 200, self._at(path)
        if parts[2] == "survey_spec":
            return 200, self._kept.get(path, {})
        known = [{"id": number} for number in self._kept.get(path, [])]
        return 200, {"count": len(known), "next": None, "results": known}

    def _write(self, method: str, path: str, body: Any) -> Answer:
        parts = self._parts(path)
        if len(parts) == 3 and parts[2] == "launch":
            return self._launch(self.at(parts[0], int(parts[1])), body)
        if method == "PATCH":
            item = self._at(path)
            self._check(parts[0], {**item, **body}, changed=body, existing=item)
            self._note(method, path)
            item.update(body)
            return 200, item
        if len(parts) == 1:
            self._check(parts[0], body, changed=body)
            self._note(method, path)
            return 201, self._make(parts[0], body)
        if parts[2] == "survey_spec":
            if why := refuse_spec(body):
                raise Refused(400, error=why)
            self._note(method, path)
            self._kept[path] = body
            return 200, {}
        if parts[2] == "create_approval_template":
            self._note(method, path)
            made = self._make("workflow_approval_templates", body)
            self.at(*self._place(path))["related"]["unified_job_template"] = made["url"]
            return 201, made
        if parts[2] in LINKS and not body.get("disassociate"):
            self._check_link(path, parts[2], body["id"])
        self._note(method, path)
        known = self._kept.setdefault(path, [])
        (known.remove if body.get("disassociate") else known.append)(body["id"])
        return 204, None

    def _launch(self, template: Item, body: dict[str, Any]) -> Answer:
        """After `JobLaunchSerializer` in awx/api/serializers.py: what is not asked for is left out without an error."""
        given = body.get("extra_vars", {})
        answers = read_answers(template, self.survey(template), given, required=True, strict=False)
        prompts = read_prompts(template, body, strict=False)
        if answers.errors:
            raise Refused(400, **answers.errors)
        ignored = {**prompts.ignored, **({"extra_vars": answers.ignored} if answers.ignored else {})}
        return 201, {"extra_vars": answers.accepted, **prompts.accepted, "ignored_fields": ignored}

    def _check(self, endpoint: str, item: Item, *, changed: Item, existing: Item | None = None) -> None:
        if endpoint in TEMPLATES:
            organization = item.get("organization")
            if endpoint == "job_templates":
                organization = self._organization_of_project(item)
                if item.get("forks", 0) > MAX_FORKS:
                    raise Refused(400, forks=[f"Maximum number of forks ({MAX_FORKS}) exceeded."])
            for one in self.items.get(endpoint, []):
                if one is not existing and (one["name"], one.get("organization")) == (item["name"], organization):
                    raise Refused(400, __all__=["A template with this (name, organization) already exists."])
        if endpoint == "schedules" and (why := refuse_rule(item["rrule"])):
            raise Refused(400, rrule=[why])
        if endpoint == "credential_types" and existing:
            self._check_unused(existing, changed)
        if endpoint in ("schedules", "workflow_job_template_nodes"):
            self._check_answers(item, required=endpoint == "schedules")

    def _check_unused(self, kind: Item, changed: Item) -> None:
        """After `CredentialTypeSerializer` in awx/api/serializers.py."""
        used = any(one.get("credential_type") == kind["id"] for one in self.items.get("credentials", []))
        if used and changed.get("inputs", kind["inputs"]) != kind["inputs"]:
            raise Refused(403, detail="Modifications to inputs are not allowed for credential types that are in use")

    def _check_answers(self, item: Item, *, required: bool) -> None:
        """After `LaunchConfigurationBaseSerializer` in awx/api/serializers.py, of schedules and of nodes."""
        number = item.get("unified_job_template")
        for template in [one for endpoint in TEMPLATES for one in self.items.get(endpoint, []) if one["id"] == number]:
            given = item.get("extra_data", {})
            answers = read_answers(template, self.survey(template), given, required=required, strict=True)
            if errors := {**answers.errors, **read_prompts(template, item, strict=True).errors}:
                raise Refused(400, **{"extra_data" if name == "extra_vars" else name: errors[name] for name in errors})

    def _check_link(self, path: str, kind: str, child: int) -> None:
        """After `WorkflowJobTemplateNodeChildrenBaseList` in awx/api/views."""
        node = self.at(*self._place(path))
        if any(child in self.associated(node, other) for other in LINKS if other != kind):
            raise Refused(400, Error="Relationship not allowed.")
        if node["id"] in self._reached(child):
            raise Refused(400, Error="Cycle detected.")

    def _reached(self, number: int) -> set[int]:
        node = self.at("workflow_job_template_nodes", number)
        following = [child for kind in LINKS for child in self.associated(node, kind)]
        return {number}.union(*(self._reached(child) for child in following))

    def _organization_of_project(self, item: Item) -> Any:
        """A job template belongs to the organization of its project: `JobTemplate.save` in awx/main/models/jobs.py."""
        project = item.get("project")
        return self.at("projects", project).get("organization") if project else item.get("organization")

    def _make(self, endpoint: str, body: Item) -> Item:
        number = 1 + sum(map(len, self.items.values()))
        url = f"{self._prefix}{endpoint}/{number}/"
        roles = {f"{role}_role": {"id": number * 10 + place} for place, role in enumerate(ROLES.get(endpoint, ()))}
        item = {
            "type": endpoint.removesuffix("s"),
            **body,
            "id": number,
            "url": url,
            "related": {"survey_spec": f"{url}survey_spec/"},
            "summary_fields": {"object_roles": roles},
        }
        if endpoint == "job_templates":
            item["organization"] = self._organization_of_project(item)
        self.items.setdefault(endpoint, []).append(item)
        return item

    def _note(self, method: str, path: str) -> None:
        self.writes.append(f"{method} {path}")

    def _parts(self, path: str) -> list[str]:
        return path.removeprefix(self._prefix).strip("/").split("/")

    def _place(self, path: str) -> tuple[str, int]:
        endpoint, number = self._parts(path)[:2]
        return endpoint, int(number)

    def _at(self, url: str) -> Item:
        (only,) = [one for known in self.items.values() for one in known if one["url"] == url]
        return only

    def _matches(self, item: Item, query: dict[str, str]) -> bool:
        """As awx/api/filters.py does: all of them, and of those that begin with ``or__`` any."""
        either = [self._holds(item, name[4:], value) for name, value in query.items() if name.startswith("or__")]
        every = [self._holds(item, name, value) for name, value in query.items() if not name.startswith("or__")]
        return all(every) and (not either or any(either))

    def _holds(self, item: Item, name: str, value: str) -> bool:
        if name == "organization__name":
            organization = item.get("organization")
            return bool(organization) and str(self.at("organizations", organization)["name"]) == value
        return str(item.get(name)) == value
