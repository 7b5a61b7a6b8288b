"""The command, what runs it, and Ctrl+C."""

import os
import pathlib
import signal
import subprocess
import sys
import time

import pyarrow
import pytest
from conftest import WATCH, watches, write

import avrocheck

REPOSITORY = pathlib.Path(__file__).parents[3]
PROGRAM = pathlib.Path(sys.executable).with_name("avrocheck")


def run(*arguments, **named):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, **named)


def test_the_command_has_its_exit_codes_and_colours(tmp_path):
    for version, name in enumerate(["int", "string"], 1):
        (tmp_path / f"schemas/v{version}").mkdir(parents=True)
        (tmp_path / f"schemas/v{version}/user.avsc").write_text(f'{{"type": "array", "items": "{name}"}}')
    failed = run("compat", "schemas", cwd=tmp_path)
    assert failed.returncode == 1 and "AVC102" in failed.stdout and "\x1b" not in failed.stdout
    coloured = run("--color", "always", "compat", "schemas", cwd=tmp_path)
    assert coloured.returncode == 1 and "\x1b[" in coloured.stdout
    assert run("compat", "none", cwd=tmp_path).returncode == 2
    assert run("--nonsense").returncode == 2
    version = run("--version")
    assert version.returncode == 0 and version.stdout.startswith("avrocheck ")
    module = subprocess.run([sys.executable, "-m", "avrocheck", "--version"], capture_output=True, text=True)
    assert module.stdout == version.stdout


def test_a_closed_pipe_is_no_error(tmp_path):
    path = write(tmp_path / "watches.avro", WATCH, watches(100_000))
    with subprocess.Popen([PROGRAM, "deserialize", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait() == 0


def test_logs_become_container_files(tmp_path):
    out = tmp_path / "archive"
    log = REPOSITORY / "examples/logs/sample.log"
    report = avrocheck.serialize_logs(log, out, max_rejects=10, schemas=REPOSITORY / "schemas")
    table = pyarrow.table(avrocheck.read(out / "movie_watches.avro"))
    assert table.num_rows > 0 and report
    with pytest.raises(avrocheck.CommandError, match="none.log"):
        avrocheck.serialize_logs("none.log", tmp_path / "other")


def test_a_scan_has_one_verdict_for_each_writer(tmp_path):
    good = write(tmp_path / "good.avro", WATCH, watches(10))
    reader = {**WATCH, "fields": [{"name": "user", "type": "long"}]}
    report = avrocheck.scan([good], reader=reader, records=True)
    assert "data-dependent" in str(report)
    (tmp_path / "bad.avro").write_text("no container file")
    assert "bad.avro" in str(avrocheck.scan(tmp_path, reader=WATCH))
    with pytest.raises(avrocheck.SchemaError):
        avrocheck.scan(good, reader="strin")


def test_a_scan_has_a_row_for_each_file(tmp_path):
    write(tmp_path / "lake.avro", WATCH, watches(10))
    (tmp_path / "bad.avro").write_text("no container file")
    reader = {**WATCH, "fields": [{"name": "user", "type": "long"}]}
    paths = [tmp_path / name for name in ["lake.avro", "bad.avro", "none.avro"]] * 400
    rows = {pathlib.Path(row["file"]).name: row for row in avrocheck.scan_files(paths, reader, records=True)}
    good = rows["lake.avro"]
    assert (good["verdict"], good["fails"], good["block"], good["record"]) == ("data-dependent", True, 0, 0)
    assert "magic number" in rows["bad.avro"]["error"] and rows["none.avro"]["verdict"] is None
    assert avrocheck.scan_files([], reader) == []
    with pytest.raises(avrocheck.SchemaError):
        avrocheck.scan_files(paths, reader="strin")


INTERRUPTED = """
import sys, time
import avrocheck, pyarrow
print("ready", flush=True)
try:
    while True:
        {read}
except KeyboardInterrupt:
    print("KeyboardInterrupt", flush=True)
"""

# In one call it is pyarrow whose exception ends the reading. KeyboardInterrupt follows, also where that is caught.
ONE_CALL = """
        try:
            pyarrow.table(avrocheck.read(sys.argv[1:] * 1000))
        except pyarrow.ArrowInvalid as error:
            print(error, flush=True)
"""

READS = {
    "one call": ONE_CALL.strip(),
    "batches": "for batch in pyarrow.RecordBatchReader.from_stream(avrocheck.read(sys.argv[1:] * 1000)): pass",
    "a scan": "avrocheck.scan(sys.argv[1:] * 100, reader='int', records=True)",
}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
@pytest.mark.parametrize("name", READS)
def test_ctrl_c_ends_the_reading(tmp_path, name):
    path = write(tmp_path / "watches.avro", WATCH, watches(100_000))
    script = INTERRUPTED.format(read=READS[name])
    with subprocess.Popen([sys.executable, "-c", script, path], stdout=subprocess.PIPE, text=True) as reading:
        assert reading.stdout.readline() == "ready\n"
        time.sleep(0.5)
        reading.send_signal(signal.SIGINT)
        since = time.monotonic()
        assert reading.stdout.readline() == "KeyboardInterrupt\n"
        # A second, and what a busy machine adds.
        assert time.monotonic() - since < 3
