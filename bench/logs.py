#!/usr/bin/env python3
"""Logs in, tables of what their conversion costs out: avrocheck beside `cp` and beside other Avro implementations.

    python3 bench/logs.py                     # builds everything, makes a log of a million lines, measures: some ten minutes
    python3 bench/logs.py --only serialize    # one table; --help lists them
    python3 bench/logs.py --log FILE.csv      # another log

The commands of a table take turns, so that a busy machine disturbs all alike, and its figures are medians. Before anything is
measured, the files of all peers are compared record by record. Python 3.11 or later with pip (fastavro is put into a virtual
environment under bench/target), Linux or macOS. Where there is Go, hamba/avro is built under bench/target, too, and measured.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benches"))
from measuring import REPOSITORY, alternate, build, median, print_machine, show_peak  # noqa: E402

BENCH = REPOSITORY / "bench"
FILES = ["movie_watches", "movie_ratings", "recommendation_requests"]
KIB_64 = 64 << 10


def main():
    arguments = parse_arguments()
    binary = build()
    with tempfile.TemporaryDirectory(dir=arguments.scratch) as scratch:
        bench = Bench(binary, Path(scratch), arguments)
        print_machine(binary)
        print(f"The log: {bench.log.stat().st_size / 1e6:.1f} MB.")
        check_same_records(bench)
        for name in arguments.only:
            print(f"\n## {name}\n")
            TABLES[name](bench)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=TABLES, default=list(TABLES), help="some of the tables")
    parser.add_argument("--lines", type=int, default=1_000_000, help="length of the log that is made")
    parser.add_argument("--log", type=Path, help="a CSV log to use instead")
    parser.add_argument("--corpus", type=Path, help="schemas for the table compat to use instead of those that are made")
    parser.add_argument("--runs", type=int, default=11, help="runs of each fast command")
    parser.add_argument("--slow-runs", type=int, default=3, help="runs of each command that takes seconds")
    parser.add_argument("--scratch", help="a directory on the disk to use, for about 2 GB")
    return parser.parse_args()


class Bench:
    """The commands, the log, and a directory for the output of each."""

    def __init__(self, binary, scratch, arguments):
        self.binary, self.scratch = binary, scratch
        self.runs, self.slow_runs, self.lines = arguments.runs, arguments.slow_runs, arguments.lines
        self.log = arguments.log or self.make_log(arguments.lines)
        self.corpus = arguments.corpus
        subprocess.run(["cargo", "build", "--release", "--quiet", "--target-dir", "target"], cwd=BENCH, check=True)
        self.python = install_python_peer()
        self.go = build_go_peer()

    def make_log(self, lines):
        log = self.scratch / f"{lines}.csv"
        if log.exists():
            return log
        subprocess.run([sys.executable, BENCH.parent / "benches" / "generate_logs.py", str(lines), log], check=True)
        return log

    def out(self, name):
        return self.scratch / "out" / name.replace(" ", "-").replace("/", "-")

    def clean(self, name):
        """Takes the output of the run before away: new files are what is measured."""
        shutil.rmtree(self.out(name), ignore_errors=True)
        self.out(name).mkdir(parents=True)

    def serialize(self, name, *options, log=None, version="v3"):
        schemas = ["--schemas", str(REPOSITORY / "schemas"), "--schema-version", version, "--quiet"]
        return [self.binary, "serialize", str(log or self.log), "--out", str(self.out(name)), *schemas, "--force", *options]

    def deserialize(self, file, *options):
        return [self.binary, "deserialize", str(file), "--schemas", str(REPOSITORY / "schemas"), *options]

    def peer(self, peer, *options):
        if peer == "fastavro":
            return [self.python, str(BENCH / "fastavro_peer.py"), *options]
        if peer == "hamba":
            return [self.go, *options]
        return [str(BENCH / "target" / "release" / peer), *options]

    def peer_serializes(self, peer, name, codec="null", size=0):
        options = ["serialize", str(self.log), str(self.out(name)), codec]
        return self.peer(peer, *options, *([] if peer == "fastavro" else [str(size)]))

    def alternate(self, rows, runs, before=None):
        return alternate(rows, runs, before or self.clean, accepted=(0,))


def install_python_peer():
    home = BENCH / "target" / "python"
    python, stamp = home / "bin" / "python", home / "installed.txt"
    wanted = (BENCH / "requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
        subprocess.run([python, *pip, "-r", BENCH / "requirements.txt"], check=True)
        stamp.write_text(wanted)
    return str(python)


def build_go_peer():
    """None where there is no Go."""
    if shutil.which("go") is None:
        print("There is no Go, so that hamba/avro is not measured.")
        return None
    peer = BENCH / "target" / "go" / "peer"
    subprocess.run(["go", "build", "-o", peer, "."], cwd=BENCH / "go", check=True)
    return str(peer)


def check_same_records(bench):
    """Reads with avrocheck what each peer writes, and compares what the peers read with what avrocheck reads."""
    rows = {peer: bench.peer_serializes(peer, peer) for peer in ("apache_avro", "serde_avro_fast", "arrow_avro", "fastavro")}
    rows["avrocheck"] = bench.serialize("avrocheck", "--codec", "null")
    for name, command in rows.items():
        bench.clean(name)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for file in FILES:
        digests = {name: digest(bench.deserialize(bench.out(name) / f"{file}.avro")) for name in rows}
        own = bench.out("avrocheck") / f"{file}.avro"
        for peer in ("apache_avro", "serde_avro_fast", "fastavro"):
            digests[f"{peer}, reading"] = digest(bench.peer(peer, "deserialize", str(own)))
        if len(set(digests.values())) != 1:
            sys.exit(f"{file}: not all write and read the same records: {digests}")
    print(f"The records of {', '.join(rows)} are the same, written and read.")


def digest(command):
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        found = hashlib.file_digest(process.stdout, "sha256").hexdigest()
    if process.returncode != 0:
        sys.exit(f"{command[:3]} ended with exit code {process.returncode}")
    return found


def serialize(bench):
    """No compression and one thread, against copying the file; and the slow peer apart, or it would take most of the time."""
    own, copied = "avrocheck, `--codec null --threads 1`", "`cp`"
    over, copied_over = "avrocheck, in place of files that are there", "`cp`, over a file that is there"
    null = ["--codec", "null", "--threads", "1"]
    rows = {
        copied: ["cp", str(bench.log), str(bench.out(copied) / "copy")],
        own: bench.serialize(own, *null),
        "arrow-avro": bench.peer_serializes("arrow_avro", "arrow-avro"),
        "serde_avro_fast": bench.peer_serializes("serde_avro_fast", "serde_avro_fast"),
        "apache-avro, serde": bench.peer_serializes("apache_avro", "apache-avro, serde"),
        copied_over: ["cp", str(bench.log), str(bench.out(copied_over) / "copy")],
        over: bench.serialize(over, *null),
    }
    for name in (over, copied_over):
        bench.clean(name)
    measured = bench.alternate(rows, bench.runs, lambda name: name in (over, copied_over) or bench.clean(name))
    slow = {own: rows[own], "fastavro": bench.peer_serializes("fastavro", "fastavro")}
    apart = bench.alternate(slow, bench.slow_runs)
    cpu = {name: median(runs, "cpu") for name, runs in measured.items()}
    header("what", "CPU", "wall", "peak memory", "CPU against `cp`", "against avrocheck")
    for name, runs in measured.items():
        base, beside = (copied_over, over) if name in (over, copied_over) else (copied, own)
        row(name, *costs(runs), times(cpu[name], cpu[base]), times(cpu[name], cpu[beside]))
    own_cpu, cpu = (median(apart[name], "cpu") for name in (own, "fastavro"))
    row("fastavro", *costs(apart["fastavro"]), "", times(cpu, own_cpu))


def deflate(bench):
    header("what", "CPU", "CPU against avrocheck", "size of the files")
    for level in (1, 6, 9):
        codec = f"deflate:{level}"
        own = f"avrocheck, `--codec {codec} --threads 1`"
        rows = {
            own: bench.serialize(own, "--codec", codec, "--threads", "1"),
            f"apache-avro, level {level}": ("apache_avro", 0),
            f"apache-avro, level {level}, blocks of 64 KiB": ("apache_avro", KIB_64),
            f"serde_avro_fast, level {level}, blocks of 64 KiB": ("serde_avro_fast", KIB_64),
        }
        for name, peer in rows.items():
            rows[name] = bench.peer_serializes(peer[0], name, codec, peer[1]) if isinstance(peer, tuple) else peer
        measured = bench.alternate(rows, bench.slow_runs)
        base = median(measured[own], "cpu")
        for name, runs in measured.items():
            size = sum(path.stat().st_size for path in bench.out(name).iterdir())
            cpu = median(runs, "cpu")
            row(name, seconds(cpu), times(cpu, base), f"{size / 1e6:.1f} MB")


def threads(bench):
    header("codec", "wall, 1 thread", "wall, 2 threads", "times as fast", "CPU, 1 thread", "CPU, 2 threads")
    for codec in ("deflate", "zstandard", "null"):
        one, two = f"{codec} with one", f"{codec} with two"
        rows = {name: bench.serialize(name, "--codec", codec, "--threads", n) for name, n in ((one, "1"), (two, "2"))}
        measured = bench.alternate(rows, bench.runs)
        wall = {name: median(runs, "wall") for name, runs in measured.items()}
        cpu = [seconds(median(runs, "cpu")) for runs in measured.values()]
        row(f"`{codec}`", seconds(wall[one]), seconds(wall[two]), times(wall[one], wall[two]), *cpu)


def memory(bench):
    header("lines", "codec", "peak memory, 2 threads")
    for lines in (bench.lines, 5 * bench.lines):
        log = bench.make_log(lines)
        for codec in ("null", "deflate"):
            rows = {codec: bench.serialize(codec, "--codec", codec, "--threads", "2", log=log)}
            runs = bench.alternate(rows, bench.slow_runs)[codec]
            row(f"{lines:,}", f"`{codec}`", show_peak(max(run.peak for run in runs)))


def deserialize(bench):
    file = written(bench) / "movie_watches.avro"
    own = "avrocheck"
    rows = {own: bench.deserialize(file)}
    for peer, name in (("serde_avro_fast", "serde_avro_fast"), ("apache_avro", "apache-avro, serde")):
        rows[name] = bench.peer(peer, "deserialize", str(file))
    measured = bench.alternate(rows, bench.runs)
    slow = {own: rows[own], "fastavro and json": bench.peer("fastavro", "deserialize", str(file))}
    if bench.go:
        slow["hamba/avro, map, encoding/json"] = bench.peer("hamba", "deserialize", str(file))
    apart = bench.alternate(slow, bench.slow_runs)
    header("what", "CPU", "wall", "peak memory", "CPU against avrocheck")
    for group, names in ((measured, measured), (apart, list(slow)[1:])):
        for name in names:
            row(name, *costs(group[name]), times(median(group[name], "cpu"), median(group[own], "cpu")))


def resolving(bench):
    """Old files through the newest schema: avrocheck prints JSON lines, arrow-avro leaves columns in memory."""
    header("file, of v1", "avrocheck, JSON lines", "arrow-avro, columns", "arrow-avro against avrocheck")
    for file in FILES:
        path = written(bench, "v1") / f"{file}.avro"
        rows = {
            "avrocheck": bench.deserialize(path, "--reader", "v3"),
            "arrow-avro": bench.peer("arrow_avro", "deserialize", str(path)),
        }
        measured = bench.alternate(rows, bench.runs)
        own, other = (median(runs, "cpu") for runs in measured.values())
        row(file, seconds(own), seconds(other), times(other, own))


def compat(bench):
    """Yes or no for 18,000 pairs of schemas: avrocheck also says why, hamba/avro does not."""
    corpus = bench.corpus or bench.scratch / "corpus"
    if bench.corpus is None:
        make = ["cargo", "run", "--release", "--quiet", "--example", "corpus", "--", corpus, "200", "10"]
        subprocess.run(make, cwd=REPOSITORY, check=True)
    own = "avrocheck, `compat OUT --format json --no-round-trip --no-proof --threads 1`"
    flags = ["--format", "json", "--no-round-trip", "--no-proof", "--threads", "1"]
    rows = {own: [bench.binary, "compat", str(corpus), *flags]}
    if bench.go:
        rows["hamba/avro, `SchemaCompatibility`"] = bench.peer("hamba", "compat", str(corpus))
    measured = alternate(rows, bench.slow_runs)
    header("what", "CPU", "wall", "peak memory", "CPU against avrocheck")
    for name, runs in measured.items():
        row(name, *costs(runs), times(median(runs, "cpu"), median(measured[own], "cpu")))


def evolution(bench):
    header("file", "reader", "CPU", "CPU against its own schema")
    for file in FILES:
        for version, readers in (("v3", ("v3", "v2", "v1")), ("v1", ("v1", "v2", "v3"))):
            path = written(bench, version) / f"{file}.avro"
            rows = {reader: bench.deserialize(path, "--reader", reader) for reader in readers}
            measured = bench.alternate(rows, bench.runs)
            for reader in readers:
                cpu = median(measured[reader], "cpu")
                row(f"{file}, {version}", reader, seconds(cpu), times(cpu, median(measured[version], "cpu")))


def written(bench, version="v3"):
    """The container files of the log in one version of the schemas."""
    name = f"written {version}"
    if not bench.out(name).exists():
        bench.clean(name)
        subprocess.run(bench.serialize(name, "--codec", "null", version=version), check=True)
    return bench.out(name)


def same_bytes(bench):
    for codec in ("null", "deflate", "zstandard"):
        found = set()
        for count in ("1", "2", "3", "7"):
            bench.clean("same")
            subprocess.run(bench.serialize("same", "--codec", codec, "--threads", count), check=True)
            files = sorted(bench.out("same").iterdir())
            found.add(tuple(hashlib.sha256(path.read_bytes()).hexdigest() for path in files))
        print(f"Files with 1, 2, 3 and 7 threads, {codec}: {'the same bytes' if len(found) == 1 else 'DIFFERENT'}")
        if len(found) != 1:
            sys.exit(1)


TABLES = {
    "serialize": serialize,
    "deflate": deflate,
    "threads": threads,
    "memory": memory,
    "deserialize": deserialize,
    "evolution": evolution,
    "resolving": resolving,
    "compat": compat,
    "bytes": same_bytes,
}


def header(*columns):
    row(*columns)
    print("|" + "---|" + "--:|" * (len(columns) - 1))


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def costs(runs):
    return seconds(median(runs, "cpu")), seconds(median(runs, "wall")), show_peak(median(runs, "peak"))


def seconds(time):
    return f"{time * 1e3:.0f} ms" if time < 1 else f"{time:.2f} s"


def times(one, other):
    return f"{one / other:.2f} ×" if one < 10 * other else f"{one / other:.0f} ×"


if __name__ == "__main__":
    main()
