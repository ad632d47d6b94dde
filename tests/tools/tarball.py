# Copyright (c) 2026 the azure_dr.backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection's tarball, the same bytes from the same files wherever and whenever it is built.

ansible-galaxy lists the files in the order in which the file system gives them, and dates them by the clock.
Here they are listed by name, and dated by the commit that is checked out in the working folder.

Usage: tarball.py COLLECTION FOLDER
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path


def main() -> None:
    """Build the tarball, and tell where it is."""
    command = ["git", "log", "-1", "--format=%ct"]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    if told.returncode:
        sys.exit("A tarball is dated by its commit, and this folder is no git checkout that has one.")
    date = int(told.stdout)
    print(build(Path(sys.argv[1]), Path(sys.argv[2]), date))


def build(collection: Path, folder: Path, date: int) -> Path:
    """Build the tarball into the folder, which is made."""
    with tempfile.TemporaryDirectory() as draft:
        command = ["ansible-galaxy", "collection", "build", str(collection), "--output-path", draft]
        subprocess.run(command, check=True, stdout=subprocess.PIPE)
        (built,) = Path(draft).iterdir()
        folder.mkdir(parents=True, exist_ok=True)
        put_in_order(built, folder / built.name, date)
    return folder / built.name


def put_in_order(built: Path, ordered: Path, date: int) -> None:
    """Write the tarball anew: by name, and all of one date."""
    with tarfile.open(built) as source:
        members = {member.name: member for member in source}
        contents = {name: read(source, member) for name, member in members.items()}
    # The manifest vouches for the list of files, and is vouched for by nobody.
    listed, manifest = json.loads(contents["FILES.json"]), json.loads(contents["MANIFEST.json"])
    listed["files"].sort(key=lambda file: file["name"])
    contents["FILES.json"] = as_json(listed)
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(contents["FILES.json"]).hexdigest()
    contents["MANIFEST.json"] = as_json(manifest)
    with (
        ordered.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=date) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as target,
    ):
        for name, member in sorted(members.items()):
            member.mtime, member.size = date, len(contents[name])
            # Python keeps a file's time to the nanosecond there, and prefers it.
            member.pax_headers = {}
            target.addfile(member, io.BytesIO(contents[name]))


def read(source: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """Give what is in a file; a folder holds nothing."""
    file = source.extractfile(member)
    return file.read() if file else b""


def as_json(value: object) -> bytes:
    """Write JSON as ansible-galaxy does."""
    return json.dumps(value, indent=True).encode()


if __name__ == "__main__":
    main()
