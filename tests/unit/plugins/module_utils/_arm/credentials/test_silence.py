# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The libraries log nothing, however logging is set up around them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ansible_collections.azure_dr.backup.plugins.module_utils._arm.silence import LIBRARIES
from ansible_collections.azure_dr.backup.tests.emulator import names
from ansible_collections.azure_dr.backup.tests.emulator.server import Emulator
from ansible_collections.azure_dr.backup.tests.support.logins import federated_token
from ansible_collections.azure_dr.backup.tests.support.modules import run_module

APP = {"client_id": names.CLIENT_ID, "tenant": names.TENANT_ID}


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """All that reaches a root logger that hears everything, from libraries that nobody has silenced yet."""
    loggers = [logging.getLogger(name) for name in LIBRARIES]
    kept = [(logger, logger.handlers, logger.propagate, logger.level) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.NOTSET)
    with caplog.at_level(logging.DEBUG):
        yield lambda: caplog.text
    for logger, handlers, propagate, level in kept:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("option", ["secret", "oidc_token"])
def test_nothing_is_heard(cloud: Emulator, heard: Callable[[], str], option: str, right: bool) -> None:
    value = {"secret": names.CLIENT_SECRET, "oidc_token": federated_token()}[option] if right else "eyJwrong"

    result = run_module("recovery_point_info", source_disk="erp-data", **APP, **{option: value})

    assert bool(result.get("failed")) is not right
    assert "eyJ" not in str(result)
    assert not heard()


def test_without_silence_it_would_be_heard(cloud: Emulator, heard: Callable[[], str], home: Path) -> None:
    import requests

    requests.get(f"{cloud.url}/metadata/endpoints?api-version=2019-05-01&sig=hidden", timeout=5)

    assert "sig=hidden" in heard()
