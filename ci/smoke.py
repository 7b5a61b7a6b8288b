#!/usr/bin/env python3
"""Checks that a program works on this system: the three exit codes of compat, and a log that is converted and restored.

    ci/smoke.py BINARY
"""

import pathlib
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parent.parent


def main(binary: str) -> None:
    program = pathlib.Path(binary).resolve()
    for code, arguments in [
        (0, ["compat", "schemas"]),
        (1, ["compat", "examples/broken/schemas", "--level", "BACKWARD"]),
        (2, ["compat", "no/such/schemas"]),
    ]:
        run(program, code, *arguments)
    with tempfile.TemporaryDirectory() as out:
        log = HOME / "examples/logs/sample.log"
        run(program, 0, "serialize", log, "--out", out, "--max-rejects", "10")
        lines = run(program, 0, "deserialize", pathlib.Path(out, "movie_watches.avro"), "--to", "log").splitlines()
        if not lines or not set(lines) <= set(log.read_bytes().splitlines()):
            sys.exit("the lines that come back are not those of the log")
    print(f"{program} works")


def run(program: pathlib.Path, code: int, *arguments: object) -> bytes:
    done = subprocess.run([program, *arguments], cwd=HOME, stdout=subprocess.PIPE)
    if done.returncode != code:
        sys.exit(f"`avrocheck {' '.join(map(str, arguments))}` ends with {done.returncode}, not {code}")
    return done.stdout


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
