//! Takes the value out of an answer, or shows how it begins.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::{Redactor, Response};
use crate::error::{Answer, Error};

/// How much of a body is looked at for a message, which is cut at fewer characters.
const START: usize = 4_096;

impl Response {
    /// The value that a successful answer has.
    pub(crate) fn parse<T: DeserializeOwned>(&self, redactor: &Redactor) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let (url, cause) = (self.url.clone(), redactor.message(&error.to_string()));
            match error.classify() {
                Category::Eof => Error::CutJson { url, length: self.body.len() },
                Category::Data => Error::WrongAnswer { url, cause },
                Category::Syntax | Category::Io => Error::NotJson { url, cause, answer: self.start(redactor) },
            }
        })
    }

    /// The beginning of the body, for a message.
    pub(crate) fn start(&self, redactor: &Redactor) -> Answer {
        let start = &self.body[..self.body.len().min(START)];
        let text = String::from_utf8_lossy(start);
        let message = redactor.message(title(&text).unwrap_or(&text));
        Answer { code: None, message: Some(message).filter(|message| !message.is_empty()) }
    }
}

/// What a page of HTML says, as proxies answer with one.
fn title(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("<title>")?;
    after.split_once("</title>").map(|(title, _)| title)
}
