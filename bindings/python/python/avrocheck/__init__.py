"""Checks that new versions of an Apache Avro schema stay compatible with the old ones, and reads Avro data as Arrow.

    >>> import avrocheck
    >>> avrocheck.verdict('"int"', '"long"')
    'compatible'
    >>> avrocheck.Schema('{"type": "array", "items": "string"}').canonical_form
    '{"type":"array","items":"string"}'

Schemas are given as a `Schema`, a JSON text, what `json.loads` makes of one, or a `pathlib.Path` to a file. Errors are those of
`avrocheck.errors`. Long work lets other threads of Python run.
"""

from __future__ import annotations

import json
import os
import pathlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, cast

from . import _native
from ._commands import demand_no_errors, report_of
from .errors import AvrocheckError, CommandError, DataError, FileError, SchemaError

__all__ = [
    "AvrocheckError",
    "CommandError",
    "DataError",
    "FileError",
    "Finding",
    "Fix",
    "Location",
    "Records",
    "Report",
    "Resolution",
    "Schema",
    "SchemaError",
    "SchemaLike",
    "Verdict",
    "Witness",
    "check",
    "fixes",
    "preview",
    "read",
    "resolve",
    "scan",
    "scan_files",
    "serialize_logs",
    "verdict",
    "witness",
]

Verdict: TypeAlias = Literal["compatible", "data-dependent", "incompatible"]
"""Whether a reader can read all, some or none of the data of a writer."""

Path: TypeAlias = "str | os.PathLike[str]"


class Schema:
    """A parsed Avro schema.

    `source` is a JSON text, what `json.loads` makes of one (a dict, a list, or the name of a type such as "int"), or a
    `pathlib.Path` to a file.

    Raises SchemaError, with the place of the first mistake, and FileError if there is no such file.
    """

    def __init__(self, source: SchemaLike) -> None:
        self.text, file = _text_of(source)
        self._native = _native.Schema(self.text, file)

    @property
    def canonical_form(self) -> str:
        """The parsing canonical form: equal for schemas that read and write the same bytes."""
        return self._native.canonical_form

    @property
    def fingerprint(self) -> int:
        """The CRC-64-AVRO fingerprint, by which single-object encoding names the schema: 64 bits, without a sign."""
        return self._native.fingerprint

    @property
    def warnings(self) -> list[str]:
        """Mistakes that leave the schema clear, such as a default that does not fit, each with line and column."""
        return [f"line {line}, column {column}: {message}" for line, column, message in self._native.warnings]

    def __eq__(self, other: object) -> bool:
        """Schemas are equal if their texts are."""
        return self.text == other.text if isinstance(other, Schema) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Schema({self.text!r})"


SchemaLike: TypeAlias = "Schema | str | dict[str, Any] | list[Any] | pathlib.Path"
"""What is taken as a schema."""


def _text_of(source: SchemaLike) -> tuple[str, str | None]:
    """The text of a schema, and the file that it is in."""
    if isinstance(source, Schema):
        return source.text, None
    if isinstance(source, pathlib.Path):
        try:
            return source.read_text(encoding="utf-8-sig"), str(source)
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(f"cannot be read: {error}", str(source)) from error
    if isinstance(source, str):
        # The name of a type is its text without quotes.
        return (json.dumps(source), None) if source.isidentifier() else (source, None)
    return json.dumps(source), None


def _schema(source: SchemaLike) -> Schema:
    return source if isinstance(source, Schema) else Schema(source)


@dataclass(frozen=True)
class Location:
    """A place in a schema's text: line and column (in characters), from 1, and a JSON Pointer (RFC 6901)."""

    line: int
    column: int
    pointer: str


@dataclass(frozen=True)
class Finding:
    """One reason for a verdict, or one place where data that can be read may not mean the same.

    `kind` is the name that Java's SchemaCompatibility gives to a reason, and None where data can be read. `path` names the part
    of the data by the reader's fields, such as `lines[].price`.
    """

    kind: str | None
    message: str
    path: str
    writer: Location
    reader: Location


@dataclass(frozen=True)
class Witness:
    """A smallest datum of the writer that the reader cannot read, in Avro's binary and JSON encodings."""

    data: bytes
    json: str


