"""Schemas, their resolution, and checks."""

import json
import pathlib

import fastavro
import pytest

import avrocheck
from avrocheck.testing import assert_compatible

OLD = {"type": "record", "name": "User", "fields": [{"name": "age", "type": "int"}]}
NEW = {"type": "record", "name": "User", "fields": [*OLD["fields"], {"name": "name", "type": "string"}]}
WIDER = {"type": "record", "name": "User", "fields": [{"name": "age", "type": "long"}]}
NULLABLE = '["null", "int"]'


def test_a_schema_comes_from_text_dict_name_or_file(tmp_path):
    file = tmp_path / "user.avsc"
    file.write_text(json.dumps(OLD))
    schemas = [avrocheck.Schema(source) for source in (json.dumps(OLD), OLD, file)]
    assert {schema.canonical_form for schema in schemas} == {fastavro.schema.to_parsing_canonical_form(OLD)}
    wanted = fastavro.schema.fingerprint(fastavro.schema.to_parsing_canonical_form(OLD), "CRC-64-AVRO")
    assert int.from_bytes(schemas[0].fingerprint.to_bytes(8, "little"), "big") == int(wanted, 16)
    assert avrocheck.Schema("int").canonical_form == avrocheck.Schema('"int"').canonical_form == '"int"'
    assert schemas[0] == schemas[1] and len(set(schemas)) == 1


def test_what_is_no_schema_says_where(tmp_path):
    with pytest.raises(avrocheck.SchemaError) as raised:
        avrocheck.Schema('{"type": "array", "items": "strin"}')
    error = raised.value
    assert (error.file, error.line, error.column) == (None, 1, 28)
    assert error.message == 'unknown type "strin"; did you mean "string"?'
    file = tmp_path / "half.avsc"
    file.write_text('{"type": "record",\n')
    with pytest.raises(avrocheck.SchemaError) as raised:
        avrocheck.Schema(file)
    assert raised.value.file == str(file) and raised.value.line == 1
    assert str(raised.value).startswith(f"{file}:1:1: not JSON")
    with pytest.raises(avrocheck.FileError):
        avrocheck.Schema(pathlib.Path("none.avsc"))
    assert avrocheck.Schema({"type": "enum", "name": "E", "symbols": ["A", "A"]}).warnings


def test_verdicts_have_reasons_and_witnesses():
    assert avrocheck.verdict("int", "long") == "compatible"
    assert avrocheck.verdict(NULLABLE, "long") == "data-dependent"
    assert avrocheck.verdict("string", "int") == "incompatible"
    resolution = avrocheck.resolve(NULLABLE, "long")
    finding = next(finding for finding in resolution.findings if finding.kind)
    assert finding.kind == "TYPE_MISMATCH" and finding.writer.line == 1
    witness = avrocheck.witness(NULLABLE, "long")
    assert witness == avrocheck.Witness(b"\x00", "null")
    with pytest.raises(avrocheck.DataError):
        resolution.read(witness.data)
    assert resolution.read(bytes([2, 54])) == 27
    assert resolution.read_json('{"int": 27}') == 27
    assert avrocheck.witness("int", "long") is None


def test_a_check_reports_what_fails_and_fixes_mend_it():
    report = avrocheck.check(OLD, NEW)
    assert not report.passed and not report
    failure = report.failures[0]
    assert (failure["rule"], failure["severity"]) == ("AVC101", "breaking")
    assert "AVC101" in str(report) and report.json["summary"]["gated_failures"] == 1
    assert avrocheck.check(OLD, NEW, level="FORWARD").passed
    assert avrocheck.check(OLD, WIDER, level="backward")
    fixes = avrocheck.fixes(OLD, NEW)
    assert fixes and all(avrocheck.check(OLD, fix.schema).passed for fix in fixes)
    with pytest.raises(ValueError, match="did you mean FULL"):
        avrocheck.check(OLD, NEW, level="FUL")
    with pytest.raises(avrocheck.SchemaError):
        avrocheck.check(OLD, '{"type": "recor"}')


def test_the_helper_fails_with_the_report():
    assert_compatible(OLD, WIDER)
    with pytest.raises(AssertionError) as raised:
        assert_compatible(OLD, NEW)
    assert "AVC101" in str(raised.value) and '= witness: {"age":0}' in str(raised.value)
    with pytest.raises(AssertionError):
        assert_compatible(OLD, WIDER, level="FULL")


def test_a_preview_shows_what_becomes_of_a_record():
    with_default = {**NEW, "fields": [*OLD["fields"], {"name": "name", "type": "string", "default": "?"}]}
    preview = avrocheck.preview(OLD, with_default, {"age": 42})
    assert '"?"' in json.dumps(preview) and "42" in json.dumps(preview)
    assert avrocheck.preview(OLD, with_default)["records"]
    with pytest.raises(avrocheck.CommandError):
        avrocheck.preview(OLD, with_default, {"age": "old"})
    with pytest.raises(avrocheck.SchemaError):
        avrocheck.preview(OLD, "strin")
