"""Commands in, what they cost as whole processes out: CPU time, wall time and peak memory, as the system accounts for them."""

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass
class Run:
    cpu: float
    wall: float
    peak: float  # MiB


def build(*options):
    """Builds the release binary, and says where it is."""
    subprocess.run(["cargo", "build", "--release", "--quiet", *options], cwd=REPOSITORY, check=True)
    return str(target_directory() / "release" / "avrocheck")


def target_directory():
    return Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))


def alternate(rows, runs, before=lambda name: None, accepted=(0, 1)):
    """Runs every command once, then every command again, and so on; the first round only warms the caches up. `before` is called
    with the name of each command before it runs. Of a check, exit code 1 means that some pairs are incompatible."""
    measured = {name: [] for name in rows}
    for round_number in range(runs + 1):
        for name, command in rows.items():
            before(name)
            run = measure(command, accepted)
            if round_number > 0:
                measured[name].append(run)
    return measured


def measure(command, accepted):
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        sys.exit(f"{command[:3]} ended with exit code {process.returncode}")
    return Run(usage.ru_utime + usage.ru_stime, wall, peak_of(usage))


def peak_of(usage):
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB here
    return usage.ru_maxrss * unit / 2**20


def show_peak(peak):
    """A child starts as a copy of this process, so the system cannot tell peaks below this one's own."""
    own = peak_of(resource.getrusage(resource.RUSAGE_SELF))
    return f"{peak:.0f} MiB" if peak > own + 1 else f"< {own + 1:.0f} MiB"


def median(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def print_machine(binary):
    version = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.strip()
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{version}, {rust}, {platform.system()} {platform.machine()}, {cores} cores\n")
