//! The records of the newest schemas, as serde takes them: what a line says, and the defaults of everything else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A kind of event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Recommendation,
    Watch,
    Rating,
}

/// An event, borrowed from its line.
pub enum Event<'l> {
    Recommendation(Recommendation<&'l str>),
    Watch(Watch<&'l str>),
    Rating(Rating<&'l str>),
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Recommendation, Kind::Watch, Kind::Rating];

    /// The stem of the container file's name.
    pub fn file(self) -> &'static str {
        match self {
            Kind::Recommendation => "recommendation_requests",
            Kind::Watch => "movie_watches",
            Kind::Rating => "movie_ratings",
        }
    }

    /// The newest schema.
    pub fn schema(self) -> &'static str {
        match self {
            Kind::Recommendation => include_str!("../../schemas/v3/recommendation_request.avsc"),
            Kind::Watch => include_str!("../../schemas/v3/movie_watch_event.avsc"),
            Kind::Rating => include_str!("../../schemas/v3/movie_rating_event.avsc"),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "MovieWatchEvent", rename_all = "camelCase")]
pub struct Watch<T> {
    pub time: T,
    pub user_id: T,
    pub movie_id: T,
    pub minute: i32,
    pub watched_in_full: bool,
    pub quality: StreamQuality,
    pub started_at: Option<i64>,
    pub subtitles: Vec<T>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum StreamQuality {
    Unknown,
    Sd,
    Hd,
    Uhd,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "MovieRatingEvent", rename_all = "camelCase")]
pub struct Rating<T> {
    pub user_id: T,
    pub movie_id: T,
    pub rating: i32,
    pub time: T,
    pub rating_context: Option<T>,
    pub client: RatingClient<T>,
    pub review: Option<Review<T>>,
    pub tags: Vec<T>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "RatingClient", rename_all = "camelCase")]
pub struct RatingClient<T> {
    pub platform: ClientPlatform,
    pub app_version: T,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ClientPlatform {
    Unknown,
    Web,
    Ios,
    Android,
    Tv,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "Review")]
pub struct Review<T> {
    pub text: T,
    pub language: T,
    pub spoiler: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "RecommendationRequest", rename_all = "camelCase", bound(deserialize = "T: Deserialize<'de> + Ord"))]
pub struct Recommendation<T: Ord> {
    pub time: T,
    pub user_id: T,
    pub server: T,
    pub status: i32,
    pub response_time: i32,
    pub recommendations: Option<T>,
    pub device_type: Option<T>,
    pub received_at: Option<i64>,
    pub model: RecommenderModel<T>,
    pub experiments: BTreeMap<T, T>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "RecommenderModel", bound(deserialize = "T: Deserialize<'de> + Ord"))]
pub struct RecommenderModel<T: Ord> {
    pub name: T,
    pub version: i32,
    pub parameters: BTreeMap<T, f64>,
}
