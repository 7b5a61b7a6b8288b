//! Typed fields: what is taken is had back, what would not be is rejected, and values are those of other libraries.

use avro_resolve::data::binary::Reader;
use avro_resolve::data::transcode::Transcoder;
use avro_resolve::resolution::Resolution;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;
use jiff::civil::DateTime;
use jiff::tz::TimeZoneDatabase;
use proptest::prelude::*;

use crate::check::{Allowed, ValueCheck};
use crate::event::Kind;
use crate::line::parse;
use crate::plan::Plan;
use crate::reason::Reason;
use crate::restore::{RestoreError, Restorer};
use crate::zone::Zone;

/// A schema and how lines become data of it.
struct Typed {
    schema: LinkedSchema,
    shapes: Shapes,
    plan: Result<Plan, Vec<String>>,
    zone: Zone,
}

impl Typed {
    /// A record of a kind with these fields.
    fn new(kind: Kind, fields: &[&str], zone: &str) -> Typed {
        let text = format!(r#"{{"type": "record", "name": "{}", "fields": [{}]}}"#, kind.record(), fields.join(", "));
        Typed::of(kind, &text, zone)
    }

    fn of(kind: Kind, text: &str, zone: &str) -> Typed {
        let mut shapes = Shapes::default();
        let schema =
            LinkedSchema::parse("a.avsc", text, &mut shapes).unwrap_or_else(|faults| panic!("{faults:?}: {text}"));
        let zone: Zone = zone.parse().expect("it is a time zone");
        let plan = Plan::in_zone(kind, &schema, &shapes, &zone);
        let plan = plan.map_err(|refusals| refusals.iter().map(ToString::to_string).collect());
        Typed { schema, shapes, plan, zone }
    }

    fn refusals(&self) -> Vec<String> {
        self.plan.as_ref().err().cloned().unwrap_or_default()
    }

    fn plan(&self) -> &Plan {
        self.plan.as_ref().unwrap_or_else(|refusals| panic!("{refusals:?}"))
    }

    fn datum(&self, line: &str) -> Result<Vec<u8>, Reason> {
        let mut out = b"before".to_vec();
        let encoded = self.plan().encode(&parse(line).expect("it is a line"), &mut out);
        assert!(out.starts_with(b"before") && (encoded.is_ok() || out.len() == 6));
        encoded.map(|()| out.split_off(6))
    }

    fn json(&self, line: &str) -> String {
        let datum = self.datum(line).unwrap_or_else(|reason| panic!("{line}: {reason}"));
        let mut json = Vec::new();
        self.transcoded(|transcoder| transcoder.json(&mut Reader::new(&datum), &mut json).expect("it is a datum"));
        String::from_utf8(json).expect("JSON is text")
    }

    fn restored(&self, datum: &[u8]) -> Result<String, RestoreError> {
        let mut line = Vec::new();
        self.transcoded(|transcoder| {
            let mut restorer = Restorer::new(&self.schema, &self.shapes, transcoder, &self.zone)?;
            restorer.line(&mut Reader::new(datum), &mut line)
        })?;
        Ok(String::from_utf8(line).expect("a line is text"))
    }

    fn transcoded<T>(&self, use_it: impl FnOnce(Transcoder<'_>) -> T) -> T {
        let mut resolution = Resolution::default();
        let root = self.schema.root_shape();
        let pair = resolution.resolve_shapes(&self.shapes, root, root);
        use_it(Transcoder::new(&self.shapes, &resolution, pair))
    }
}

fn timestamp(logical: &str) -> String {
    format!(r#"{{"name": "time", "type": {{"type": "long", "logicalType": "{logical}"}}}}"#)
}

/// A rating at a time, of which only that is kept.
fn time(logical: &str, zone: &str, time: &str) -> Result<i64, Reason> {
    let typed = Typed::new(Kind::Rating, &[&timestamp(logical)], zone);
    let datum = typed.datum(&format!("{time},1,GET /rate/a=1"))?;
    Ok(Reader::new(&datum).long().expect("it is a long"))
}

#[test]
fn times_become_timestamps() {
    let moment = "2024-03-08T23:06:09.5";
    assert_eq!(time("timestamp-millis", "UTC", moment), Ok(1_709_939_169_500));
    assert_eq!(time("local-timestamp-micros", "Europe/Berlin", moment), Ok(1_709_939_169_500_000));
    assert_eq!(time("timestamp-nanos", "europe/berlin", moment), Ok(1_709_935_569_500_000_000));
    assert_eq!(time("timestamp-millis", "UTC", "1969-12-31T23:59:59.999"), Ok(-1));
    assert_eq!(time("timestamp-millis", "UTC", "2024-03-08T23:06:09.1230"), Ok(1_709_939_169_123));
    let unit = "milliseconds";
    assert_eq!(time("timestamp-millis", "UTC", "2024-03-08T23:06:09.1231"), Err(Reason::FineTime { unit }));
    assert_eq!(time("timestamp-millis", "UTC", "2016-12-31T23:59:60"), Err(Reason::LeapSecond));
    assert_eq!(time("timestamp-nanos", "UTC", "2262-04-11T23:47:16.854775807"), Ok(i64::MAX));
    assert_eq!(time("timestamp-nanos", "UTC", "2262-04-11T23:47:16.854775808"), Err(Reason::FarTime));
    assert_eq!(time("timestamp-millis", "Europe/Berlin", "2024-03-31T02:30:00"), Err(Reason::SkippedTime));
    assert_eq!(time("timestamp-millis", "Europe/Berlin", "2024-10-27T02:30:00"), Err(Reason::RepeatedTime));
    assert_eq!(time("timestamp-millis", "Europe/Berlin", "9999-12-31T23:59:59"), Err(Reason::FarTime));
    assert!(time("local-timestamp-millis", "Europe/Berlin", "2024-03-31T02:30:00").is_ok());
    assert!(time("timestamp-millis", "UTC", "9999-12-31T23:59:59").is_ok());
}

const RATING: [&str; 4] = [
    r#"{"name": "time", "type": "string"}"#,
    r#"{"name": "userId", "type": "string"}"#,
    r#"{"name": "movieId", "type": "string"}"#,
    r#"{"name": "rating", "type": "int"}"#,
];

#[test]
fn digits_count_where_the_text_is_had_back_from_a_timestamp() {
    let of_time = timestamp("local-timestamp-micros");
    let typed = Typed::new(Kind::Rating, &[&of_time, RATING[1], RATING[2], RATING[3]], "UTC");
    let taken = |typed: &Typed, time: &str| typed.datum(&format!("{time},1,GET /rate/a=1")).err();
    let unit = "microseconds";
    assert_eq!(taken(&typed, "2024-03-08T23:06:09"), None);
    assert_eq!(taken(&typed, "2024-03-08T23:06:09.000100"), None);
    assert_eq!(taken(&typed, "2024-03-08T23:06:09.5"), Some(Reason::OtherDigits { unit }));
    assert_eq!(taken(&typed, "2024-03-08T23:06:09.000000"), Some(Reason::OtherDigits { unit }));
    // Nothing is had back where something is lost, or where the text is kept.
    let lossy = Typed::new(Kind::Rating, &[&of_time, RATING[1], RATING[2]], "UTC");
    assert_eq!((taken(&lossy, "2024-03-08T23:06:09.5"), lossy.plan().unkept.as_slice()), (None, ["rating"].as_slice()));
    let beside = of_time.replace(r#""time""#, r#""moment""#).replace("}}", r#"}, "logField": "time"}"#);
    let both = Typed::new(Kind::Rating, &[&[&beside[..]], &RATING[..]].concat(), "UTC");
    assert_eq!(taken(&both, "2024-03-08T23:06:09.5"), None);
    assert_eq!(taken(&both, "2024-03-08T23:06:09.1234567"), Some(Reason::FineTime { unit }));
}

#[test]
fn numbers_become_other_numbers() {
    let of = |ty: &str, line: &str| {
        let name = if line.contains("status") { "status" } else { "rating" };
        let kind = if name == "status" { Kind::Recommendation } else { Kind::Rating };
        let typed = Typed::new(kind, &[&format!(r#"{{"name": "{name}", "type": {ty}}}"#)], "UTC");
        typed.datum(line).map_err(|reason| reason.to_string())
    };
    let rating = |ty: &str, stars: i32| of(ty, &format!("2024-03-08T23:06:09,1,GET /rate/a={stars}"));
    assert_eq!(rating(r#""double""#, i32::MAX), Ok(f64::from(i32::MAX).to_le_bytes().to_vec()));
    assert_eq!(rating(r#""float""#, 1 << 24), Ok(16_777_216f32.to_le_bytes().to_vec()));
    let lost = |wanted: &str| Err(format!("rating is to be {wanted} in the schema, and would not survive as one"));
    assert_eq!(rating(r#""float""#, (1 << 24) + 1), lost("float"));
    let decimal = r#"{"type": "bytes", "logicalType": "decimal", "precision": 3, "scale": 1}"#;
    assert_eq!(rating(decimal, 5), Ok(vec![2, 50]));
    assert_eq!(rating(decimal, 0), Ok(vec![2, 0]));
    assert_eq!(rating(decimal, 13), Ok(vec![4, 0, 130]));
    assert_eq!(rating(decimal, 99), Ok(vec![4, 3, 222]));
    assert_eq!(rating(decimal, 100), lost("decimal"));
    let fixed = r#"{"type": "fixed", "name": "F", "size": 3, "logicalType": "decimal", "precision": 5, "scale": 2}"#;
    assert_eq!(rating(fixed, 5), Ok(vec![0, 1, 244]));
    let symbols =
        r#"{"type": "enum", "name": "S", "symbols": ["OTHER", "HTTP_500", "S200", "X007"], "default": "OTHER"}"#;
    let status = |status: i32| {
        of(symbols, &format!("2024-03-08T23:06:09,1,recommendation request s, status {status}, result: , 1 ms"))
    };
    assert_eq!((status(500), status(200)), (Ok(vec![2]), Ok(vec![4])));
    assert_eq!(status(7), Err("the enum of the schema has no symbol for the status 7".to_owned()));
}

#[test]
fn recommendations_become_lists() {
    let requests = Typed::new(
        Kind::Recommendation,
        &[
            r#"{"name": "status", "type": "int"}"#,
            r#"{"name": "movies", "type": ["null", {"type": "array", "items": "string"}], "logField": "recommendations"}"#,
            r#"{"name": "error", "type": ["null", "string"]}"#,
        ],
        "UTC",
    );
    let json = |status: i32, result: &str| {
        requests
            .json(&format!("2024-03-08T23:06:09,1,recommendation request s, status {status}, result: {result}, 1 ms"))
    };
    assert_eq!(json(200, "a, b,c"), r#"{"status":200,"movies":["a","b,c"],"error":null}"#);
    assert_eq!(json(200, "a,b"), r#"{"status":200,"movies":["a","b"],"error":null}"#);
    assert_eq!(json(200, ""), r#"{"status":200,"movies":[],"error":null}"#);
    assert_eq!(json(500, "a, b"), r#"{"status":500,"movies":null,"error":"a, b"}"#);
    assert_eq!(json(0, ""), r#"{"status":0,"movies":null,"error":""}"#);
}

#[test]
fn what_cannot_be_bound_is_refused_with_its_place() {
    let refusals = |kind, field: &str| Typed::new(kind, &[field], "UTC").refusals();
    let place = r#"{"type": "record", "name": "MovieRatingEvent", "fields": ["#.len() + 1;
    let of_field = |field: &str| refusals(Kind::Rating, &field.replace('\'', "\""));
    assert_eq!(
        of_field("{'name': 'a', 'type': 'string', 'logField': 'tiem'}"),
        [format!(
            "a.avsc:1:{}: a Rating line has no tiem; did you mean time? Its parts are time, userId, movieId, rating",
            place + 44
        )]
    );
    assert!(of_field("{'name': 'a', 'type': 'string', 'logField': 1}")[0].contains("logField is not a string"));
    assert!(of_field("{'name': 'a', 'type': 'string', 'logfield': 'time'}")[0].contains("did you mean logField?"));
    assert!(
        of_field("{'name': 'time', 'type': 'long'}")[0]
            .contains("make it string, bytes, or a long that is a timestamp")
    );
    assert!(of_field("{'name': 'time', 'type': {'type': 'int', 'logicalType': 'date'}}")[0].contains("a timestamp"));
    assert!(of_field("{'name': 'rating', 'type': 'boolean'}")[0].contains("make it int, long, double or a decimal"));
    let requests = |field: &str| refusals(Kind::Recommendation, &field.replace('\'', "\""))[0].clone();
    assert!(
        requests("{'name': 'recommendations', 'type': {'type': 'array', 'items': 'int'}}").contains("an array of int")
    );
    assert!(requests("{'name': 'error', 'type': 'int'}").contains("the text of an error"));
    let symbols = |symbols: &str| {
        requests(&format!("{{'name': 'status', 'type': {{'type': 'enum', 'name': 'S', 'symbols': {symbols}}}}}"))
    };
    assert!(symbols("['OK']").contains("none of its symbols ends in a number"));
    assert!(symbols("['A_200', 'B_200']").contains("A_200 and B_200 are both 200"));
    let decimal = |more: &str| {
        of_field(&format!("{{'name': 'rating', 'type': {{'logicalType': 'decimal', {more}}}}}"))[0].clone()
    };
    assert!(decimal("'type': 'bytes', 'precision': 40, 'scale': 29").contains("its scale is 29; make it 28 at most"));
    assert!(decimal("'type': 'fixed', 'name': 'F', 'size': 65, 'precision': 3").contains("64 bytes at most"));
}

#[test]
fn the_property_comes_before_the_name_and_the_name_before_aliases() {
    let field = |more: &str| format!(r#"{{"name": "userId", "type": "string", "aliases": ["movieId"]{more}}}"#);
    let json =
        |more: &str| Typed::new(Kind::Rating, &[&field(more)], "UTC").json("2024-03-08T23:06:09,1,GET /rate/a=1");
    assert_eq!(json(""), r#"{"userId":"1"}"#);
    assert_eq!(json(r#", "logField": "time""#), r#"{"userId":"2024-03-08T23:06:09"}"#);
}

#[test]
fn zones_are_known_by_name() {
    let zone = |name: &str| name.parse::<Zone>().map(|zone| zone.to_string()).map_err(|error| error.to_string());
    assert_eq!(zone("europe/BERLIN"), Ok("Europe/Berlin".to_owned()));
    assert_eq!(zone("utc"), Ok("UTC".to_owned()));
    assert_eq!(
        zone("Europe/Berlim"),
        Err("there is no time zone Europe/Berlim; did you mean Europe/Berlin?".to_owned())
    );
    assert_eq!(zone("Tokyo"), Err("there is no time zone Tokyo; did you mean Asia/Tokyo?".to_owned()));
    assert!(zone("Etc/Unknown").is_err() && zone("").is_err() && zone("../etc/passwd").is_err());
}

#[test]
fn checks_reject_lines() {
    let mut plan = Typed::new(Kind::Rating, &RATING, "UTC").plan.expect("a line fills it");
    let one_of = Allowed::OneOf((0..12).collect());
    let range = Allowed::Range(Some(1), Some(5));
    plan.check(
        [one_of, range].map(|allowed| ValueCheck::new(Kind::Rating, "rating", allowed).expect("it is a number")),
    );
    let rated = |stars: i32| {
        let line = format!("2024-03-08T23:06:09,1,GET /rate/a={stars}");
        plan.encode(&parse(&line).expect("it is a line"), &mut Vec::new()).map_err(|reason| reason.to_string())
    };
    assert_eq!(rated(5), Ok(()));
    assert_eq!(rated(6), Err("the rating is 6; it is to be from 1 to 5".to_owned()));
    assert_eq!(
        rated(12),
        Err("the rating is 12; it is to be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more".to_owned())
    );
    assert_eq!(ValueCheck::new(Kind::Rating, "userId", Allowed::OneOf(vec![1])), None);
    assert_eq!(ValueCheck::new(Kind::Rating, "minute", Allowed::OneOf(vec![1])), None);
}

#[test]
fn the_newest_shipped_version_keeps_all() {
    const V4: [&str; 3] = [
        include_str!("../../../../schemas/v4/recommendation_request.avsc"),
        include_str!("../../../../schemas/v4/movie_watch_event.avsc"),
        include_str!("../../../../schemas/v4/movie_rating_event.avsc"),
    ];
    for (kind, line) in Kind::ALL.into_iter().zip([
        "2024-03-08T23:06:11.5,a,recommendation request s, status 200, result: a,b, 31 ms",
        "2024-03-08T23:06:09,a,GET /data/m/a/84.mpg",
        "2024-03-08T23:06:10,a,GET /rate/a=1",
    ]) {
        let typed = Typed::of(kind, V4[kind.index()], "UTC");
        assert!(typed.plan().unkept.is_empty() && typed.plan().zone == Some(Zone::utc()));
        assert_eq!(typed.restored(&typed.datum(line).expect("it is taken")), Ok(line.to_owned()));
    }
}

/// One of these types.
fn any_of(types: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(types).prop_map(str::to_owned)
}

fn timestamps() -> impl Strategy<Value = String> {
    ("(local-)?timestamp-(millis|micros|nanos)", any::<bool>()).prop_map(|(logical, is_nullable)| {
        let long = format!(r#"{{"type": "long", "logicalType": "{logical}"}}"#);
        if is_nullable { format!(r#"["null", {long}]"#) } else { long }
    })
}

fn numbers() -> impl Strategy<Value = String> {
    any_of(&[
        r#""int""#,
        r#""long""#,
        r#""float""#,
        r#"["double", "null"]"#,
        r#""string""#,
        r#"["null", {"type": "bytes", "logicalType": "decimal", "precision": 3, "scale": 1}]"#,
        r#"{"type": "bytes", "logicalType": "decimal", "precision": 38, "scale": 28}"#,
        r#"{"type": "fixed", "name": "F", "size": 20, "logicalType": "decimal", "precision": 40, "scale": 3}"#,
    ])
}

fn lists() -> impl Strategy<Value = String> {
    any_of(&[
        r#"{"type": "array", "items": "string"}"#,
        r#"["null", {"type": "array", "items": "string"}]"#,
        r#"[{"type": "array", "items": "string"}, "int"]"#,
    ])
}

fn texts() -> impl Strategy<Value = String> {
    any_of(&[r#""string""#, r#""bytes""#, r#"["null", "string"]"#])
}

/// The types that each part of a kind's lines has, none or several.
fn fields(kind: Kind) -> impl Strategy<Value = Vec<String>> {
    let enumeration = r#"{"type": "enum", "name": "S", "symbols": ["X", "S_500", "OK200", "NONE_0"]}"#;
    let of_part = |name: &'static str| {
        let types = match name {
            "time" => prop_oneof![texts(), timestamps(), timestamps()].boxed(),
            "userId" => prop_oneof![texts(), any_of(&[r#""long""#, r#""int""#])].boxed(),
            "recommendations" => prop_oneof![texts(), lists(), lists()].boxed(),
            "error" => texts().prop_filter("bytes are no text of an error", |ty| ty != r#""bytes""#).boxed(),
            "status" => prop_oneof![numbers(), Just(enumeration.to_owned())].boxed(),
            "minute" | "rating" | "responseTime" => numbers().boxed(),
            _ => texts().boxed(),
        };
        // Mostly there is one.
        let count = prop_oneof![20 => Just(1usize..2), 4 => Just(2..3), 1 => Just(0..1)];
        count
            .prop_flat_map(move |count| proptest::collection::vec(types.clone(), count))
            .prop_map(move |types| (name, types))
    };
    let mut parts: Vec<_> = kind.fields().iter().map(|field| of_part(field.name).boxed()).collect();
    parts.extend((kind == Kind::Recommendation).then(|| of_part("error").boxed()));
    parts
        .prop_map(|parts| {
            let (mut fields, mut known) = (Vec::new(), 0);
            for (name, types) in parts {
                for ty in types {
                    // A type of a name is defined once.
                    let ty = ty.replace(r#""name": ""#, &format!(r#""name": "N{known}"#));
                    fields.push(format!(r#"{{"name": "f{known}", "type": {ty}, "logField": "{name}"}}"#));
                    known += 1;
                }
            }
            fields
        })
        .prop_shuffle()
}

fn times() -> impl Strategy<Value = String> {
    let seconds = prop_oneof![
        8 => "2024-0[1-9]-[012][1-8]T[01][0-9]:[0-5][0-9]:[0-5][0-9]",
        2 => "2024-(03-31|10-27)T0[1-3]:[0-5][0-9]:[0-5][0-9]",
        1 => "(0000|1677|2262|9999)-(01|04|12)-[012][1-8]T[01][0-9]:00:00",
        1 => Just("2016-12-31T23:59:60".to_owned()),
    ];
    let fraction =
        prop_oneof![3 => Just(String::new()), 2 => "\\.[0-9]{6}", 1 => "\\.0{3}", 1 => "\\.[0-9]{0,7}[05]{1,2}"];
    (seconds, fraction).prop_map(|(seconds, fraction)| seconds + &fraction)
}

fn line(kind: Kind) -> BoxedStrategy<String> {
    let number = prop_oneof![Just(5), 0..200, Just(i32::MAX), Just((1 << 24) + 1)];
    let user = prop_oneof![4 => "[1-9][0-9]{0,5}", 1 => "0?[0-9]|x|9{19}"];
    let head = (times(), user, number).prop_map(|(time, user, number)| (format!("{time},{user}"), number));
    match kind {
        Kind::Watch => {
            (head, "[a-z/=, ]{1,9}").prop_map(|((head, n), m)| format!("{head},GET /data/m/{m}/{n}.mpg")).boxed()
        }
        Kind::Rating => (head, "[a-z/=, ]{1,9}").prop_map(|((head, n), m)| format!("{head},GET /rate/{m}={n}")).boxed(),
        Kind::Recommendation => {
            let status = prop_oneof![4 => Just(200), 1 => Just(500), 1 => Just(0), 1 => 0..600];
            (head, status, "([a-zé\"\\\\]{0,3}(, |,)?){0,4}")
                .prop_map(|((head, n), status, result)| {
                    format!("{head},recommendation request s, status {status}, result: {result}, {n} ms")
                })
                .boxed()
        }
    }
}

fn schema_and_lines() -> impl Strategy<Value = (Kind, Vec<String>, &'static str, Vec<String>)> {
    let zone = proptest::sample::select(&["UTC", "Europe/Berlin", "America/New_York"][..]);
    (proptest::sample::select(&Kind::ALL[..]), zone).prop_flat_map(|(kind, zone)| {
        (Just(kind), fields(kind), Just(zone), proptest::collection::vec(line(kind), 1..8))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn each_line_is_had_back_or_rejected((kind, fields, zone, lines) in schema_and_lines()) {
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        let typed = Typed::new(kind, &fields, zone);
        let plan = typed.plan();
        for line in &lines {
            let Ok(datum) = typed.datum(line) else { continue };
            let restored = typed.restored(&datum);
            match plan.unkept.first() {
                None => prop_assert_eq!(restored.as_deref(), Ok(line.as_str())),
                Some(&missing) => prop_assert_eq!(restored, Err(RestoreError::NoField { kind, missing })),
            }
        }
    }

    #[test]
    fn lines_of_the_service_are_not_rejected(
        rated in "2024-0[1-9]-[012][1-8]T[01][0-9]:[0-5][0-9]:[0-5][0-9],[1-9][0-9]{0,5},GET /rate/[a-z+]{1,9}=[0-5]",
        asked in "2024-0[1-9]-[012][1-8]T[01][0-9]:[0-5][0-9]:[0-5][0-9]\\.[0-9]{5}[1-9],[1-9][0-9]{0,5},recommendation request s, \
                  status (200, result: [a-z+]{1,3}(, [a-z+]{1,3}){0,19}|0, result: [a-z:, .]{0,9}), [1-9][0-9]{0,2} ms",
    ) {
        let examples = [
            (Kind::Rating, include_str!("../../../../examples/typed/schemas/v2/movie_rating_event.avsc"), rated),
            (Kind::Recommendation, include_str!("../../../../examples/typed/schemas/v2/recommendation_request.avsc"), asked),
        ];
        for (kind, schema, line) in examples {
            let typed = Typed::of(kind, schema, "America/New_York");
            prop_assert_eq!(typed.datum(&line).map(|datum| typed.restored(&datum)), Ok(Ok(line)));
        }
    }

    #[test]
    fn instants_are_those_of_another_calendar(text in times(), zone in proptest::sample::select(&["UTC", "Europe/Berlin", "America/New_York"][..])) {
        let civil: DateTime = text.parse().expect("it is a time");
        let rules = TimeZoneDatabase::bundled().get(zone).expect("it is a time zone");
        let instant = rules.to_ambiguous_zoned(civil).unambiguous().map(|zoned| zoned.timestamp().as_microsecond());
        match time("timestamp-micros", zone, &text) {
            Ok(number) => prop_assert_eq!(Some(number), instant.ok()),
            Err(Reason::SkippedTime | Reason::RepeatedTime | Reason::FarTime) => prop_assert!(instant.is_err()),
            Err(Reason::LeapSecond) => prop_assert!(text.contains(":60")),
            Err(reason) => prop_assert_eq!(reason, Reason::FineTime { unit: "microseconds" }),
        }
    }
}
