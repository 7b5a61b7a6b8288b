"""Measures the CPU time of reading a container file into pandas and polars: avrocheck's, and fastavro's.

    python3 benches/python.py WATCHES.avro [RUNS]

It needs the package avrocheck as a release builds it, and the packages of tests/bindings/requirements.txt. Each program is a process of its own,
whose start and imports count; they take turns, and the fastest run of each counts. All have to read the same.
"""

import os
import subprocess
import sys
import time

READ = {
    "pandas": {
        "avrocheck": "import avrocheck, pandas; frame = pandas.DataFrame.from_arrow(avrocheck.read(path))",
        "fastavro": "import fastavro, pandas; frame = pandas.DataFrame.from_records(list(fastavro.reader(open(path, 'rb'))))",
        "nothing": "import pandas; frame = pandas.DataFrame({'minute': [0]})",
    },
    "polars": {
        "avrocheck": "import avrocheck, polars; frame = polars.DataFrame(avrocheck.read(path))",
        "fastavro": "import fastavro, polars; frame = polars.DataFrame(list(fastavro.reader(open(path, 'rb'))))",
        "nothing": "import polars; frame = polars.DataFrame({'minute': [0]})",
    },
}

CHECK = "import sys; path = sys.argv[1]; {}; print(len(frame), frame['minute'].sum())"


def cpu_of(code, path):
    """CPU and wall time in seconds, and what was read."""
    before, wall = os.times(), time.monotonic()
    read = subprocess.run([sys.executable, "-c", CHECK.format(code), path], check=True, capture_output=True, text=True).stdout
    after, wall = os.times(), time.monotonic() - wall
    return after.children_user + after.children_system - before.children_user - before.children_system, wall, read


def main():
    path, *runs = sys.argv[1:]
    for into, programs in READ.items():
        best, read = {}, set()
        for _ in range(int(runs[0]) if runs else 5):
            for name, code in programs.items():
                cpu, wall, rows = cpu_of(code, path)
                best[name] = min(best.get(name, (cpu, wall)), (cpu, wall))
                read |= {rows} if name != "nothing" else set()
        assert len(read) == 1, read
        first, start = best["avrocheck"][0], best["nothing"][0]
        for name, (cpu, wall) in best.items():
            alone = f"{(cpu - start) / (first - start):.1f} ×" if name != "nothing" else ""
            print(f"| {into} | {name} | {cpu:.2f} s | {wall:.2f} s | {cpu / first:.1f} × | {alone} |")


main()
