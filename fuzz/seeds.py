#!/usr/bin/env python3
"""Writes the seeds of the corpora from the cases of the tests and the examples: fuzz/corpus/TARGET/seed-*.

    fuzz/seeds.py

Run it when the cases have changed much. A seed is small and shows one thing, so that mutations of it stay near to what is valid.
"""

import bz2
import json
import lzma
import pathlib
import shutil
import struct
import zlib

FUZZ = pathlib.Path(__file__).resolve().parent
HOME = FUZZ.parent
CASES = HOME / "tests" / "cases"
IDL = HOME / "crates" / "avro-resolve" / "tests" / "idl" / "cases"
SEPARATOR = b"\n---\n"

# No seed is larger: an input of many parts is slow, and mutations of it hardly meet.
LARGEST = 1_200
# So many seeds of a target are enough.
MOST = 48


def main() -> None:
    for target, seeds in {
        "schema": schemas(),
        "idl": idl(),
        "pair": pairs(),
        "data": data(),
        "records": records(),
        "container": containers(),
        "log": logs(),
        "reports": reports(),
        "settings": settings(),
        "baseline": baselines(),
        "paths": paths(),
        "git": repositories(),
    }.items():
        corpus = FUZZ / "corpus" / target
        shutil.rmtree(corpus, ignore_errors=True)
        corpus.mkdir(parents=True)
        kept = [seed for seed in dict.fromkeys(seeds) if len(seed) <= LARGEST]
        step = max(1, len(kept) / MOST)
        chosen = [kept[int(at * step)] for at in range(min(MOST, len(kept)))]
        for number, seed in enumerate(chosen):
            corpus.joinpath(f"seed-{number:02}").write_bytes(seed)
        print(f"{target}: {len(chosen)} seeds, {sum(map(len, chosen))} bytes")


def idl() -> list[bytes]:
    return [path.read_bytes() for path in sorted(IDL.glob("*/main.avdl"))]


def compact(path: pathlib.Path) -> bytes:
    """A file without the white space that only people need; what is no JSON stays as it is."""
    text = path.read_bytes()
    try:
        return json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False).encode()
    except ValueError:
        return text.strip()


def cases() -> list[pathlib.Path]:
    """The cases with a writer's and a reader's schema, one of each group after the other."""
    groups: dict[str, list[pathlib.Path]] = {}
    for writer in sorted(CASES.glob("*/*/writer.avsc")):
        if writer.with_name("reader.avsc").exists():
            groups.setdefault(writer.parent.parent.name, []).append(writer.parent)
    longest = max(map(len, groups.values()))
    return [group[at] for at in range(longest) for group in groups.values() if at < len(group)][: 2 * MOST]


def schemas() -> list[bytes]:
    faults = [path.read_bytes() for path in sorted(CASES.glob("AVC4*/*/*.avsc"))]
    return faults[:MOST] + [compact(case / "reader.avsc") for case in cases()] + [
        b'// a comment\n{"type": "record", "name": "R", "fields": [/* none */]}',
        b'\xef\xbb\xbf"int"',
        b'{"type":"record","name":"N","fields":[{"name":"next","type":["null","N"],"default":null}]}',
    ]


def pairs() -> list[bytes]:
    return [compact(case / "writer.avsc") + SEPARATOR + compact(case / "reader.avsc") for case in cases()]


def records() -> list[bytes]:
    found = []
    for case in cases():
        lines = case / "writer.jsonl"
        if lines.exists():
            found.append(compact(case / "writer.avsc") + SEPARATOR + lines.read_bytes())
    everything = '["null","boolean","int","long","float","double","bytes","string"]'
    values = '{"int":1}\n1.5\n"a"\nnull\ntrue\n{"bytes":"\\u00ff"}\n9223372036854775807\n{"float":"NaN"}\n'
    found += [f"{everything}\n---\n{values}".encode()]
    for ty, lines in [
        ('{"type":"map","values":"int"}', '{"a":1}\n{}\n'),
        ('{"type":"array","items":["null","string"]}', '[null,"a",{"string":"b"}]\n[]\n'),
        ('{"type":"enum","name":"E","symbols":["A","B"]}', '"A"\n"C"\n'),
        ('{"type":"fixed","name":"F","size":2}', '"\\u0000\\u00ff"\n"a"\n'),
        ('{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}', '"\\u0001"\n'),
        ('{"type":"long","logicalType":"timestamp-millis"}', "0\n-1\n1e3\n1.0\n"),
    ]:
        found.append(f"{ty}\n---\n{lines}".encode())
    return found


