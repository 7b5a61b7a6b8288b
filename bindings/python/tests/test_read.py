"""Container files as Arrow: values, programs that take them, threads, and what is refused."""

import concurrent.futures
import json
import pathlib
import sys

import duckdb
import fastavro
import pandas
import polars
import pyarrow
import pytest
from conftest import WATCH, watches, write

import avrocheck

REPOSITORY = pathlib.Path(__file__).parents[3]


@pytest.mark.parametrize("unions, form", [("dense", "arrow"), ("struct", "parquet")])
def test_values_are_those_of_fastavro_for_every_type(tmp_path, unions, form):
    sys.path.append(str(REPOSITORY / "tests/commands"))
    import columns

    schema = json.loads((REPOSITORY / "crates/avro-columns/tests/columns/every_type.avsc").read_text())
    path = tmp_path / "every_type.avro"
    columns.write(schema, path)
    with open(path, "rb") as file:
        read = list(fastavro.reader(file, return_named_type=True))
    rows = columns.in_nanos(pyarrow.table(avrocheck.read(path, unions=unions))).to_pylist()
    named = columns.collect(schema, {})
    assert len(rows) == len(read) == 5 and list(rows[0]) == [field["name"] for field in schema["fields"]]
    for row, wanted in zip(rows, read):
        for field in schema["fields"]:
            name = field["name"]
            if form == "parquet" and name == "duration":
                continue  # Arrow has a type for it in memory, Parquet only in files
            columns.same("pyarrow", name, row[name], columns.image(field["type"], wanted[name], form, named))


def test_programs_take_the_stream(watch_file):
    records = avrocheck.read(watch_file)
    wanted = watches(1000)
    assert pyarrow.table(records).to_pylist() == wanted
    assert pyarrow.RecordBatchReader.from_stream(records).read_all().to_pylist() == wanted
    assert pyarrow.schema(records).names == ["movie", "user", "minute"]
    assert polars.DataFrame(records).to_dicts() == wanted
    assert duckdb.sql("select sum(minute), count(user) from records").fetchone() == (49500, 1000 - 143)
    assert pandas.DataFrame.from_arrow(records)["minute"].sum() == 49500


def test_a_reader_and_columns_choose_what_is_read(watch_file):
    wider = {**WATCH, "fields": [{"name": "minute", "type": "long"}, {"name": "device", "type": "string", "default": "tv"}]}
    table = pyarrow.table(avrocheck.read(watch_file, reader=wider))
    assert table.schema.types == [pyarrow.int64(), pyarrow.string()]
    assert table.to_pylist()[42] == {"minute": 42, "device": "tv"}
    chosen = pyarrow.table(avrocheck.read([watch_file], columns=["minute", "movie"]))
    assert chosen.column_names == ["minute", "movie"] and chosen.num_rows == 1000


def test_directories_are_read_in_batches(tmp_path):
    for name in ("a", "b"):
        write(tmp_path / f"{name}.avro", WATCH, watches(50_000))
    sizes = [batch.num_rows for batch in pyarrow.RecordBatchReader.from_stream(avrocheck.read(tmp_path))]
    assert sizes == [65_536, 100_000 - 65_536]


def test_threads_read_side_by_side(watch_file):
    def rows(_):
        return pyarrow.table(avrocheck.read(watch_file)).num_rows, avrocheck.verdict("int", "long")

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert set(pool.map(rows, range(64))) == {(1000, "compatible")}


def test_bad_input_is_refused_with_its_place(tmp_path, watch_file):
    def error(*arguments, **named):
        with pytest.raises(avrocheck.FileError) as raised:
            avrocheck.read(*arguments, **named)
        return raised.value

    assert error(tmp_path / "none.avro").file == str(tmp_path / "none.avro")
    (tmp_path / "text.avro").write_text("hello, this is no container file")
    assert error(tmp_path / "text.avro").file == str(tmp_path / "text.avro")
    (tmp_path / "empty").mkdir()
    assert "no file in there" in str(error(tmp_path / "empty"))
    assert "no files" in str(error([]))
    assert 'no field "hour"' in str(error(watch_file, columns=["hour"]))
    tree = {"type": "record", "name": "Tree", "fields": [{"name": "children", "type": {"type": "array", "items": "Tree"}}]}
    recursive = write(tmp_path / "tree.avro", tree, [{"children": []}])
    assert "Tree" in str(error(recursive)) and "recur" in str(error(recursive))
    with pytest.raises(avrocheck.SchemaError):
        avrocheck.read(watch_file, reader="strin")
    with pytest.raises(ValueError):
        avrocheck.read(watch_file, unions="sparse")


def test_damage_further_on_is_an_error_of_the_stream(tmp_path, watch_file):
    half = tmp_path / "half.avro"
    half.write_bytes(watch_file.read_bytes()[:-100])
    with pytest.raises(pyarrow.ArrowInvalid, match="half.avro: .*block 0"):
        pyarrow.table(avrocheck.read(half))
    with pytest.raises(Exception, match="half.avro"):
        polars.DataFrame(avrocheck.read(half))
    other = write(tmp_path / "other.avro", {**WATCH, "fields": [{"name": "movie", "type": "int"}]}, [{"movie": 1}])
    with pytest.raises(pyarrow.ArrowInvalid, match='other.avro: its column "movie" is not as in .*watches.avro'):
        pyarrow.table(avrocheck.read([watch_file, other]))
    reader = {**WATCH, "fields": [{"name": "user", "type": "long"}]}
    with pytest.raises(pyarrow.ArrowInvalid, match="record 0"):
        pyarrow.table(avrocheck.read(watch_file, reader=reader))
