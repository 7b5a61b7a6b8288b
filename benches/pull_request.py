#!/usr/bin/env python3
"""The release binary in, what the gate costs in a pull request out: a git repository of 2,000 schemas of which one changed.

    python3 benches/pull_request.py             # builds, makes the repositories in a temporary directory, measures
    python3 benches/pull_request.py --runs 41   # more runs: steadier medians

Needs git; otherwise as `whole_process.py`, whose measurements it shares.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from whole_process import Trees, alternate, build, parse_arguments, print_machine, print_table


def main():
    arguments = parse_arguments()
    binary = build()
    with tempfile.TemporaryDirectory() as scratch:
        trees = Trees(Path(scratch))
        in_place = edited_in_place(trees)
        versioned = with_a_new_version(trees)
        print_machine(binary)
        # A command that is run in a repository reads no other.
        os.chdir(scratch)
        compat = [binary, "compat"]
        rows = {
            "in place, `--against main --changed`": [*compat, in_place, "--against", "main", "--changed"],
            "in place, `--against main`": [*compat, in_place, "--against", "main"],
            "versioned, `--against main --changed`": [*compat, versioned, "--against", "main", "--changed"],
            "for comparison: `git diff --stat main`": ["git", "-C", in_place, "diff", "--stat", "main"],
        }
        print_table(alternate(rows, arguments.runs))


def edited_in_place(trees):
    """2,000 subjects, one file each, one of them edited."""
    corpus = trees.make("in-place", 2000, 1)
    schemas = corpus / "schemas"
    schemas.mkdir()
    for number, file in enumerate(sorted(corpus.glob("s*/v*.avsc"))):
        shutil.move(file, schemas / f"subject{number:04}.avsc")
        file.parent.rmdir()
    commit(corpus)
    edited = schemas / "subject0007.avsc"
    edited.write_text(edited.read_text().replace('"fields": [', '"fields": [{"name": "added", "type": "int"},', 1))
    return str(schemas)


def with_a_new_version(trees):
    """200 subjects of 10 versions; one of them gets an eleventh."""
    corpus = trees.make("versioned", 200, 10)
    commit(corpus)
    newest = max(corpus.glob("s007/*.avsc"))
    text = newest.read_text().replace('"fields": [', '"fields": [{"name": "added", "type": "int"},', 1)
    (newest.parent / "v99.avsc").write_text(text)
    return str(corpus)


def commit(directory):
    git = ["git", "-C", str(directory), "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    for command in (["init", "--quiet", "--initial-branch", "main"], ["add", "."], ["commit", "--quiet", "-m", "Base"], ["gc", "--quiet"]):
        subprocess.run([*git, *command], check=True)


if __name__ == "__main__":
    main()
