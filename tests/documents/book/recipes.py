"""Holds the blocks of a JSON file (language, text, place) to what their readers take, and prints the shell of the YAML ones.

The files of GitHub and GitLab are held to the schemas that check-jsonschema ships, those of pre-commit to its own reader.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import yaml
from pre_commit.clientlib import load_config, load_manifest

SHELLS = ("run", "script", "before_script", "entry")


def whole(recipe):
    """A file that may hold the recipe: steps and permissions alone are those of a job."""
    if isinstance(recipe, list):
        return "hooks", recipe
    if "repos" in recipe:
        return "pre-commit", recipe
    if "runs" in recipe:
        return "vendor.github-actions", recipe
    if True in recipe or "on" in recipe:  # YAML 1.1 reads `on` as a truth
        return "vendor.github-workflows", {"on": recipe.pop(True, recipe.pop("on", None)), **recipe}
    if "jobs" in recipe:
        return "vendor.github-workflows", {"on": "pull_request", **recipe}
    if "steps" in recipe:
        job = {"runs-on": "ubuntu-latest", **recipe}
        return "vendor.github-workflows", {"on": "pull_request", "jobs": {"avrocheck": job}}
    return "vendor.gitlab-ci", recipe


def shells(value):
    """Every script in the recipe."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in SHELLS and isinstance(part, str):
                yield part
            elif key in SHELLS and isinstance(part, list):
                yield "\n".join(part)
            else:
                yield from shells(part)
    elif isinstance(value, list):
        for part in value:
            yield from shells(part)


def check(block, directory):
    if block["language"] == "xml":
        xml.etree.ElementTree.fromstring(f"<blocks>{block['text']}</blocks>")
        return []
    recipe = yaml.safe_load(block["text"])
    scripts = list(shells(recipe))
    kind, recipe = whole(recipe)
    file = directory / "recipe.yaml"
    file.write_text(yaml.safe_dump(recipe, sort_keys=False))
    if kind == "pre-commit":
        load_config(str(file))
    elif kind == "hooks":
        load_manifest(str(file))
    else:
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", kind, str(file)]
        checked = subprocess.run(command, capture_output=True, text=True)
        if checked.returncode != 0:
            raise ValueError(checked.stdout + checked.stderr)
    return scripts


answers = []
with tempfile.TemporaryDirectory() as name:
    for block in json.loads(pathlib.Path(sys.argv[1]).read_text()):
        try:
            answers.append({"scripts": check(block, pathlib.Path(name)), "wrong": None})
        except Exception as error:
            answers.append({"scripts": [], "wrong": f"{type(error).__name__}: {error}"})
json.dump(answers, sys.stdout)