class Resolution:
    """What a reader does with each part of a writer's data (Avro specification: Schema Resolution).

    Raises SchemaError if a schema is none.
    """

    def __init__(self, writer: SchemaLike, reader: SchemaLike) -> None:
        self.writer = _schema(writer)
        self.reader = _schema(reader)
        self._native = _native.Resolution(self.writer._native, self.reader._native)

    @property
    def verdict(self) -> Verdict:
        """Whether the reader can read all, some or none of the data that the writer can write."""
        return cast(Verdict, self._native.verdict)

    @property
    def findings(self) -> list[Finding]:
        """What keeps data from being read, and what may change their meaning, in the order of the reader's text."""
        return [
            Finding(kind, message, path, Location(*writer), Location(*reader))
            for kind, message, path, writer, reader in self._native.findings()
        ]

    @property
    def witness(self) -> Witness | None:
        """A smallest datum of the writer that the reader cannot read; None if there is none."""
        found = self._native.witness()
        return None if found is None else Witness(*found)

    def read(self, data: bytes) -> Any:
        """One datum of the writer, in Avro's binary encoding, as the reader has it: what `json.loads` makes of its JSON.

        Raises DataError if the bytes are not one datum of the writer, or the reader cannot read it.
        """
        return json.loads(self._native.read(data))

    def read_json(self, text: str) -> Any:
        """The same for a datum in JSON, plain or in Avro's JSON encoding."""
        return json.loads(self._native.read_json(text))

    def __repr__(self) -> str:
        return f"Resolution(writer={self.writer!r}, reader={self.reader!r})"


def resolve(writer: SchemaLike, reader: SchemaLike) -> Resolution:
    """What a reader does with each part of a writer's data."""
    return Resolution(writer, reader)


def verdict(writer: SchemaLike, reader: SchemaLike) -> Verdict:
    """Whether a reader can read all, some or none of the data that a writer can write."""
    return Resolution(writer, reader).verdict


def witness(writer: SchemaLike, reader: SchemaLike) -> Witness | None:
    """A smallest datum of the writer that the reader cannot read; None if there is none."""
    return Resolution(writer, reader).witness


@dataclass(frozen=True)
class Report:
    """The report of a check.

    `json` is the report of `avrocheck compat --format json` (docs/json.md), `text` the one for people. `findings` are all that
    were found, and `failures` those that fail the check, each as the report has it: with `rule`, `severity` and `message`.
    """

    passed: bool
    findings: list[dict[str, Any]]
    failures: list[dict[str, Any]]
    text: str = field(repr=False)
    json: dict[str, Any] = field(repr=False)

    def __bool__(self) -> bool:
        """Whether the check passed."""
        return self.passed

    def __str__(self) -> str:
        return self.text


def check(old: SchemaLike, new: SchemaLike, level: str = "BACKWARD") -> Report:
    """Checks whether a new schema is compatible with an old one.

    `level` is one of Confluent's: BACKWARD, FORWARD, FULL, NONE, or one of the first three with _TRANSITIVE.

    Raises SchemaError if a schema is none, and ValueError for another level.
    """
    passed, text, for_people = _native.check(_schema(old).text, _schema(new).text, level)
    report: dict[str, Any] = json.loads(text)
    pairs = [pair for subject in report["subjects"] for pair in subject["pairs"]]
    findings = [finding for part in [*pairs, report] for finding in part["findings"]]
    failures = [finding for finding in findings if finding["standing"] == "fails"]
    return Report(passed, findings, failures, for_people, report)


@dataclass(frozen=True)
class Fix:
    """An edit of the new schema that was tried: with it, the failure of this rule is gone.

    `schema` is the whole text with the edit. `applicability` is "automatic" or "suggested": a person has to choose.
    """

    rule: str
    title: str
    applicability: str
    schema: str


def fixes(old: SchemaLike, new: SchemaLike, level: str = "BACKWARD") -> list[Fix]:
    """Edits of a new schema that make it compatible with an old one, each for a failure of `check`, which takes the same."""
    text = _schema(new).text
    return [
        Fix(failure["rule"], fix["title"], fix["applicability"], _edited(text, fix["edits"]))
        for failure in check(old, new, level).failures
        for fix in failure["fixes"]
    ]


def _edited(text: str, edits: list[dict[str, Any]]) -> str:
    """A text after edits, whose places are those of bytes, in their order."""
    data = text.encode()
    parts, end = [], 0
    for edit in edits:
        parts += [data[end : edit["start"]], edit["text"].encode()]
        end = edit["end"]
    return b"".join([*parts, data[end:]]).decode()


def preview(writer: SchemaLike, reader: SchemaLike, record: Any = None) -> dict[str, Any]:
    """Shows a record as the writer wrote it and as the reader reads it: the report of `avrocheck preview --format json`.

    Without a `record` (what `json.loads` makes of one, plain or in Avro's JSON encoding), records are made from the schema.

    Raises SchemaError if a schema is none, and CommandError if the record is none of the writer's.
    """
    with tempfile.TemporaryDirectory() as directory:
        place = pathlib.Path(directory)
        (place / "writer.avsc").write_text(_schema(writer).text, encoding="utf-8")
        (place / "reader.avsc").write_text(_schema(reader).text, encoding="utf-8")
        (place / "record.json").write_text(json.dumps(record), encoding="utf-8")
        data = [] if record is None else ["--data", "record.json"]
        return demand_no_errors(report_of("preview", data, ["writer.avsc", "reader.avsc"], directory))


