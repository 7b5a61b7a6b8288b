"""The exceptions of avrocheck."""

from __future__ import annotations


class AvrocheckError(Exception):
    """What all exceptions of this package are.

    `file`, `line` and `column` (both from 1) say where, and are None where there is no such place. `message` is the cause and
    the remedy, and `str()` gives all of it.
    """

    def __init__(self, message: str, file: str | None = None, line: int | None = None, column: int | None = None) -> None:
        place = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column


class SchemaError(AvrocheckError):
    """A text is no Avro schema, or two schemas are too large to compare."""


class DataError(AvrocheckError):
    """A datum is not one of the writer's schema, or the reader cannot read it."""


class FileError(AvrocheckError):
    """A file is missing, damaged or no container file, or its schema has no such columns."""


class CommandError(AvrocheckError):
    """A command could not do its work."""
