#!/usr/bin/env python3
"""Prints the version, the notes or the bill of materials of a release. Fails if the tag and the repository disagree.

    ci/release.py version TAG     prints the version; TAG must match Cargo.toml, and the changelog must have a date for it
    ci/release.py notes VERSION   prints the section of the changelog for a version
    ci/release.py materials       prints what the program is made of, on all systems, as CycloneDX 1.6; it needs cargo
"""

import json
import pathlib
import re
import subprocess
import sys
import tomllib
import urllib.parse

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


def materials() -> str:
    """The packages that are compiled into the program, or by which it is compiled. The same sources give the same text."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--features", "kafka-static,parquet,cloud,lsp,mcp"]
    command += ["--manifest-path", HOME / "Cargo.toml"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    needs = {
        node["id"]: sorted({dep["pkg"] for dep in node["deps"] if any(kind["kind"] != "dev" for kind in dep["dep_kinds"])})
        for node in metadata["resolve"]["nodes"]
    }
    root = metadata["resolve"]["root"]
    reached, left = {root}, [root]
    while left:
        new = set(needs[left.pop()]) - reached
        reached |= new
        left += new
    locked = tomllib.loads(HOME.joinpath("Cargo.lock").read_text())["package"]
    digests = {(package["name"], package["version"]): package.get("checksum") for package in locked}

    def component(package: dict) -> dict:
        name, version = package["name"], package["version"]
        digest = digests[name, version]
        return {
            "type": "application" if package["id"] == root else "library",
            "bom-ref": reference(package),
            "name": name,
            "version": version,
            "purl": reference(package),
            "licenses": [{"expression": re.sub(r" ?/ ?", " OR ", package["license"])}],
            **({"hashes": [{"alg": "SHA-256", "content": digest}]} if digest else {}),
        }

    def reference(package: dict) -> str:
        return f"pkg:cargo/{package['name']}@{urllib.parse.quote(package['version'])}"

    ordered = sorted((packages[id] for id in reached), key=reference)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": component(packages[root])},
        "components": [component(package) for package in ordered if package["id"] != root],
        "dependencies": [
            {"ref": reference(package), "dependsOn": [reference(packages[id]) for id in needs[package["id"]]]}
            for package in ordered
        ],
    }
    return json.dumps(bill, indent=2)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["version", tag]:
            print(version(tag))
        case ["notes", wanted]:
            print(notes(wanted))
        case ["materials"]:
            print(materials())
        case _:
            sys.exit(__doc__)
