# Copyright (c) 2026 the azure_dr.backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lay out a release: the tarball, what it was tried with (an SBOM in CycloneDX's form), and checksums of both.

Usage: release.py TARBALL ENVIRONMENT FOLDER; the environment is the virtual environment that it was tried in.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main() -> int:
    """Fill the folder anew; 1 if the SBOM isn't what CycloneDX's schema says."""
    tarball, environment, folder = map(Path, sys.argv[1:])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    released = Path(shutil.copy2(tarball, folder))
    bom = json.dumps(with_the_collection(installed(environment, released), released), indent=2) + "\n"
    flaw = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bom)
    if flaw:
        print(flaw)
        return 1
    listed = folder / released.name.replace(".tar.gz", ".cdx.json")
    listed.write_text(bom)
    (folder / "SHA256SUMS").write_text("".join(f"{sha256(file)}  {file.name}\n" for file in (listed, released)))
    print("\n".join(str(file) for file in sorted(folder.iterdir())))
    return 0


def installed(environment: Path, tarball: Path) -> dict[str, Any]:
    """List what the environment has, dated as the tarball is."""
    with tarfile.open(tarball) as opened:
        date = str(int(opened.getmember("MANIFEST.json").mtime))
    tool = [sys.executable, "-m", "cyclonedx_py", "environment", "--sv", "1.6", "--output-reproducible"]
    command = [*tool, str(environment / "bin" / "python")]
    listed = subprocess.run(command, env={**os.environ, "SOURCE_DATE_EPOCH": date}, check=True, capture_output=True)
    bom: dict[str, Any] = json.loads(listed.stdout)
    return bom


def with_the_collection(bom: dict[str, Any], tarball: Path) -> dict[str, Any]:
    """Add the collection, which is no Python package, and what of the environment it asks for itself."""
    with tarfile.open(tarball) as opened:
        about = json.loads(contents(opened, "MANIFEST.json"))["collection_info"]
        wanted = re.findall(r"^[\w.-]+", contents(opened, "meta/ee-requirements.txt"), re.MULTILINE)
    name = f"{about['namespace']}.{about['name']}"
    bom["metadata"]["component"] = {
        "type": "library",
        "bom-ref": name,
        "name": name,
        "version": about["version"],
        "description": about["description"],
        "hashes": [{"alg": "SHA-256", "content": sha256(tarball)}],
        "licenses": [{"expression": " AND ".join(about["license"])}],
        "externalReferences": [{"type": "vcs", "url": about["repository"]}],
    }
    refs = {component["name"]: component["bom-ref"] for component in bom["components"]}
    bom["dependencies"].append({"ref": name, "dependsOn": [refs[one] for one in ("ansible-core", *wanted)]})
    return bom


def contents(opened: tarfile.TarFile, name: str) -> str:
    """Give the text of a file in the tarball."""
    file = opened.extractfile(name)
    return file.read().decode() if file else ""


def sha256(file: Path) -> str:
    """Give a file's checksum."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
