# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of what there is are whole: of what users call, of rooms, of targets, of pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "docs" / "docsite"
PLUGINS = ("modules", "inventory", "lookup")
# They answer a question that comes up on another page, which leads to them.
LED_TO = {"getting_started", "selection", "how_tasks_run", "figures", "real_azure"}


def part(document: str, beginning: str, end: str) -> str:
    """What stands in a document after a line, up to another."""
    return (ROOT / document).read_text(encoding="utf-8").partition(f"\n{beginning}\n")[2].partition(f"\n{end}")[0]


@pytest.mark.parametrize("kind", [*(f"plugins/{kind}" for kind in PLUGINS), "roles", "playbooks"])
def test_the_readme_names_each_thing_that_users_call(kind: str) -> None:
    table = part("README.md", "## What there is", "## ")
    there = {path.stem for path in (ROOT / kind).iterdir() if kind == "roles" or path.suffix in (".py", ".yml")}

    named = {name.removeprefix("azure_dr.backup.") for name in re.findall(r"`([\w.]+)`", table)}
    assert sorted(there - {"__init__"} - named) == []


def test_the_changelog_names_each_playbook() -> None:
    """Of modules and roles antsibull-changelog knows it by their `version_added`."""
    folder = ROOT / "changelogs"
    released = yaml.safe_load((folder / "changelog.yaml").read_text(encoding="utf-8"))["releases"].values()
    fragments = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("fragments/*.yml"))]
    new = [each for release in released for each in release.get("objects", {}).get("playbook", [])]
    new += [each for fragment in fragments for each in fragment.get("add object.playbook", [])]

    assert sorted(each["name"] for each in new) == sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))


def test_the_house_has_each_room() -> None:
    drawing = part("CONTRIBUTING.md", "## The house", "### ")
    rooms = {path.name for path in (ROOT / "plugins/module_utils").iterdir() if path.is_dir()} - {"__pycache__"}

    assert sorted(re.findall(r"^  (_\w+)/ ", drawing, re.MULTILINE)) == sorted(rooms)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "TESTING.md", "RELEASING.md"])
def test_each_target_that_is_named_is_there(document: str) -> None:
    named = set(re.findall(r"`make ([\w-]+)", (ROOT / document).read_text(encoding="utf-8")))
    there = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert named and sorted(named - there) == []


def test_each_page_is_in_the_index_and_most_are_in_the_first_table() -> None:
    pages = sorted(path.stem for path in SITE.glob("rst/*.rst"))
    sections = yaml.safe_load((SITE / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    table = (SITE / "rst/getting_started.rst").read_text(encoding="utf-8").partition("What happens\n")[0]

    assert sorted(page for section in sections for page in section["toctree"]) == pages
    assert sorted({*re.findall(r"docsite\.(\w+)>`", table), *LED_TO}) == pages
