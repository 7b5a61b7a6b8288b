#!/usr/bin/env python3
"""The release binary in, a table of what avrocheck's commands cost out: instructions, which are the same on a busy machine.

    python3 benches/table.py             # builds, makes schemas and logs in a temporary directory, counts instructions
    python3 benches/table.py --check     # the same, and fails if a row has grown by more than 3 % since benches/instructions.json
    python3 benches/table.py --record    # the same, and writes benches/instructions.json
    python3 benches/table.py --all       # also wall times and peak memory, which depend on the machine and are not checked

Instructions are counted with valgrind's callgrind, on one thread. Python 3.11 or later, valgrind; otherwise the standard library, Linux.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from measuring import REPOSITORY, alternate, build, median, print_machine, show_peak
from pull_request import edited_in_place
from whole_process import Trees

RECORD = REPOSITORY / "benches" / "instructions.json"
TOLERATED = 1.03
# What the start of a program takes depends on the directory, the environment and git.
START = 500_000
LINES = 100_000


@dataclass
class Row:
    what: str
    command: list
    # What the command writes, and must not find there.
    output: Path | None = None


def main():
    arguments = parse_arguments()
    binary = build()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        trees = Trees(scratch)
        print_machine(binary)
        counted = {row.what: instructions(row) for row in instruction_rows(binary, trees)}
        recorded = json.loads(RECORD.read_text()) if RECORD.exists() else {}
        print_instructions(counted, recorded)
        if arguments.record:
            RECORD.write_text(json.dumps(counted, indent=2, ensure_ascii=False) + "\n")
        if arguments.check:
            check(counted, recorded)
        if arguments.all:
            # A command that is run in a repository reads no other.
            os.chdir(scratch)
            print_wall_and_memory(binary, trees)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail if a row has grown")
    parser.add_argument("--record", action="store_true", help="write the numbers down for --check")
    parser.add_argument("--all", action="store_true", help="measure wall times and peak memory, too")
    return parser.parse_args()


def instruction_rows(binary, trees):
    corpus = str(trees.make("40x10", 40, 10))
    logs = trees.root / "logs.csv"
    generator = REPOSITORY / "benches" / "generate_logs.py"
    subprocess.run([sys.executable, generator, str(LINES), logs], check=True)
    older = up_to_v3(trees.root / "older")
    compat, one = [binary, "compat", corpus], ["--threads", "1"]
    fast = ["--format", "json", "--no-round-trip"]
    containers, again = trees.root / "containers", trees.root / "again"
    serialize = [binary, "serialize", str(logs), "--codec", "null", "--schema-version", "v3", *one, "--out"]
    subprocess.run([*serialize, str(containers)], cwd=REPOSITORY, check=True, capture_output=True)
    watches = str(containers / "movie_watches.avro")
    deserialize = [binary, "deserialize", watches, "--to", "jsonl"]
    return [
        Row("`compat OUT`, everything on", [*compat, *one]),
        Row("`compat OUT --format json --no-round-trip`", [*compat, *fast, *one]),
        Row("the same with `--no-proof`", [*compat, *fast, "--no-proof", *one]),
        Row("`compat schemas/`, v1 to v3", [binary, "compat", str(older / "schemas"), *one]),
        Row("`serialize --codec null --schema-version v3`, 100,000 lines", [*serialize, str(again)], again),
        Row("`deserialize --to jsonl`, 90,000 watches", deserialize),
        Row("the same with `--reader v3`", [*deserialize, "--reader", "v3"]),
    ]


def up_to_v3(directory):
    """The shipped schemas and fixtures without newer versions, so that the row does not grow with them."""
    for kind in ("schemas", "fixtures"):
        for version in ("v1", "v2", "v3"):
            shutil.copytree(REPOSITORY / kind / version, directory / kind / version)
    shutil.copy(REPOSITORY / "avrocheck.toml", directory)
    return directory


def instructions(row):
    """How many instructions the command takes."""
    callgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run([*callgrind, *row.command], cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if row.output:
        shutil.rmtree(row.output)
    # Of a check, 1 means that some pairs are incompatible.
    collected = re.search(rb"Collected : (\d+)", done.stderr)
    if done.returncode not in (0, 1) or not collected:
        sys.exit(f"{row.command[:2]} under callgrind ended with exit code {done.returncode}:\n{done.stderr.decode()}")
    return int(collected[1])


def print_instructions(counted, recorded):
    print("| what | instructions | recorded |\n|---|--:|--:|")
    for what, count in counted.items():
        before = recorded.get(what)
        change = f"{before / 1e6:,.1f} M ({count / before - 1:+.1%})" if before else ""
        print(f"| {what} | {count / 1e6:,.1f} M | {change} |")


def check(counted, recorded):
    unknown = counted.keys() ^ recorded.keys()
    grown = [what for what, count in counted.items() if count > TOLERATED * recorded.get(what, count) + START]
    for what in grown:
        print(f"{what}: more than 3 % above {RECORD.name}")
    for what in unknown:
        print(f"{what}: only here or only in {RECORD.name}")
    if grown or unknown:
        sys.exit("If that is meant: python3 benches/table.py --record, and say why in the commit")


def print_wall_and_memory(binary, trees):
    in_place = edited_in_place(trees)
    compat = [binary, "compat"]
    fast = ["--format", "json", "--no-round-trip"]
    medium, corpus = str(trees.make("200x10", 200, 10)), str(trees.root / "40x10")
    wide, many, long = fields(trees.root), str(trees.make("4000x10", 4000, 10)), compact(trees.make("1x300", 1, 300))
    rows = {
        "`compat OUT`, one thread": [*compat, corpus, "--threads", "1"],
        "`compat OUT`, two threads": [*compat, corpus, "--threads", "2"],
        "`compat` of 200 subjects of 10 versions": [*compat, medium],
        "`compat` of 300 versions of one subject": [*compat, long],
        "`compat --against main` of 2,000 schemas in place, one changed": [*compat, in_place, "--against", "main"],
        "`compat` of two records of 20,000 fields, all with another type": [*compat, wide],
    }
    measured = alternate(rows, 5)
    slow = "`compat --format json --no-round-trip --no-proof` of 4,000 subjects of 10 versions"
    measured |= alternate({slow: [*compat, many, *fast, "--no-proof"]}, 1)
    print("\n| what | wall | CPU | peak memory |\n|---|--:|--:|--:|")
    for what, runs in measured.items():
        cpu, wall, peak = (median(runs, one) for one in ("cpu", "wall", "peak"))
        print(f"| {what} | {wall * 1e3:,.0f} ms | {cpu * 1e3:,.0f} ms | {show_peak(peak)} |")


def compact(tree):
    """The same schemas without white space: with it 300 versions are more than avrocheck takes."""
    for file in tree.rglob("*.avsc"):
        file.write_text(json.dumps(json.loads(file.read_text()), separators=(",", ":")))
    return str(tree)


def fields(root):
    """Two versions of a record of 20,000 fields, which have other types in the newer one."""
    for version, types in (("v1", "string"), ("v2", "int")):
        fields = [{"name": f"field_{number}", "type": types} for number in range(20_000)]
        directory = root / "wide" / version
        directory.mkdir(parents=True)
        record = {"type": "record", "name": "Wide", "fields": fields}
        (directory / "wide.avsc").write_text(json.dumps(record, indent=2))
    return str(root / "wide")


if __name__ == "__main__":
    main()
