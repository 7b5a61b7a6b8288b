#!/usr/bin/env python3
"""Prints the version or the notes of a release. Fails if the tag and the repository disagree.

    ci/release.py version TAG     prints the version; TAG must match Cargo.toml, and the changelog must have a date for it
    ci/release.py notes VERSION   prints the section of the changelog for a version
"""

import pathlib
import re
import sys
import tomllib

HOME = pathlib.Path(__file__).resolve().parent.parent


def version(tag: str) -> str:
    stated = tomllib.loads(HOME.joinpath("Cargo.toml").read_text())["workspace"]["package"]["version"]
    if tag != f"v{stated}":
        sys.exit(f"the tag is {tag}, and Cargo.toml has version {stated}: tag v{stated}, or change Cargo.toml")
    heading, _ = section(stated)
    if not re.search(r" - \d{4}-\d{2}-\d{2}$", heading):
        sys.exit(f"CHANGELOG.md has `{heading}`: put the day of the release behind the version")
    return stated


def notes(wanted: str) -> str:
    heading, text = section(wanted)
    if not text:
        sys.exit(f"CHANGELOG.md says nothing below `{heading}`")
    return text


def section(wanted: str) -> tuple[str, str]:
    """The heading of a version in the changelog, and the text below it without the links at its end."""
    changelog = HOME.joinpath("CHANGELOG.md").read_text(encoding="utf-8")
    for part in re.split(r"^(?=## )", changelog, flags=re.MULTILINE):
        heading, _, text = part.partition("\n")
        if heading.startswith(f"## [{wanted}]"):
            return heading, re.sub(r"^\[[^]]+\]: .*\n?", "", text, flags=re.MULTILINE).strip()
    sys.exit(f"CHANGELOG.md has no section `## [{wanted}]`")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["version", tag]:
            print(version(tag))
        case ["notes", wanted]:
            print(notes(wanted))
        case _:
            sys.exit(__doc__)
