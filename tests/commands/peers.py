"""A directory of our files in, every reader's opinion of them out: each value is compared with the JSON beside the files.

For each schema NAME there are NAME.avsc, NAME.json (an array of records, bytes as {"hex": ...}), NAME.fingerprint (CRC-64-AVRO
as single-object encoding has it, in hex) and NAME.CODEC.avro. Every writer writes NAME.CODEC.WRITER.avro back. The first
difference ends the run; on success each file is a line of the output.
"""

import datetime
import glob
import json
import math
import os
import sys
import uuid

import duckdb
import duckdb_extension_avro
import fastavro
import fastavro.schema
import polars
import polars.selectors

CODECS = {
    "fastavro": ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"],
    "duckdb": ["null", "deflate", "snappy"],
    "polars": ["null", "deflate", "snappy"],
}
EPOCH = datetime.datetime(1970, 1, 1)


def main(directory):
    os.chdir(directory)
    # Panics of polars are expected, and say so on standard error.
    os.environ["RUST_BACKTRACE"] = "0"
    for name in sorted(path.removesuffix(".avsc") for path in glob.glob("*.avsc")):
        schema = load(f"{name}.avsc")
        rows = load(f"{name}.json")
        fingerprint(name, schema)
        for codec in CODECS["fastavro"]:
            ask_polars(name, schema, rows, codec)
        if name.startswith("polars"):
            continue
        for reader, read in READERS.items():
            for codec in CODECS[reader] if is_for(reader, schema, rows) else []:
                file = f"{name}.{codec}.avro"
                try:
                    found = read(file)
                except Exception as error:
                    sys.exit(f"{reader} cannot read {file}: {error!r}")
                compare(f"{reader} {file}", rows, found)
        for codec in CODECS["fastavro"]:
            write_with_fastavro(name, codec)
        for codec in CODECS["polars"] if rows and not polars_refuses(schema, rows, "null") else []:
            write_with_polars(name, codec)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def is_for(reader, schema, rows):
    """Whether a reader can read a file, of any writer: DuckDB reads tables without recursion. Polars is asked about all."""
    if reader == "fastavro":
        return True
    is_table = isinstance(schema, dict) and schema["type"] == "record" and not schema["name"].startswith("rare.")
    return reader == "duckdb" and is_table


def ask_polars(name, schema, rows, codec):
    """Polars has to read a file as we do, or to refuse it: docs/logs.md lists for which reasons."""
    file, reason = f"{name}.{codec}.avro", polars_refuses(schema, rows, codec)
    try:
        found = read_with_polars(file)
    except BaseException as error:  # it panics
        if reason is None:
            sys.exit(f"polars cannot read {file}: {error!r}")
        print(f"polars refused {file}: {reason}")
        return
    if reason is not None:
        sys.exit(f"polars reads {file}, and docs/logs.md says that it does not, because of {reason}")
    compare(f"polars {file}", rows, found)


def polars_refuses(schema, rows, codec):
    """Why polars does not read a file, or None."""
    if codec not in CODECS["polars"]:
        return "the codec"
    if not isinstance(schema, dict) or schema["type"] != "record":
        return "no record"
    if not rows and codec != "null":
        return "no records in a compressed file"
    return next(reasons_in(schema, "record"), None)


def reasons_in(schema, inside):
    """What polars does not read in a schema, which is `inside` a record, an array or a union."""
    if isinstance(schema, list):
        if len(schema) != 2 or "null" not in schema:
            yield "a union that is not of null and another type"
        for branch in schema:
            if branch != "null":
                yield from reasons_in(branch, "union")
        return
    kind = schema["type"] if isinstance(schema, dict) else schema
    if kind == "record":
        for field in schema["fields"]:
            if field.get("default") not in (None, []):
                yield "a default other than null and []"
            yield from reasons_in(field["type"], "record")
    elif kind == "enum":
        if inside != "record":
            yield "an enum in an array or a union"
    elif kind == "array":
        yield from reasons_in(schema["items"], "array")
    elif kind in ("map", "null"):
        yield f"the type {kind}"
    elif isinstance(schema, dict) and schema.get("logicalType") == "duration":
        yield "the logical type duration"
    elif kind not in ("boolean", "int", "long", "float", "double", "bytes", "string", "fixed"):
        yield "a name instead of a type"


