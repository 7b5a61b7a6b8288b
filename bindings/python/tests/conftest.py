"""Files that the tests read."""

import fastavro
import pytest

WATCH = {
    "type": "record",
    "name": "Watch",
    "fields": [
        {"name": "movie", "type": "string"},
        {"name": "user", "type": ["null", "long"]},
        {"name": "minute", "type": "int"},
    ],
}


def watches(count):
    return [{"movie": f"m{n % 5}", "user": None if n % 7 == 0 else n, "minute": n % 100} for n in range(count)]


def write(path, schema, records):
    with open(path, "wb") as out:
        fastavro.writer(out, schema, records, codec="deflate")
    return path


@pytest.fixture
def watch_file(tmp_path):
    return write(tmp_path / "watches.avro", WATCH, watches(1000))
