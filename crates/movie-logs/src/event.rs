//! The three kinds of event as data, and their log lines.

use std::fmt;

use avro_resolve::data::transcode::put_decimal;

/// A kind of event, which has one kind of log line, one schema and one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A user asked for recommendations.
    Recommendation,
    /// A user's player asked for a minute of a movie.
    Watch,
    /// A user rated a movie.
    Rating,
}

/// A field that every line of a kind has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// The name that it has in schemas.
    pub name: &'static str,
    /// The place of its value in an [`Event`].
    pub slot: Slot,
}

/// The place of a field's value in an [`Event`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    /// Among its texts.
    Text(usize),
    /// Among its numbers.
    Number(usize),
}

/// What one log line says, borrowed from it: the values of the fields of its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event<'l> {
    /// Which kind of event.
    pub kind: Kind,
    /// The texts; those that the kind does not have are empty.
    pub texts: [&'l str; 4],
    /// The numbers, up to 2³¹ − 1; those that the kind does not have are 0.
    pub numbers: [i32; 2],
}

impl Kind {
    /// All kinds, in the order of their files.
    pub const ALL: [Kind; 3] = [Kind::Recommendation, Kind::Watch, Kind::Rating];

    /// The kind's index in [`Kind::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The name of the record in the schema, without its namespace.
    pub fn record(self) -> &'static str {
        match self {
            Kind::Recommendation => "RecommendationRequest",
            Kind::Watch => "MovieWatchEvent",
            Kind::Rating => "MovieRatingEvent",
        }
    }

    /// The name of the container file, which is also the kind's name in summaries.
    pub fn file(self) -> &'static str {
        match self {
            Kind::Recommendation => "recommendation_requests",
            Kind::Watch => "movie_watches",
            Kind::Rating => "movie_ratings",
        }
    }

    /// The word for the kind in the first column of a CSV file.
    pub fn csv_type(self) -> &'static str {
        match self {
            Kind::Recommendation => "Recommendation",
            Kind::Watch => "Movie",
            Kind::Rating => "Rating",
        }
    }

    /// The first version of the kind's schema, which serves where there is no other.
    pub fn schema(self) -> &'static str {
        match self {
            Kind::Recommendation => include_str!("schemas/recommendation_request.avsc"),
            Kind::Watch => include_str!("schemas/movie_watch_event.avsc"),
            Kind::Rating => include_str!("schemas/movie_rating_event.avsc"),
        }
    }

    /// What a line of the kind says, in the order of the line.
    pub fn fields(self) -> &'static [Field] {
        const fn text(name: &'static str, slot: usize) -> Field {
            Field { name, slot: Slot::Text(slot) }
        }
        const fn number(name: &'static str, slot: usize) -> Field {
            Field { name, slot: Slot::Number(slot) }
        }
        match self {
            Kind::Recommendation => {
                const {
                    &[
                        text("time", 0),
                        text("userId", 1),
                        text("server", 2),
                        number("status", 0),
                        text("recommendations", 3),
                        number("responseTime", 1),
                    ]
                }
            }
            Kind::Watch => const { &[text("time", 0), text("userId", 1), text("movieId", 2), number("minute", 0)] },
            Kind::Rating => const { &[text("time", 0), text("userId", 1), text("movieId", 2), number("rating", 0)] },
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.csv_type())
    }
}

impl Event<'_> {
    /// An event that says nothing.
    pub const EMPTY: Event<'static> = Event { kind: Kind::Watch, texts: [""; 4], numbers: [0; 2] };

    /// Appends the line that the event came from, without its end: [`line::parse`](super::line::parse) of it is the event.
    pub fn print(&self, out: &mut Vec<u8>) {
        let ([time, user, subject, result], [number, elapsed]) = (self.texts, self.numbers);
        let mut text = |text: &str| out.extend_from_slice(text.as_bytes());
        text(time);
        text(",");
        text(user);
        let (before, between) = match self.kind {
            Kind::Recommendation => (",recommendation request ", ", status "),
            Kind::Watch => (",GET /data/m/", "/"),
            Kind::Rating => (",GET /rate/", "="),
        };
        text(before);
        text(subject);
        text(between);
        put_decimal(number.into(), out);
        match self.kind {
            Kind::Recommendation => {
                out.extend_from_slice(b", result: ");
                out.extend_from_slice(result.as_bytes());
                out.extend_from_slice(b", ");
                put_decimal(elapsed.into(), out);
                out.extend_from_slice(b" ms");
            }
            Kind::Watch => out.extend_from_slice(b".mpg"),
            Kind::Rating => {}
        }
    }
}
