"""Writes container files with fastavro, and compares what fastavro reads with what other programs read of columns made of them.

columns.py write SCHEMA FILE            writes some records of the schema of every type
columns.py compare SCHEMA FILE BASE     compares BASE.parquet and BASE.arrow with FILE
columns.py rows FILE...                 prints the rows of Parquet or Arrow files as lines of JSON
"""

import datetime
import decimal
import json
import sys
import uuid

import duckdb
import fastavro
import polars
import pyarrow
import pyarrow.feather
import pyarrow.parquet

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1)

# What these readers refuse or read as something else; all other columns are compared.
UNREAD = {
    # Decimals of more than 38 digits become doubles, and moments in UTC have microseconds at most.
    "duckdb": {"decimal_wide", "timestamp_nanos"},
    # There are no decimals of more than 38 digits.
    "polars": {"decimal_wide"},
}


def records():
    """Records that use all branches and the ends of ranges that Python's types have."""
    moment = datetime.datetime(2024, 2, 29, 23, 59, 58, 123456)
    for n in range(5):
        sign = (-1) ** n
        yield {
            "boolean": n % 2 == 0,
            "int": [0, 1, -1, 2**31 - 1, -(2**31)][n],
            "long": [0, 1, -1, 2**63 - 1, -(2**63)][n],
            "float": [0.0, 1.5, -2.25, 3.4028234663852886e38, 1e-45][n],
            "double": [0.0, 0.1, -1e300, 5e-324, 1.7976931348623157e308][n],
            "bytes": [b"", b"\x00\xff", b"a", bytes(range(256)), b"\xc3("][n],
            "string": ["", "a", "Größe 東京 🎬", "two\nlines", 'a "quote"\\'][n],
            "null": None,
            "fixed": bytes([n] * 5),
            "nothing": b"",
            "enum": ["RED", "GREEN", "BLUE", "BLUE", "RED"][n],
            "array": [[], [[]], [[1, 2], [], [3]], [[-n]], [[n] * 3]][n],
            "map": [{}, {"a": None}, {"a": "RED", "": "BLUE"}, {"é": "GREEN"}, {"x": "RED", "y": None}][n],
            "record": {"latitude": sign * 1.5, "names": ["x"] * n},
            "optional": None if n == 1 else f"text {n}",
            "optional_last": None if n == 2 else n,
            "optional_record": None if n % 2 else {"latitude": 0.5 * n, "names": []},
            "single": n,
            "only_null": None,
            "union": [1, "one", {"latitude": 1.0, "names": ["n"]}, ("test.Colour", "GREEN"), 2][n],
            "optional_union": ["s", None, {"a": 1}, ("test.Five", b"fives"), "t"][n],
            "unions": [[], [None], [1, "a", None], [n], ["b"]][n],
            "decimal": decimal.Decimal(sign * 1234567 * n).scaleb(-2),
            "decimal_fixed": decimal.Decimal(sign * 10**19 + n).scaleb(-4),
            "decimal_wide": decimal.Decimal(sign * (10**59 + n)).scaleb(-10, decimal.Context(prec=60)),
            "decimal_beyond": bytes([n + 1]),
            "big_decimal": b"\x02\x05\x04",
            "uuid": uuid.UUID(int=n * 2**100 + 7),
            "uuid_fixed": uuid.UUID(int=n * 2**90 + 3).bytes,
            "optional_uuid": None if n == 3 else uuid.UUID(int=n),
            "date": datetime.date(1, 1, 1) if n == 1 else datetime.date(2024, 2, 29) + datetime.timedelta(days=n),
            "time_millis": datetime.time(n, 59, 1, n * 1000),
            "time_micros": datetime.time(23, n, 59, 999999 - n),
            "timestamp_millis": (moment + datetime.timedelta(days=n)).replace(microsecond=123000, tzinfo=UTC),
            "timestamp_micros": datetime.datetime(1900 + n, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
            "timestamp_nanos": 1_700_000_000_123_456_000 + n,
            "local_millis": (moment - datetime.timedelta(days=n)).replace(microsecond=1000),
            "local_micros": moment + datetime.timedelta(microseconds=n),
            "local_nanos": -1_000 * n,
            "duration": b"".join(part.to_bytes(4, "little") for part in (n, 2 * n, 3_500 + n)),
        }


def write(schema, path):
    plain = fastavro.parse_schema(schema)
    # fastavro has no type of its own for some logical types: it writes and reads what is below them.
    with open(path, "wb") as out:
        fastavro.writer(out, plain, records(), codec="deflate", sync_interval=100)


def nanos(value, zone):
    """A moment as nanoseconds, however it is read: Python's own type has no nanoseconds."""
    if isinstance(value, int):
        return value
    if isinstance(value, datetime.datetime):
        assert (value.tzinfo is not None) == zone, value
        return ((value.replace(tzinfo=None) if not zone else value.astimezone(UTC).replace(tzinfo=None)) - EPOCH) // datetime.timedelta(
            microseconds=1
        ) * 1000
    return value.value


