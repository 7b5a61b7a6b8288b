"""What the documentation shows is what happens."""

import doctest
import pathlib
import re

import avrocheck

REPOSITORY = pathlib.Path(__file__).parents[3]


def test_the_page_about_python_is_true(tmp_path, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    page = REPOSITORY / "docs/python.md"
    blocks = "\n".join(re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE))
    examples = doctest.DocTestParser().get_doctest(blocks, {"out": str(tmp_path / "out")}, page.name, str(page), 0)
    assert len(examples.examples) > 20
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_the_docstring_is_true():
    assert doctest.testmod(avrocheck).failed == 0