class Records:
    """The records of container files, as Arrow record batches of up to 65,536 rows or about 16 MiB.

    Whatever takes the Arrow PyCapsule interface takes this without a copy: `pyarrow.table(records)`,
    `pyarrow.RecordBatchReader.from_stream(records)`, `polars.DataFrame(records)`, `pandas.DataFrame.from_arrow(records)`, and DuckDB
    a variable of this name in its SQL. Each reads the files anew, batch by batch.
    """

    def __init__(self, native: _native.Records) -> None:
        self._native = native

    def __arrow_c_schema__(self) -> object:
        """The columns, as a capsule of the Arrow C data interface."""
        return self._native.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The batches, as a capsule of the Arrow C stream interface. They have their own types, whatever is requested."""
        return self._native.__arrow_c_stream__(requested_schema)


def read(
    paths: Path | Iterable[Path],
    reader: SchemaLike | None = None,
    columns: Sequence[str] | None = None,
    unions: Literal["dense", "struct"] = "dense",
) -> Records:
    """Reads Avro container files as Arrow record batches.

    `paths` are files or directories; of a directory, the files that end in .avro, .avro.gz or .avro.zst, and those below it. With
    a `reader`, the data are read with this schema; without one, all files need the same columns. `columns` chooses fields, such
    as `["id", "shop.city"]`, and their order. A union of more than null and one type becomes a dense union, or with
    `unions="struct"` a struct with a field for each branch, as Parquet files have it; other programs know more of structs.

    Which column each type of Avro becomes is said in docs/columns.md.

    Raises FileError if a file is missing or no container file, or its schema has no such columns, and SchemaError if the reader's
    schema is none. What is damaged further on is an error of whoever takes the batches, with file, block and record.
    """
    text = None if reader is None else _schema(reader).text
    native = _native.Records(_paths(paths), text, None if columns is None else list(columns), unions)
    return Records(native)


def _paths(paths: Path | Iterable[Path]) -> list[Path]:
    return [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)


def scan(paths: Path | Iterable[Path], reader: SchemaLike, records: bool = False) -> dict[str, Any]:
    """Says which container files a reader can read: the report of `avrocheck scan --format json`.

    By the headers alone, or with `records` by every record. `paths` are files or directories.

    Raises SchemaError if the reader's schema is none. Files that are missing or damaged are among the report's `errors`.
    """
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory, "reader.avsc")
        file.write_text(_schema(reader).text, encoding="utf-8")
        depth = ["--records"] if records else []
        return report_of("scan", ["--reader", file, *depth], _paths(paths))


def scan_files(paths: Path | Iterable[Path], reader: SchemaLike, records: bool = False) -> list[dict[str, Any]]:
    """Says of each container file whether a reader can read it: the rows of `avrocheck scan --table`.

    A row is a dict with `file`, `schema`, `schema_fingerprint`, `verdict`, `fails`, `error`, and with `records` the first `block` and
    `record` that fail. By the headers alone, or with `records` by every record. `paths` are files or directories. A file that is
    missing or damaged has a row with an `error`.

    Raises SchemaError if the reader's schema is none.
    """
    rows = []
    with tempfile.TemporaryDirectory() as directory:
        file, table = pathlib.Path(directory, "reader.avsc"), pathlib.Path(directory, "table.jsonl")
        file.write_text(_schema(reader).text, encoding="utf-8")
        depth = ["--records"] if records else []
        words = _paths(paths)
        # A command takes so many arguments, and not many more.
        for start in range(0, len(words), 1000):
            report_of("scan", ["--reader", file, "--table", table, *depth], words[start : start + 1000])
            rows += [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]
            table.unlink()
    return rows


def serialize_logs(
    inputs: Path | Iterable[Path],
    out: Path,
    *,
    schemas: Path | None = None,
    schema_version: str | None = None,
    codec: str | None = None,
    max_rejects: int | None = None,
    force: bool = False,
) -> dict[str, Any]:
    """Writes logs of the movie service into container files in the directory `out`: the report of `avrocheck serialize --format json`.

    Lines that are no log lines are in `rejects.jsonl` there. If there are more than `max_rejects`, nothing is written. The schemas are
    those of the directory `schemas`, or those that are built in.

    Raises CommandError if an input cannot be read, or nothing is written.
    """
    options = {"--schemas": schemas, "--schema-version": schema_version, "--codec": codec, "--max-rejects": max_rejects}
    given = [word for name, value in options.items() if value is not None for word in (name, str(value))]
    replacing = ["--force"] if force else []
    return report_of("serialize", ["--out", out, *given, *replacing], _paths(inputs))
