# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""What restore_report does if a report is attested."""

from __future__ import annotations

from functools import partial

from ..._arm.errors import OptionRefused
from ..._backup.option_values import OptionValues, read_text
from ..._report.attestation import (
    Attestation,
    attestation_document,
    attestation_page,
    attestation_verdict,
    read_said,
    read_sealed,
)
from ..._report.who import read_who
from ..runtime import Runtime
from .report_files import Written, json_and_page, new_name, read_folder, who_ran


def attestation(options: OptionValues, runtime: Runtime) -> Written:
    """An attestation of a report. It is written beside the report, unless another folder is given."""
    path = read_text(options, "report")
    if not path:
        raise OptionRefused("report", "is missing: give the path of the JSON file of the report to attest")
    said, report = read_said(options["attest"]), runtime.path("report", path).absolute()
    sealed, now = read_sealed(report), runtime.clock.now()
    name = new_name(f"{sealed.name}-attested", now)
    told = Attestation(name, now, said, sealed, read_who(who_ran(options)))
    contents = json_and_page(name, attestation_document(told), partial(attestation_page, told))
    folder = read_folder(options, runtime) or report.parent
    verdict = attestation_verdict(told, check_mode=runtime.check_mode)

    def lines(where: str | None) -> list[str]:
        return [told.headline, *([where] if where else [])]

    return Written(name, folder, contents, verdict, lines, "Attestation")
