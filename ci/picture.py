"""Draws the terminal picture of the README as SVG: a failing run of avrocheck.

usage: python3 ci/picture.py FILE.svg

Runs the avrocheck on PATH. Needs the package rich, in the version of tests/documents/requirements.txt. Uses no network; the same
output of avrocheck always gives the same bytes.
"""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "avrocheck compat examples/rating/schemas"
WIDTH = 100

# Readable on GitHub's light page and on its dark one. The order is that of ANSI: black, red, green, yellow, blue, magenta,
# cyan, white.
BACKGROUND, FOREGROUND = (22, 27, 34), (225, 228, 232)
NORMAL = [
    (72, 79, 88), (255, 123, 114), (86, 211, 100), (227, 179, 65),
    (121, 192, 255), (210, 168, 255), (86, 212, 221), (225, 228, 232),
]  # fmt: skip
THEME = TerminalTheme(BACKGROUND, FOREGROUND, NORMAL, NORMAL)
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def output() -> str:
    """What the command prints, in colour and independent of the settings of this machine."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    fixed = {"COLUMNS": str(WIDTH), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "AVROCHECK_TODAY": "2026-12-01"}
    run = subprocess.run(
        [*COMMAND.split(), "--color", "always"],
        cwd=ROOT, env=kept | fixed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip
    if run.returncode not in (0, 1):
        sys.exit(f"`{COMMAND}` ends with {run.returncode}:\n{run.stdout}")
    return run.stdout


def picture() -> str:
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor", legacy_windows=False,
        highlight=False, markup=False, emoji=False, _environ={},  # a dumb terminal would have another width
    )  # fmt: skip
    console.print(Text.assemble(("$ ", "bold green"), (COMMAND, "bold")))
    console.print(Text.from_ansi(output()))
    svg = console.export_svg(title="", theme=THEME, unique_id="terminal", font_aspect_ratio=0.61)
    # A picture on a web page cannot load fonts.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code, monospace", FONTS).rstrip() + "\n"


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).write_text(picture(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
