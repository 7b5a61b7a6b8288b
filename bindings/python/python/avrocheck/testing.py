"""Helpers for tests, such as those of pytest."""

from __future__ import annotations

from . import SchemaLike, check


def assert_compatible(old: SchemaLike, new: SchemaLike, level: str = "BACKWARD") -> None:
    """Fails if a new schema breaks compatibility with an old one.

    Takes what `avrocheck.check` takes. The message of the AssertionError is the report for people: the line, a record that cannot
    be read, and a fix.
    """
    __tracebackhide__ = True
    report = check(old, new, level=level)
    if not report.passed:
        raise AssertionError("\n" + report.text)
