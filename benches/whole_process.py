#!/usr/bin/env python3
"""The release binary in, a table of what whole runs cost out: CPU time, wall time and peak memory, beside `cat` on the same files.

    python3 benches/whole_process.py            # builds, makes the schemas in a temporary directory, measures
    python3 benches/whole_process.py --runs 21  # more runs: steadier medians

Runs alternate (cat, avrocheck, cat, avrocheck, ...), so that a busy machine disturbs both alike. Python 3.11 or later, standard
library only, Linux or macOS.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import REPOSITORY, alternate, build, median, print_machine, show_peak, target_directory

FAST = ["--format", "json", "--no-round-trip"]


def main():
    arguments = parse_arguments()
    binary = build()
    with tempfile.TemporaryDirectory() as scratch:
        trees = Trees(Path(scratch))
        corpus = trees.make("corpus", 200, 10)
        files = sorted(str(path) for path in corpus.rglob("*.avsc"))
        size = sum(os.path.getsize(path) for path in files)
        print_machine(binary)
        print(f"The corpus: 200 subjects of 10 versions, {len(files)} files, {size / 1e6:.1f} MB, 18,000 ordered pairs.\n")

        compat = [binary, "compat", str(corpus)]
        rows = {
            "cat": ["cat", *files],
            "verdicts and findings, JSON (`--format json --no-round-trip`)": [*compat, *FAST],
            "the same, one thread": [*compat, *FAST, "--threads", "1"],
        }
        measured = alternate(rows, arguments.runs)
        slow = {
            "the default command: with round trips and second opinion": compat,
            "the default command, one thread": [*compat, "--threads", "1"],
        }
        measured |= alternate(slow, arguments.slow_runs)
        print_table(measured, cat=median(measured["cat"], "cpu"))

        print("\nScaling (`--format json --no-round-trip`):\n")
        print_table(alternate(scaling(binary, trees), arguments.slow_runs))

        print("\nCold:\n")
        schemas = [binary, "compat", str(REPOSITORY / "schemas")]
        print_table(alternate({"the repository's own three schemas, default command": schemas}, arguments.runs))

        print()
        check_same_bytes(compat)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, help="runs of each fast command")
    parser.add_argument("--slow-runs", type=int, default=3, help="runs of each slow command")
    return parser.parse_args()


class Trees:
    """Trees of made-up schemas, each made once."""

    def __init__(self, root):
        self.root = root
        # Without optimization: the tests build it so, too.
        subprocess.run(["cargo", "build", "--quiet", "--example", "corpus"], cwd=REPOSITORY, check=True)
        self.maker = str(target_directory() / "debug" / "examples" / "corpus")

    def make(self, name, subjects, versions):
        out = self.root / name
        subprocess.run([self.maker, str(out), str(subjects), str(versions)], check=True)
        return out


def scaling(binary, trees):
    sizes = {
        "200 subjects of 10 versions: 18,000 pairs": (200, 10),
        "400 subjects of 10 versions: 36,000 pairs": (400, 10),
        "1 subject of 200 versions: 39,800 pairs": (1, 200),
        "4,000 subjects of 10 versions: 40,000 files, 360,000 pairs": (4000, 10),
    }
    rows = {}
    for name, (subjects, versions) in sizes.items():
        tree = trees.make(f"{subjects}x{versions}", subjects, versions)
        rows[name] = [binary, "compat", str(tree), *FAST]
    return rows


def print_table(measured, cat=None):
    print("| what | CPU | wall | peak memory |" + (" CPU against `cat` |" if cat else ""))
    print("|---|--:|--:|--:|" + ("--:|" if cat else ""))
    for name, runs in measured.items():
        cpu, wall, peak = (median(runs, what) for what in ("cpu", "wall", "peak"))
        row = f"| {name} | {cpu * 1e3:.1f} ms | {wall * 1e3:.1f} ms | {show_peak(peak)} |"
        print(row + (f" {cpu / cat:.1f} × |" if cat else ""))


def check_same_bytes(compat):
    for options in ([*FAST], ["--format", "json"], []):
        digests = {threads: digest([*compat, *options, "--threads", threads]) for threads in ("1", "2", "7")}
        same = len(set(digests.values())) == 1
        shown = " ".join(options) or "(none)"
        print(f"Output with 1, 2 and 7 threads, options {shown}: {'the same bytes' if same else f'DIFFERS: {digests}'}")
        if not same:
            sys.exit(1)


def digest(command):
    return hashlib.sha256(subprocess.run(command, capture_output=True).stdout).hexdigest()


if __name__ == "__main__":
    main()
