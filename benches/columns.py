"""Measures the CPU time of Parquet files made of a container file: avrocheck's, DuckDB's, and fastavro's with pandas.

    python3 benches/columns.py AVROCHECK WATCHES.avro [RUNS]

It needs the packages of tests/commands/requirements.txt, and pandas. Each program is a process of its own, they take turns, and the
fastest run of each counts. All files are read again, and have to have the same rows.
"""

import os
import subprocess
import sys
import tempfile
import time

DUCKDB = """
import sys, duckdb, duckdb_extension_avro, pathlib
duckdb.execute("set enable_progress_bar = false")
duckdb.execute("load '" + str(next(pathlib.Path(duckdb_extension_avro.__file__).parent.rglob("*.duckdb_extension"))) + "'")
duckdb.execute(f"copy (select * from read_avro('{sys.argv[1]}')) to '{sys.argv[2]}' (format parquet, compression zstd)")
"""

ONE_THREAD = "import duckdb; duckdb.execute('set threads = 1')"

FASTAVRO = """
import sys, fastavro, pandas
with open(sys.argv[1], "rb") as file:
    pandas.DataFrame.from_records(list(fastavro.reader(file))).to_parquet(sys.argv[2], compression="zstd")
"""


def main():
    program, source, *runs = sys.argv[1:]
    with tempfile.TemporaryDirectory() as directory:
        out = os.path.join(directory, "out.parquet")
        ours = [program, "deserialize", source, "--force", "-o", out, "--to"]
        commands = {
            "avrocheck, parquet, zstd": [*ours, "parquet"],
            "avrocheck, parquet, snappy": [*ours, "parquet", "--codec", "snappy"],
            "avrocheck, parquet, none": [*ours, "parquet", "--codec", "none"],
            "avrocheck, arrow": [*ours, "arrow"],
            "avrocheck, JSON lines": [*ours, "jsonl"],
            "DuckDB": [sys.executable, "-c", DUCKDB, source, out],
            "DuckDB, one thread": [sys.executable, "-c", ONE_THREAD + DUCKDB, source, out],
            "fastavro and pandas": [sys.executable, "-c", FASTAVRO, source, out],
        }
        best, sizes = {}, {}
        for _ in range(int(runs[0]) if runs else 5):
            for name, command in commands.items():
                before, wall = os.times(), time.monotonic()
                subprocess.run(command, check=True)
                after, wall = os.times(), time.monotonic() - wall
                cpu = after.children_user + after.children_system - before.children_user - before.children_system
                best[name] = min(best.get(name, (cpu, wall)), (cpu, wall))
                sizes[name] = os.path.getsize(out)
                if "JSON" not in name and "arrow" not in name:
                    check(out)
    first = best["avrocheck, parquet, zstd"][0]
    for name, (cpu, wall) in best.items():
        print(f"| {name} | {cpu:.2f} s | {wall:.2f} s | {cpu / first:.1f} × | {sizes[name] / 1e6:.1f} MB |")


rows = set()


def check(path):
    """All files have the same watches."""
    import duckdb

    rows.add(duckdb.sql(f"select count(*), sum(minute), sum(hash(movieId, userId, time)) from '{path}'").fetchone())
    assert len(rows) == 1, rows


main()
