"""Holds every report in a directory to its published schema, and prints how many there were of each kind."""

import json
import pathlib
import sys

import jsonschema
from lxml import etree

schemas, reports = map(pathlib.Path, sys.argv[1:])

sarif = jsonschema.Draft7Validator(
    json.loads((schemas / "sarif-2.1.0.json").read_text()),
    format_checker=jsonschema.FormatChecker(),
)
junit = etree.XMLSchema(etree.parse(schemas / "junit-10.xsd"))
seen = {"sarif": 0, "junit": 0}

for report in sorted(reports.rglob("*.sarif")):
    for error in sarif.iter_errors(json.loads(report.read_text())):
        sys.exit(f"{report}: {error.json_path}: {error.message}")
    seen["sarif"] += 1

for report in sorted(reports.rglob("*.junit")):
    if not junit.validate(etree.parse(report, etree.XMLParser(huge_tree=True))):
        sys.exit(f"{report}: {junit.error_log}")
    seen["junit"] += 1

print(seen["sarif"], seen["junit"])
