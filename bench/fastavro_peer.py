"""Python's fastavro, over dictionaries, doing what the Rust peers do.

    fastavro_peer.py serialize INPUT OUT null|deflate:LEVEL
    fastavro_peer.py deserialize FILE
"""

import json
import os
import sys
from pathlib import Path

import fastavro
from fastavro.write import Writer

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas" / "v3"
FILES = {
    "Movie": ("movie_watches", "movie_watch_event"),
    "Rating": ("movie_ratings", "movie_rating_event"),
    "Recommendation": ("recommendation_requests", "recommendation_request"),
}


def serialize(log, out, codec):
    codec, _, level = codec.partition(":")
    os.makedirs(out, exist_ok=True)
    files, writers = [], {}
    for kind, (name, schema) in FILES.items():
        files.append(open(Path(out) / f"{name}.avro", "wb"))
        schema = fastavro.schema.load_schema(SCHEMAS / f"{schema}.avsc")
        writers[kind] = Writer(files[-1], schema, codec, compression_level=int(level) if level else None)
    with open(log, encoding="utf-8", newline="\n") as lines:
        next(lines)
        for line in lines:
            kind, _, entry = line.partition(",")
            writers[kind].write(PARSERS[kind](entry[1:-2]))  # without its quotes and line feed
    for writer in writers.values():
        writer.flush()
    for file in files:
        file.close()


# fastavro fills the fields that a record lacks with their defaults.
def watch(entry):
    time, user, request = entry.split(",", 2)
    movie, _, minute = request[len("GET /data/m/") : -len(".mpg")].rpartition("/")
    return {"time": time, "userId": user, "movieId": movie, "minute": int(minute)}


def rating(entry):
    time, user, request = entry.split(",", 2)
    movie, _, stars = request[len("GET /rate/") :].rpartition("=")
    return {"time": time, "userId": user, "movieId": movie, "rating": int(stars)}


def recommendation(entry):
    time, user, server, status, rest = entry.split(",", 4)
    result, _, elapsed = rest[len(" result: ") : -len(" ms")].rpartition(", ")
    return {
        "time": time,
        "userId": user,
        "server": server[len("recommendation request ") :],
        "status": int(status[len(" status ") :]),
        "recommendations": result,
        "responseTime": int(elapsed),
    }


PARSERS = {"Movie": watch, "Rating": rating, "Recommendation": recommendation}


def deserialize(path):
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=milliseconds).encode
    write = sys.stdout.write
    with open(path, "rb") as file:
        for record in fastavro.reader(file):
            write(encode(record) + "\n")


def milliseconds(time):
    return round(time.timestamp() * 1000)


if __name__ == "__main__":
    {"serialize": serialize, "deserialize": deserialize}[sys.argv[1]](*sys.argv[2:])
