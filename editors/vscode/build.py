#!/usr/bin/env python3
"""Checks, tests and packs the extension for Visual Studio Code: `editors/vscode/build.py [FILE]`.

Without FILE the package is target/avrocheck.vsix. The same sources give the same bytes: SOURCE_DATE_EPOCH sets the time of the files in
it [default: that of the last commit]. What npm installs is below target/.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()
WORK = TARGET / "vscode"


def run(*command, **environment):
    done = subprocess.run([str(word) for word in command], cwd=WORK, env=os.environ | environment, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"editors/vscode/build.py: {' '.join(map(str, command))} ends with {done.returncode}")


def copy():
    """Lays the sources beside the packages of npm, so that these are not in the checkout."""
    WORK.mkdir(parents=True, exist_ok=True)
    for path in WORK.iterdir():
        if path.name not in ["node_modules", "installed.json"]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(HERE, WORK, dirs_exist_ok=True, ignore=shutil.ignore_patterns("build.py", "node_modules", "dist"))
    for name in ["LICENSE", "CHANGELOG.md"]:
        shutil.copy(ROOT / name, WORK)


def install():
    """The packages of npm, in the versions of package-lock.json."""
    lock, stamp = (WORK / "package-lock.json").read_bytes(), WORK / "installed.json"
    if not stamp.exists() or stamp.read_bytes() != lock:
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        stamp.write_bytes(lock)


def notices():
    """The licences of the packages that the bundle has parts of."""
    inputs = json.loads((WORK / "dist/parts.json").read_text())["inputs"]
    packages = [re.match(r".*node_modules/(@[^/]+/)?[^/]+", path) for path in inputs]
    texts = []
    for package in sorted({match[0] for match in packages if match}):
        manifest = json.loads((WORK / package / "package.json").read_text())
        licence = next(path for path in sorted((WORK / package).iterdir()) if re.match("licen[cs]e", path.name, re.IGNORECASE))
        texts.append(f"{manifest['name']} {manifest['version']}\n\n{licence.read_text(encoding='utf-8').strip()}\n")
    (WORK / "NOTICES.txt").write_text(f"\n{'-' * 80}\n\n".join(texts), encoding="utf-8")


def commit_time():
    return subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def main():
    if len(sys.argv) > 2:
        sys.exit("editors/vscode/build.py: one argument at the most: the file to write")
    out = pathlib.Path(sys.argv[1] if len(sys.argv) == 2 else TARGET / "avrocheck.vsix").resolve()
    copy()
    install()
    run("npm", "run", "typecheck")
    run("npm", "test", AVROCHECK_ROOT=str(ROOT))
    run("npm", "run", "build")
    notices()
    run("npm", "run", "package", SOURCE_DATE_EPOCH=os.environ.get("SOURCE_DATE_EPOCH") or commit_time())
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(WORK / "dist/avrocheck.vsix", out)
    print(f"{out}: {out.stat().st_size:,} bytes")


main()
