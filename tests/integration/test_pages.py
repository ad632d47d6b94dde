# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the READMEs and the pages of documentation show runs as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pygments.lexers import get_lexer_by_name

from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.disk_reads import through_proxy
from ansible_collections.azure_dr.backup.tests.support.drills import allow_drills
from ansible_collections.azure_dr.backup.tests.support.pages import code_blocks, json_of, plays_of, yaml_of
from ansible_collections.azure_dr.backup.tests.support.playbooks import run_playbook
from ansible_collections.azure_dr.backup.tests.support.swappable import add_helper_machine, add_swappable_machine
from ansible_collections.azure_dr.backup.tests.support.two_vaults import add_shop, let_restore

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(CHECKOUT).as_posix()
    for path in (
        *CHECKOUT.glob("*.md"),
        *CHECKOUT.glob("roles/*/README.md"),
        *CHECKOUT.glob("docs/docsite/rst/*.rst"),
    )
)
LANGUAGES = {"yaml", "yaml+jinja", "json", "python", "bash", "console", "text", "ansible-output"}
# Stands for a moment that has a point before it and one after it.
A_MOMENT = "2026-11-22T03:00:00Z"
TARGET = re.compile(r'"target_disk": "([^"]+)"')

# What is shown for comparison, with modules that are not to be had here.
OF_OTHERS = ("azure.azcollection.", "awx.awx.")


def shown_plays(page: str, moment: str = A_MOMENT) -> list[dict[str, Any]]:
    plays = plays_of(yaml_of(CHECKOUT / page, **{A_MOMENT: moment}))
    return [play for play in plays if not any(name in json.dumps(play) for name in OF_OTHERS)]


@pytest.mark.parametrize("page", PAGES)
def test_all_code_can_be_read(page: str) -> None:
    path = CHECKOUT / page

    assert {block.language for block in code_blocks(path)} <= LANGUAGES
    assert all(yaml_of(path))
    assert all(json_of(path))


@pytest.mark.parametrize("page", PAGES)
def test_all_code_can_be_colored(page: str) -> None:
    """Sphinx warns of code that its lexer does not understand, and `make docs` takes warnings for errors."""
    for block in code_blocks(CHECKOUT / page):
        lexer = get_lexer_by_name(block.language)
        lexer.add_filter("raiseonerror")

        assert list(lexer.get_tokens(block.text))


@pytest.mark.parametrize("page", [page for page in PAGES if shown_plays(page)])
def test_all_playbooks_run(azure: Emulator, tmp_path: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = azure.estate.instance("erp-data").points[1].time.strftime("%Y-%m-%dT%H:%M:%SZ")
    plays = shown_plays(page, moment)
    if "msi" in json.dumps(plays):
        monkeypatch.delenv("AZURE_CLIENT_ID")
        monkeypatch.setenv(*azure.imds_environment().popitem())
    if "disk_content_check" in json.dumps(plays):
        through_proxy(azure, monkeypatch)
    if "azure_dr.backup.vm_" in json.dumps(plays):
        add_swappable_machine(azure.estate)
        add_helper_machine(azure.estate)
    if "shop-vault" in json.dumps(plays):
        let_restore(azure, add_shop(azure), azure.estate.group("erp-restored"))
    drills = "recovery_drill" in json.dumps(plays)
    if drills:
        allow_drills(azure.estate)
    (tmp_path / "shown.yml").write_text(yaml.safe_dump(plays, sort_keys=False))

    ran = run_playbook(tmp_path, str(tmp_path / "shown.yml"))

    assert ran.successful, ran.output
    there = {disk.name for disk in azure.estate.disks.values()}
    assert drills or there >= set(TARGET.findall(json.dumps(plays))), "a drill deletes its disks again"