def data() -> list[bytes]:
    """Schemas with binary data, bare and in single-object encoding."""
    samples = [
        (b'"int"', b"\x02\x04\x01"),
        (b'"long"', b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        (b'"string"', b"\x06abc\x00"),
        (b'["null","string"]', b"\x00\x02\x02a"),
        (b'{"type":"array","items":"int"}', b"\x04\x02\x04\x00\x03\x04\x02\x04\x00"),
        (b'{"type":"array","items":"null"}', b"\x04\x00"),
        (b'{"type":"map","values":"double"}', b"\x02\x02a\x00\x00\x00\x00\x00\x00\xf8\x7f\x00"),
        (b'{"type":"map","values":"bytes"}', b"\x02\x02a\x02\xff\x00\x00"),
        (b'{"type":"enum","name":"E","symbols":["A","B"]}', b"\x00\x02"),
        (b'{"type":"fixed","name":"F","size":3}', b"abcdef"),
        (b'{"type":"fixed","name":"F","size":0}', b""),
        (b'"null"', b""),
        (b'"boolean"', b"\x00\x01"),
        (b'"float"', b"\x00\x00\xc0\x7f\x00\x00\x80\xff"),
        (b'{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"string"}]}', b"\x02\x02a\x04\x02b"),
        (b'{"type":"record","name":"N","fields":[{"name":"v","type":"int"},{"name":"next","type":["null","N"]}]}', b"\x02\x02\x04\x00"),
        (b'{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}', b"\x04\x01\x02"),
        (b'{"type":"string","logicalType":"uuid"}', b"\x02a"),
    ]
    alone = [schema + SEPARATOR + datum for schema, datum in samples]
    framed = [schema + SEPARATOR + b"\xc3\x01" + crc(schema) + datum for schema, datum in samples[:8]]
    return alone + framed


def crc(canonical: bytes) -> bytes:
    """The fingerprint CRC-64-AVRO, as single-object encoding has it."""
    empty = 0xC15D213AA4D7A795
    fingerprint = empty
    for byte in canonical:
        row = (fingerprint ^ byte) & 0xFF
        for _ in range(8):
            row = (row >> 1) ^ (empty & -(row & 1) & 0xFFFFFFFFFFFFFFFF)
        fingerprint = (fingerprint >> 8) ^ row
    return struct.pack("<Q", fingerprint)


def long(number: int) -> bytes:
    zigzag = (number << 1) ^ (number >> 63)
    out = b""
    while zigzag > 0x7F:
        out += bytes([zigzag & 0x7F | 0x80])
        zigzag >>= 7
    return out + bytes([zigzag])


def sized(text: bytes) -> bytes:
    return long(len(text)) + text


def literal(plain: bytes) -> bytes:
    """Snappy's raw format without any copies, and its checksum."""
    return bytes([len(plain)]) + bytes([(len(plain) - 1) << 2]) + plain + struct.pack(">I", zlib.crc32(plain))


def raw_frame(plain: bytes) -> bytes:
    """A frame of Zstandard with one block that is not compressed."""
    return b"\x28\xb5\x2f\xfd\x20" + bytes([len(plain)]) + struct.pack("<I", len(plain) << 3 | 1)[:3] + plain


PACKERS = {
    "null": lambda plain: plain,
    "deflate": lambda plain: zlib.compress(plain, wbits=-15),
    "snappy": literal,
    "zstandard": raw_frame,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}


def containers() -> list[bytes]:
    """Files of every codec, whole and damaged; and stored blocks, of which the target makes files."""
    sync = bytes(range(16))
    found = []
    for at, (codec, pack) in enumerate(PACKERS.items()):
        for schema, plain in [(b'"int"', b"\x02\x04\x06"), (b'{"type":"array","items":["null","string"]}', b"\x04\x00\x02\x02a\x00" * 3)]:
            header = b"Obj\x01" + long(2) + sized(b"avro.schema") + sized(schema) + sized(b"avro.codec") + sized(codec.encode())
            header += long(0) + sync
            block = long(3) + sized(pack(plain)) + sync
            found += [header + block * 2, header + block + block[:-3] + b"xyz" + block]
        found.append(bytes([at, 3]) + pack(b"\x02\x04\x06"))
        found.append(bytes([at, 2]) + pack(b"\x04\x00\x02\x02a\x00" * 2))
    nulls = b"Obj\x01" + long(1) + sized(b"avro.schema") + sized(b'"null"') + long(0) + sync
    found.append(nulls + long(1_000_000_000_000) + sized(b"") + sync)
    found.append(nulls + long(-1) + sized(b"") + sync)
    return found


def logs() -> list[bytes]:
    lines = [
        b"2024-03-08T23:06:09,422004,GET /data/m/the+room+2003/84.mpg",
        b"2024-03-08T23:06:10,422004,GET /rate/the+room+2003=1",
        b"2024-03-08T23:06:11,422004,recommendation request server1, status 200, result: alien, heat, 31 ms",
        b"2024-02-29T23:59:60.123456789,u,GET /rate/a=b=0",
        b"2024-03-08T23:06:09,u,recommendation request s, status 0, result: , 0 ms",
        b"2024-03-08T23:06:09,u,recommendation request s, status 0, result: x, 7 ms, 9 ms, 2147483647 ms",
        b"2024-03-08T23:06:09,u,GET /data/m/a/b/2147483648.mpg",
        b"2024-03-08T23:06:09,u,GET /data/m/1.mpg",
        b"2024-03-08T23:06:09,,GET /rate/a=01",
        b"2024-03-08T23:06:09,u,GET /rate/\xff=1",
        b"hello",
        b"",
    ]
    found = [line + b"\n" for line in lines]
    found += [b"\n".join(lines), b"\r\n".join(lines[:4]) + b"\r\n", b"\r\n\r\r\n\n"]
    kinds = [b"Movie", b"Rating", b"Recommendation"]
    rows = [kind + b',"' + line + b'"\n' for kind, line in zip(kinds, lines)]
    return found + rows + [b"".join(rows), b'Rating,"a\n""b""\n"\n', b'Rating,"a"b\n', b'Rating,"open\n' + rows[1]]


CONFIGURATIONS = [
    'version = 1\nlevel = "FULL_TRANSITIVE"\nfail_on = "dangerous"\n',
    'version = 1\nschemas = ["schemas", "b"]\nfixtures = "fixtures"\nlayout = "{subject}/v{version}.avsc"\n',
    'assume = ["java", "rust"]\nsince = "v2"\ngroup = "{major}"\nbaseline = "known.json"\n',
    '[rules]\nAVC101 = "off"\nmissing-enum-symbol = "safe"\n',
    '[[override]]\nsubjects = ["user", "a/**"]\nlevel = "NONE"\nrules = {"AVC102" = "safe"}\n\n[[override]]\npaths = ["schemas/**"]\nfail_on = "never"\n',
    '[[retired]]\nversions = ["v1"]\nreason = "nobody reads it"\nsubjects = ["user"]\n',
    '[[subject]]\nname = "user"\npaths = ["schemas/*/user.avsc"]\nformer = ["person"]\n',
    '[[waive]]\nfingerprint = "9c1e04ab77d2" # known\nreason = "agreed"\nexpires = 2030-01-31\n',
    '[[waive]]\nfingerprint = "9C1E04AB77D2"\nreason = "agreed"\nsubject = "user"\nexpires = "2030-01-31"\n',
    'waive = [{fingerprint = "9c1e04ab77d2", reason = "x"}]\n',
    '\ufefflevel = "forward-transitive" # why not\r\n',
    'level = "FUL"\ngroup = "{mayor}"\nlayout = "{subject}.avsc"\n[rules]\nAVC999 = "of"\n',
    '"größe" = 1\n[a]\nb = 1979-05-27T07:32:00Z\n',
]


def settings() -> list[bytes]:
    written = [path.read_bytes() for path in sorted(CASES.glob("*/*/avrocheck.toml"))]
    reasons = ["agreed with the team", 'says "no"', "two\nlines", "'''"]
    waived = [f"{text}\n---\n{reasons[at % 4]}" for at, text in enumerate(CONFIGURATIONS)]
    return written + [text.encode() for text in CONFIGURATIONS + waived]


def baselines() -> list[bytes]:
    entry = {"fingerprint": "9c1e04ab77d2", "rule": "AVC101", "subject": "user", "path": "User.age"}
    without = {**entry, "subject": None}
    forms = [
        {"baseline_version": 1, "findings": findings}
        for findings in ([], [entry], [entry, without], [entry] * 2, [{**entry, "path": "a\n\u202eb"}], [{**entry, "x": 1}], [1], None)
    ]
    forms += [{"baseline_version": 2}, {"baseline_version": -1}, {"baseline_version": "1"}, [], 1, {"findings": []}, {**forms[1], "more": 1}]
    texts = [json.dumps(form, indent=2).encode() for form in forms]
    return texts + [texts[1][:-9], b"\xef\xbb\xbf" + texts[1], texts[1].decode().encode("utf-16"), b"", b"\xff"]


def reports() -> list[bytes]:
    found = []
    for at, case in enumerate(cases()):
        parts = [compact(case / "writer.avsc"), compact(case / "reader.avsc")]
        lines = case / "writer.jsonl"
        if at % 3 == 1:
            parts.append(CONFIGURATIONS[at % len(CONFIGURATIONS)].encode())
        if lines.exists() and at % 2 == 0:
            parts += [b""] * (3 - len(parts)) + [lines.read_bytes()]
        found.append(SEPARATOR.join(parts))
    return found


def paths() -> list[bytes]:
    trees = [
        (["v1/user.avsc", "v2/user.avsc"], ["v1/user.jsonl"]),
        (["user/v1.avsc", "user/v2.avsc", "user/common.avsc"], ["user/v1.jsonl"]),
        (["user-v1.avsc", "user-v2.avsc"], ["user-v1.jsonl"]),
        (["1/2/user.avsc", "1/10/user.avsc"], []),
        (["a/v1/b/v2/user.avsc"], []),
        (["user.avsc", "v1.avsc"], ["x.jsonl"]),
        (["v1.0.0/a.avsc", "v1.0.1/a.avsc", "v2.0.0-rc1/a.avsc"], []),
        (["2024/01/user.avsc", "2024/02/user.avsc"], []),
        (["v1/größe.avsc", "v1/a b.avsc", "v01/a.avsc"], []),
        (["./v1/../a.avsc", "v1//a.avsc", "/v1/a.avsc"], []),
    ]
    templates = ["", 'layout = "schemas/{subject}/{version}.avsc"\n', 'layout = "schemas/v{major}/v{minor}/{subject}.avsc"\n']
    templates.append('[[subject]]\nname = "user"\npaths = ["schemas/**"]\n')
    join = lambda lines: "\n".join(lines).encode()
    return [SEPARATOR.join([join(schemas), join(fixtures), text.encode()]) for schemas, fixtures in trees for text in templates]


def repositories() -> list[bytes]:
    """Objects, each with its kind in front; numbers are their places."""
    who = b"A <a@example.org> 1700000000 +0000"

    def number(at: int) -> bytes:
        return bytes.fromhex(f"{at:x}" * 40)

    def commit(tree: int, *parents: int) -> bytes:
        lines = [b"tree " + number(tree).hex().encode()] + [b"parent " + number(parent).hex().encode() for parent in parents]
        return b"commit\n" + b"\n".join(lines) + b"\nauthor " + who + b"\ncommitter " + who + b"\n\nA change\n"

    def tree(*entries: tuple[bytes, bytes, int]) -> bytes:
        return b"tree\n" + b"".join(mode + b" " + name + b"\0" + number(at) for mode, name, at in entries)

    file, directory, link, module = b"100644", b"40000", b"120000", b"160000"
    blob = b'blob\n"int"'
    schemas = tree((directory, b"schemas", 4))
    return [
        SEPARATOR.join(objects)
        for objects in [
            [commit(3, 2), commit(3), schemas, tree((directory, b"v1", 5)), tree((file, b"user.avsc", 6)), blob],
            [commit(3, 2), commit(3), schemas, tree((file, b"user.avsc", 6), (link, b"x.avsc", 5)), b"blob\nuser.avsc", blob],
            [commit(3), commit(3), tree((link, b"schemas", 4)), b"blob\nother", tree((file, b"a.avsc", 6)), blob],
            [commit(3), commit(3), tree((link, b"schemas", 4)), b"blob\nschemas"],
            [commit(3), commit(3), tree((link, b"schemas", 4)), b"blob\n../../etc"],
            [commit(3), commit(3), schemas, tree((file, b"a\n\x1b[2J.avsc", 5), (file, b"..", 5), (file, b"\xff", 5)), blob],
            [commit(3), commit(3), schemas, tree((module, b"sub", 5), (file, b"b", 9))],
            [commit(3), commit(1), blob],
            [commit(4), b"tag\nobject " + number(1).hex().encode() + b"\ntype commit\ntag old\n\nx\n", blob, b"tree\n"],
            [b"commit\n", b"blob\n"],
            [commit(3), commit(3), schemas, b"tree\n100644 a.avsc"],
            [commit(3), commit(3), schemas, tree((file, b"a.avsc", 5)), b"blob\n\xff\xfei\0"],
            [commit(3, 2, 7), commit(3), schemas, tree((file, b"a.avsc", 5)), blob, b"blob\n", commit(3, 2)],
        ]
    ]


if __name__ == "__main__":
    main()
