"""Runs the programs of a page, block by block, and holds what they print to the block below each.

A block of Python with `<!-- run with: spark, sail -->` above it is run with these engines, in one namespace. The block of text behind it,
if there is one, is exactly what it prints. With UPDATE_DOCS in the environment it becomes that.
"""

import contextlib
import io
import os
import pathlib
import re
import sys

BLOCK = re.compile(r"^<!-- run with: ([a-z, ]+) -->\n```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)


def run(page, engine, repository):
    """Runs the blocks for an engine. A page about nothing is an error, too."""
    for name in ["examples", "schemas"]:
        os.symlink(os.path.join(repository, name), name)
    text = pathlib.Path(page).read_text(encoding="utf-8")
    blocks = [match for match in BLOCK.finditer(text) if engine in match[1].split(", ")]
    if not blocks:
        sys.exit(f"{page} has no program for {engine}")
    # Functions of the main program go to other processes as a whole.
    names = {"__name__": "__main__"}
    for block in blocks:
        line = text[: block.start(2)].count("\n") + 1
        # Lines of errors are those of the page.
        program = compile("\n" * (line - 1) + block[2], str(page), "exec")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(program, names)
        printed, expected = out.getvalue(), block[3] or ""
        if "UPDATE_DOCS" in os.environ and block[3] is not None:
            update(page, block[0], printed)
        elif printed != expected:
            sys.exit(f"{page}:{line}: with {engine} this prints\n{printed}and not\n{expected}")


def update(page, block, printed):
    program = block[: block.index("```text\n")]
    page = pathlib.Path(page)
    page.write_text(page.read_text(encoding="utf-8").replace(block, f"{program}```text\n{printed}```\n"), encoding="utf-8")