def fingerprint(name, schema):
    with open(f"{name}.fingerprint", encoding="ascii") as file:
        ours = file.read()
    theirs = fastavro.schema.fingerprint(fastavro.schema.to_parsing_canonical_form(schema), "CRC-64-AVRO")
    if ours != theirs:
        sys.exit(f"fastavro's fingerprint of {name} is {theirs}, ours is {ours}")


def read_with_fastavro(path):
    with open(path, "rb") as file:
        return list(fastavro.reader(file))


def read_with_duckdb(path):
    # The extension of the Python package: nothing is downloaded.
    found = glob.glob(os.path.join(os.path.dirname(duckdb_extension_avro.__file__), "**/avro.duckdb_extension"), recursive=True)
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true", "autoinstall_known_extensions": "false"})
    connection.execute(f"LOAD '{found[0]}'")
    result = connection.execute("SELECT * FROM read_avro(?)", [path])
    columns = [column[0] for column in result.description]
    return [dict(zip(columns, row)) for row in result.fetchall()]


def read_with_polars(path):
    return polars.read_avro(path).to_dicts()


READERS = {"fastavro": read_with_fastavro, "duckdb": read_with_duckdb}


def write_with_fastavro(name, codec):
    with open(f"{name}.null.avro", "rb") as file:
        reader = fastavro.reader(file, return_record_name=True, return_named_type=True)
        records = list(reader)
    target = f"{name}.{codec}.fastavro.avro"
    with open(target, "wb") as file:
        fastavro.writer(file, reader.writer_schema, records, codec=codec, sync_interval=500)
    print(f"fastavro wrote {target}: {len(records)}")


def write_with_polars(name, codec):
    # It writes neither enums nor times.
    as_written = {polars.selectors.categorical(): polars.String, polars.selectors.datetime(): polars.Int64}
    frame = polars.read_avro(f"{name}.null.avro").cast(as_written)
    target = f"{name}.{codec}.polars.avro"
    frame.write_avro(target, compression={"null": "uncompressed"}.get(codec, codec))
    print(f"polars wrote {target}: {frame.height}")


def compare(what, ours, theirs):
    if len(ours) != len(theirs):
        sys.exit(f"{what}: {len(theirs)} records, and there are {len(ours)}")
    for number, (our, their) in enumerate(zip(ours, theirs)):
        their = plain(their)
        if not same(our, their):
            sys.exit(f"{what}: record {number} is\n{their}\nand should be\n{our}")
    print(f"{what}: {len(ours)}")


def same(our, their):
    if isinstance(our, dict) and isinstance(their, dict):
        return our.keys() == their.keys() and all(same(our[key], their[key]) for key in our)
    if isinstance(our, list) and isinstance(their, list):
        return len(our) == len(their) and all(map(same, our, their))
    if isinstance(our, float) and isinstance(their, float):
        return our == their and math.copysign(1, our) == math.copysign(1, their)
    return type(our) is type(their) and our == their


# Of the fields of the schemas, those that do not count milliseconds.
UNITS = {"timestamp": datetime.timedelta(microseconds=1)}


def plain(value, unit=datetime.timedelta(milliseconds=1)):
    """A reader's value as the JSON beside the files has it: logical types as the numbers that they stand for."""
    if isinstance(value, dict):
        return {key: plain(part, UNITS.get(key, unit)) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (bytes, bytearray)):
        return {"hex": bytes(value).hex()}
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return (value - EPOCH) // unit
    if isinstance(value, datetime.date):
        return (value - EPOCH.date()).days
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"nan": "NaN", "inf": "inf", "-inf": "-inf"}[str(value)]
    return value


if __name__ == "__main__":
    main(sys.argv[1])