def image(schema, value, form, named):
    """What a value is in columns: of Parquet, or of Arrow."""
    if isinstance(schema, str) and schema in named:
        schema = named[schema]
    if isinstance(schema, list):
        others = [branch for branch in schema if branch != "null"]
        if value is None or not others:
            return None
        at = branch_of(others, value, named) if len(others) > 1 else 0
        # fastavro names the types that have names.
        value = value[1] if isinstance(value, tuple) else value
        if len(others) == 1:
            return image(others[0], value, form, named)
        inner = image(others[at], value, form, named)
        return inner if form == "arrow" else {f"member{n}": inner if n == at else None for n in range(len(others))}
    kind = schema if isinstance(schema, str) else schema["type"]
    logical = None if isinstance(schema, str) else schema.get("logicalType")
    if kind == "record":
        return {field["name"]: image(field["type"], value[field["name"]], form, named) for field in schema["fields"]}
    if kind == "array":
        return [image(schema["items"], item, form, named) for item in value]
    if kind == "map":
        return {key: image(schema["values"], item, form, named) for key, item in value.items()}
    if logical == "uuid":
        return value if isinstance(value, uuid.UUID) else uuid.UUID(bytes=value) if isinstance(value, bytes) else uuid.UUID(value)
    if logical == "decimal" and schema["precision"] > 76:
        number = int(value.scaleb(schema["scale"]))
        return number.to_bytes(number.bit_length() // 8 + 1, signed=True)
    if logical == "duration" and form == "arrow":
        months, days, millis = (int.from_bytes(value[at : at + 4], "little") for at in (0, 4, 8))
        return (months, days, millis * 1_000_000)
    if logical and "timestamp" in logical:
        return nanos(value, not logical.startswith("local"))
    return value


def branch_of(branches, value, named):
    """The index of the branch that a value was written as."""
    if isinstance(value, tuple):
        return next(at for at, branch in enumerate(branches) if value[0] == f"test.{branch}")
    wanted = {int: "int", str: "string", dict: "map"}[type(value)]
    kind = lambda branch: branch["type"] if isinstance(branch, dict) else branch
    return next(at for at, branch in enumerate(branches) if kind(branch) == wanted)


def collect(schema, named):
    """The named types, by their names here: all are in one namespace."""
    if isinstance(schema, list):
        for branch in schema:
            collect(branch, named)
    elif isinstance(schema, dict):
        if "name" in schema and schema["type"] in ("record", "enum", "fixed"):
            named[schema["name"]] = schema
        for part in [schema.get("items"), schema.get("values")] + [field["type"] for field in schema.get("fields", [])]:
            collect(part, named)
    return named


def plain(value, wanted):
    """What a program read, in the types of what is wanted."""
    if isinstance(wanted, dict) and isinstance(value, list):
        pairs = [tuple(entry.values()) if isinstance(entry, dict) else entry for entry in value]
        value = dict(pairs)
    if isinstance(wanted, dict) and isinstance(value, dict):
        assert value.keys() == wanted.keys(), (value, wanted)
        return {key: plain(value[key], wanted[key]) for key in wanted}
    if isinstance(wanted, list) and isinstance(value, list):
        assert len(value) == len(wanted), (value, wanted)
        return [plain(*pair) for pair in zip(value, wanted)]
    if isinstance(wanted, uuid.UUID) and isinstance(value, bytes):
        return uuid.UUID(bytes=value)
    if isinstance(wanted, tuple):
        return tuple(value)
    return value


def same(program, column, value, wanted):
    if isinstance(wanted, int) and not isinstance(value, (int, type(None))):
        value = nanos(value, column.startswith("timestamp"))
    value = plain(value, wanted)
    assert value == wanted and type(value) is type(wanted), f"{program}, {column}: {value!r} instead of {wanted!r}"


def compare(schema, path, base):
    named = collect(schema, {})
    with open(path, "rb") as file:
        read = list(fastavro.reader(file, return_named_type=True))
    assert len(read) == 5
    names = [field["name"] for field in schema["fields"]]
    fields = {field["name"]: field["type"] for field in schema["fields"]}
    for form in ("parquet", "arrow"):
        wanted = [{name: image(fields[name], row[name], form, named) for name in names} for row in read]
        for program, rows in programs(f"{base}.{form}", form, names):
            unread = UNREAD.get(program, set())
            assert len(rows) == len(wanted), program
            for row, want in zip(rows, wanted):
                for name in names:
                    if name not in unread:
                        same(f"{program} ({form})", name, row[name], want[name])
            print(f"{program} {form} {len(names) - len(unread)} columns")


def in_nanos(table):
    """Moments as numbers: what cannot be a datetime is not read as one."""
    for at, field in enumerate(table.schema):
        if pyarrow.types.is_timestamp(field.type) and field.type.unit == "ns":
            table = table.set_column(at, field.name, table.column(at).cast(pyarrow.int64()))
    return table


def programs(path, form, names):
    if form == "arrow":
        yield "pyarrow", in_nanos(pyarrow.feather.read_table(path)).to_pylist()
        return
    yield "pyarrow", in_nanos(pyarrow.parquet.read_table(path)).to_pylist()
    moments = ("timestamp_", "local_")
    columns = ", ".join(f"epoch_ns({name})" if name.startswith(moments) else f'"{name}"' for name in names)
    read = duckdb.execute(f"select {columns} from '{path}'")
    yield "duckdb", [dict(zip(names, row)) for row in read.fetchall()]
    wanted = [name for name in names if name not in UNREAD["polars"]]
    frame = polars.read_parquet(path, columns=wanted)
    frame = frame.with_columns(polars.col("timestamp_nanos", "local_nanos").cast(polars.Int64))
    yield "polars", frame.to_dicts()


def rows(paths):
    for path in paths:
        read = pyarrow.parquet.ParquetFile(path).read if path.endswith("parquet") else lambda: pyarrow.feather.read_table(path)
        for row in read().to_pylist():
            print(json.dumps(row, default=str))


match sys.argv[1:]:
    case ["write", schema, path]:
        write(json.load(open(schema)), path)
    case ["compare", schema, path, base]:
        compare(json.load(open(schema)), path, base)
    case ["rows", *paths]:
        rows(paths)
