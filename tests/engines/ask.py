"""Asks an engine to read container files, and prints what it says of each as a line of JSON: `rows`, or the `error`.

Usage: ask.py spark|sail|duckdb|polars CASES. CASES are lines of JSON with `name`, `file`, and `reader`, the text of a schema, where
there is one. An engine that takes no reader's schema reads without. If the environment has AVROCHECK_PAGE, the programs of that page are
run first.
"""

import datetime
import decimal
import glob
import json
import os
import sys
import uuid

import page


def main(engine, cases):
    with open(cases, encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    # Panics of polars are expected, and say so on standard error.
    os.environ["RUST_BACKTRACE"] = "0"
    if "AVROCHECK_PAGE" in os.environ:
        page.run(os.environ["AVROCHECK_PAGE"], engine, os.environ["AVROCHECK_REPOSITORY"])
    read = READERS[engine]()
    for case in cases:
        try:
            answer = {"rows": [plain(row) for row in read(case["file"], case.get("reader"))]}
        except BaseException as error:  # polars panics, which is no Exception
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({"name": case["name"], **answer}), flush=True)


def spark():
    from pyspark.sql import SparkSession

    # The environment says the rest.
    session = SparkSession.builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return lambda file, reader: read_with_spark(session, file, reader)


def sail():
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    address, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://{address}:{port}").create()
    session.conf.set("spark.sql.session.timeZone", "UTC")

    def read(file, reader):
        # The server ends when nothing refers to it.
        assert server.running
        return read_with_spark(session, file, reader)

    return read


def read_with_spark(session, file, reader):
    format = session.read.format("avro")
    if reader is not None:
        format = format.option("avroSchema", reader)
    return [row.asDict(recursive=True) for row in format.load(file).collect()]


def duckdb():
    import duckdb
    import duckdb_extension_avro

    # The extension of the Python package: nothing is downloaded.
    directory = os.path.dirname(duckdb_extension_avro.__file__)
    extension = glob.glob(os.path.join(directory, "**/avro.duckdb_extension"), recursive=True)[0]
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true", "autoinstall_known_extensions": "false"})
    connection.execute(f"LOAD '{extension}'")
    connection.execute("SET TimeZone = 'UTC'")

    def read(file, _):
        result = connection.execute("SELECT * FROM read_avro(?)", [file])
        columns = [column[0] for column in result.description]
        # Data that are no records become one column.
        return [row[0] if columns == ["avro_schema"] else dict(zip(columns, row)) for row in result.fetchall()]

    return read


def polars():
    import polars

    return lambda file, _: polars.read_avro(file).to_dicts()


READERS = {"spark": spark, "sail": sail, "duckdb": duckdb, "polars": polars}


def plain(value):
    """A value as the table of cases has it."""
    if isinstance(value, dict):
        # Spark makes a struct of a union, with one field for each branch.
        if value and all(key.startswith("member") and key[6:].isdigit() for key in value):
            return next((plain(part) for part in value.values() if part is not None), None)
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return value.isoformat(timespec="microseconds")
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, decimal.Decimal):
        return str(value.normalize())
    if isinstance(value, (datetime.date, uuid.UUID)):
        return str(value)
    return value


if __name__ == "__main__":
    main(*sys.argv[1:])
