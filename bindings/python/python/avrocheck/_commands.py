"""Runs commands in a process of their own, which Ctrl+C ends, and takes their JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, TypeAlias

from .errors import CommandError


Word: TypeAlias = "str | os.PathLike[str]"


def report_of(
    command: str, options: Sequence[Word], operands: Sequence[Word], directory: str | None = None
) -> dict[str, Any]:
    """The JSON report of a command, which may have `errors`.

    Raises CommandError with what the command said if there is no report.
    """
    # The process finds the same package as this one.
    program = f"import sys; sys.path[:] = {sys.path!r}; from avrocheck.__main__ import main; sys.exit(main())"
    words = [os.fspath(word) for word in (command, "--format", "json", *options, "--", *operands)]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=directory, capture_output=True, encoding="utf-8", errors="replace"
    )
    if not done.stdout:
        raise CommandError(done.stderr.strip() or f"avrocheck ended with exit code {done.returncode}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def demand_no_errors(report: dict[str, Any]) -> dict[str, Any]:
    """A report without errors. Raises CommandError with the first of them, where there are any."""
    for error in report["errors"]:
        raise CommandError(error["message"], error["file"], error["line"], error["column"])
    return report
