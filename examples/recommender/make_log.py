"""Writes five days of a movie service's log, always the same: make_log.py DIRECTORY

Its 400 users have tastes. Of 150 movies in six genres they choose mostly those of the two genres that they like, they leave
other movies after a few minutes, and they rate some of what they see. A few lines are broken, as in any log.
"""

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

GENRES = {
    "space": ["star", "orbit", "comet", "signal", "colony"],
    "crime": ["alibi", "heist", "witness", "verdict", "suspect"],
    "western": ["saddle", "canyon", "sheriff", "frontier", "mustang"],
    "romance": ["letter", "wedding", "summer", "promise", "garden"],
    "horror": ["cellar", "shadow", "whisper", "crypt", "midnight"],
    "comedy": ["neighbour", "holiday", "mixup", "inlaws", "roommate"],
}
ADJECTIVES = ["last", "lost", "second", "silent", "golden"]
DAYS = ["2024-03-04", "2024-03-05", "2024-03-06", "2024-03-07", "2024-03-08"]


def movies(chance):
    """The movies of each genre, the most popular first."""
    for genre, nouns in GENRES.items():
        titles = [f"the+{adjective}+{noun}+{chance.randint(1950, 2011)}" for adjective in ADJECTIVES for noun in nouns]
        yield genre, chance.sample(titles, len(titles))


def evening(chance, user, likes, catalogue, seen, start):
    """The lines of a user on one day, with their times."""
    for _ in range(chance.choice([0, 1, 1, 2])):
        genre = chance.choice(likes) if chance.random() < 0.85 else chance.choice(list(catalogue))
        left = [title for title in catalogue[genre] if title not in seen]
        if not left:
            continue
        title = chance.choices(left, [1 / (3 + rank) for rank in range(len(left))])[0]
        seen.add(title)
        is_liked = genre in likes
        length = chance.randint(80, 140) if is_liked else chance.randint(5, 40)
        for minute in range(0, length, 5):
            yield start + timedelta(minutes=minute), f"{user},GET /data/m/{title}/{minute}.mpg"
        start += timedelta(minutes=length)
        if chance.random() < 0.3:
            rating = min(5, max(1, round(chance.gauss(4.3 if is_liked else 2.2, 0.8))))
            yield start, f"{user},GET /rate/{title}={rating}"


def main(directory):
    chance = random.Random(4712)
    catalogue = dict(movies(chance))
    users = {100_000 + number: (chance.sample(list(GENRES), 2), set()) for number in range(400)}
    directory.mkdir(parents=True, exist_ok=True)
    for day in DAYS:
        lines = []
        for user, (likes, seen) in users.items():
            start = datetime.fromisoformat(day) + timedelta(hours=chance.randint(8, 17), seconds=chance.randint(0, 3599))
            lines.extend(evening(chance, user, likes, catalogue, seen, start))
        lines.sort()
        log = [f"{time.isoformat()},{text}" for time, text in lines]
        log[100] = log[100][:25]
        log[200] = f"{lines[200][0].isoformat()},100001,GET /rate/the+lost+star+1977=9"
        (directory / f"{day}.log").write_text("\n".join(log) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
