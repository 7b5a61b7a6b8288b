#!/usr/bin/env python3
"""A number of lines in, a log of a movie-streaming service out, as a CSV file; the same number always gives the same bytes.

    python3 benches/generate_logs.py LINES OUT.csv

Of 100 lines 90 are watches, 7 ratings and 3 requests for recommendations, one in a hundred of which failed. A few titles are
asked for far more often than the others. A million lines are about 106 MB.
"""

import itertools
import random
import sys
from datetime import datetime, timedelta

ADJECTIVES = "ancient bitter blue broken brave crimson distant electric empty frozen gentle golden hidden last lonely long lost "
NOUNS = "autumn bridge captain castle circus daughter desert detective empire garden harbor island journey lantern letter machine "
ADJECTIVES += "midnight narrow noisy pale patient quiet restless savage second secret silver sleeping strange sudden wild winter"
NOUNS += "mirror mountain ocean orchestra passenger pilot prisoner river sailor shadow station storm stranger summer teacher train"
JOINTS = ["and", "of", "in", "under", "without", "against", "beyond"]
TITLES = 4000
PART = 10_000
SECOND = 100  # lines
START = datetime(2024, 3, 8, 23, 6, 9)


def main():
    lines, out = int(sys.argv[1]), sys.argv[2]
    chance = random.Random(1925)
    titles = make_titles(chance)
    weights = list(itertools.accumulate(1 / (rank + 12) ** 0.85 for rank in range(TITLES)))
    drawn = iter(lambda: chance.choices(titles, cum_weights=weights, k=PART), None)
    picked = itertools.chain.from_iterable(drawn)
    with open(out, "w", newline="", encoding="ascii") as file:
        file.write("Type,Log Entry\n")
        for first in range(0, lines, PART):
            size = min(PART, lines - first)
            kinds = chance.choices(["Movie", "Rating", "Recommendation"], weights=[90, 7, 3], k=size)
            rows = []
            for number, kind in enumerate(kinds, first):
                time = (START + timedelta(seconds=number // SECOND)).isoformat()
                rows.append(f'{kind},"{entry(kind, time, chance, picked)}"\n')
            file.writelines(rows)


def entry(kind, time, chance, picked):
    user = 1 + int(chance.random() * 600_000)
    if kind == "Movie":
        return f"{time},{user},GET /data/m/{next(picked)}/{int(chance.random() * 180)}.mpg"
    if kind == "Rating":
        return f"{time},{user},GET /rate/{next(picked)}={1 + int(chance.random() * 5)}"
    server = f"recommender-{1 + int(chance.random() * 25):02}.example.org:8082"
    time = f"{time}.{int(chance.random() * 1e6):06}"
    elapsed = int(chance.random() * 900)
    if chance.random() < 0.01:
        result = "status 0, result: connection refused, nobody listens there"
    else:
        result = f"status 200, result: {', '.join(itertools.islice(picked, 20))}"
    return f"{time},{user},recommendation request {server}, {result}, {elapsed} ms"


def make_titles(chance):
    adjectives, nouns = ADJECTIVES.split(), NOUNS.split()
    titles = {}
    while len(titles) < TITLES:
        words = ["the"] if chance.random() < 0.4 else []
        for part in range(chance.choices([1, 2, 3], weights=[55, 38, 7])[0]):
            words += [chance.choice(JOINTS)] if part else []
            words += [chance.choice(adjectives)] if chance.random() < 0.92 else []
            words.append(chance.choice(nouns))
        titles["+".join([*words, str(chance.randint(1925, 2014))])] = None
    return list(titles)


if __name__ == "__main__":
    main()
