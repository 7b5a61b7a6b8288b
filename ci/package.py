#!/usr/bin/env python3
"""Packs the archive of a release for one target. The program must run on this system.

    ci/package.py VERSION TARGET BINARY OUT

The archive is OUT/avrocheck-vVERSION-TARGET.tar.gz, or .zip for Windows, and has one directory of that name: the program,
LICENSE, README.md, CHANGELOG.md, man/ and completions/. The program itself generates the last two. The same content gives the
same bytes on every system: names are sorted, files have no owner, and SOURCE_DATE_EPOCH sets their time.
"""

import gzip
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

HOME = pathlib.Path(__file__).resolve().parent.parent
TEXTS = ["LICENSE", "README.md", "CHANGELOG.md"]
COMPLETIONS = {
    "bash": "avrocheck.bash",
    "zsh": "_avrocheck",
    "fish": "avrocheck.fish",
    "powershell": "_avrocheck.ps1",
    "elvish": "avrocheck.elv",
}


def main(version: str, target: str, binary: str, out: str) -> None:
    program = pathlib.Path(binary).resolve()
    said = run(program, "--version").decode().strip()
    if said != f"avrocheck {version}":
        sys.exit(f"{program} says `{said}`, which is not version {version}")
    name = f"avrocheck-v{version}-{target}"
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch, name)
        fill(root, program, "avrocheck.exe" if "windows" in target else "avrocheck")
        pathlib.Path(out).mkdir(parents=True, exist_ok=True)
        pack = zipped if "windows" in target else tarred
        print(pack(root, pathlib.Path(out)))


def fill(root: pathlib.Path, program: pathlib.Path, name: str) -> None:
    for directory in ["man", "completions"]:
        root.joinpath(directory).mkdir(parents=True)
    shutil.copy(program, root / name)
    for text in TEXTS:
        shutil.copy(HOME / text, root)
    run(program, "man", "--out", root / "man")
    if not root.joinpath("man", "avrocheck.1").is_file():
        sys.exit("`avrocheck man` wrote no avrocheck.1")
    for shell, file in COMPLETIONS.items():
        root.joinpath("completions", file).write_bytes(run(program, "completions", shell))


def run(program: pathlib.Path, *arguments: object) -> bytes:
    return subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE).stdout


def tarred(root: pathlib.Path, out: pathlib.Path) -> pathlib.Path:
    archive = out / f"{root.name}.tar.gz"
    with open(archive, "wb") as raw, gzip.GzipFile("", "wb", mtime=date(), fileobj=raw) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for path, name in content(root):
                entry = tarfile.TarInfo(name)
                entry.mtime, entry.mode, entry.size = date(), mode(name), path.stat().st_size
                with open(path, "rb") as file:
                    tar.addfile(entry, file)
    return archive


def zipped(root: pathlib.Path, out: pathlib.Path) -> pathlib.Path:
    archive = out / f"{root.name}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, name in content(root):
            entry = zipfile.ZipInfo(name, time.gmtime(date())[:6])
            entry.create_system, entry.external_attr = 3, (0o100000 | mode(name)) << 16
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive


def content(root: pathlib.Path) -> list[tuple[pathlib.Path, str]]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return [(path, path.relative_to(root.parent).as_posix()) for path in files]


def mode(name: str) -> int:
    return 0o755 if pathlib.PurePosixPath(name).name in ["avrocheck", "avrocheck.exe"] else 0o644


def date() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
