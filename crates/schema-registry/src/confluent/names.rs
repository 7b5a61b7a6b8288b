//! Writes subjects into URLs, and moves them into and out of a context.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::Error;
use crate::model::SubjectVersion;

/// What is escaped in a part of a path. A colon is not: some servers do not decode it, and contexts need it.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// A text as one part of a path.
pub(crate) fn escaped(part: &str) -> String {
    match part {
        // As they are they would mean a directory.
        "." | ".." => part.replace('.', "%2E"),
        part => utf8_percent_encode(part, ESCAPED).to_string(),
    }
}

/// How a server was asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Asked {
    /// By a path that names the context.
    WithinContext,
    /// For all contexts.
    Everywhere,
}

/// A context, such as `.staging`, as it is before the names of its subjects: `:.staging:`.
#[derive(Clone, Debug)]
pub(crate) struct Context(String);

impl Context {
    /// Takes `.name` or `:.name:`.
    pub(crate) fn parse(text: &str) -> Result<Context, Error> {
        let inner = text.strip_prefix(':').and_then(|text| text.strip_suffix(':')).unwrap_or(text);
        if !inner.starts_with('.') || inner.contains(':') {
            let cause = format!("{text:?} is not one such as .staging or :.staging:");
            return Err(Error::Setting { setting: "the context", cause });
        }
        Ok(Context(format!(":{inner}:")))
    }

    /// `:.staging:`.
    pub(crate) fn prefix(&self) -> &str {
        &self.0
    }

    /// The versions within the context, out of those that a server names. Without its prefix a subject is in the context only if
    /// that was asked for, and no other one has it.
    pub(crate) fn versions<'s>(
        &self,
        named: impl Iterator<Item = (&'s str, u32)> + Clone,
        asked: Asked,
    ) -> Vec<SubjectVersion> {
        let within =
            named.clone().filter_map(|(subject, version)| Some((subject.strip_prefix(self.prefix())?, version)));
        let mut versions: Vec<SubjectVersion> =
            within.map(|(subject, version)| SubjectVersion::new(subject, version)).collect();
        if versions.is_empty() && asked == Asked::WithinContext {
            let unnamed = named.filter(|(subject, _)| context_of(subject).is_none());
            versions.extend(unnamed.map(|(subject, version)| SubjectVersion::new(subject, version)));
        }
        versions
    }

    /// `.staging`.
    pub(crate) fn name(&self) -> &str {
        self.0.trim_matches(':')
    }
}

/// The prefix of a subject that names its context.
pub(crate) fn context_of(subject: &str) -> Option<&str> {
    let end = subject.strip_prefix(":.")?.find(':')?;
    Some(&subject[..end + 3])
}

/// The subject as the server knows it.
pub(crate) fn qualified(context: Option<&Context>, subject: &str) -> String {
    match context {
        Some(context) if context_of(subject).is_none() => format!("{}{subject}", context.prefix()),
        _ => subject.to_owned(),
    }
}

/// The subject as callers know it: without the context of the settings.
pub(crate) fn local<'s>(context: Option<&Context>, subject: &'s str) -> &'s str {
    context.and_then(|context| subject.strip_prefix(context.prefix())).unwrap_or(subject)
}

/// The subject that a reference means: without a context of its own it is in that of the schema that refers to it.
pub(crate) fn referenced(context: Option<&Context>, from: &str, to: &str) -> String {
    match context_of(from) {
        Some(prefix) if context_of(to).is_none() => format!("{prefix}{to}"),
        _ => local(context, to).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_part_of_a_path() {
        for (subject, part) in [
            ("orders-value", "orders-value"),
            (":.dev:orders", ":.dev:orders"),
            ("a/b c?d#e%f&g+h", "a%2Fb%20c%3Fd%23e%25f%26g%2Bh"),
            ("café", "caf%C3%A9"),
            ("..", "%2E%2E"),
            ("a..b", "a..b"),
        ] {
            assert_eq!(escaped(subject), part);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_subject_is_one_part_and_comes_back(subject: String) {
            let part = escaped(&subject);
            proptest::prop_assert!(part.is_ascii() && !part.contains(['/', '?', '#', '\\', ' ']) && part != "..");
            let back = percent_encoding::percent_decode_str(&part).decode_utf8().map(String::from);
            proptest::prop_assert_eq!(back, Ok(subject));
        }
    }

    #[test]
    fn a_context_is_before_the_subject() {
        for text in [".dev", ":.dev:"] {
            let context = Context::parse(text).expect("a context");
            assert_eq!((context.prefix(), context.name()), (":.dev:", ".dev"));
            assert_eq!(qualified(Some(&context), "orders"), ":.dev:orders");
            assert_eq!(qualified(Some(&context), ":.other:orders"), ":.other:orders");
            assert_eq!(local(Some(&context), ":.dev:orders"), "orders");
            assert_eq!(local(Some(&context), ":.other:orders"), ":.other:orders");
            assert_eq!(referenced(Some(&context), "orders", "money"), "money");
        }
        assert_eq!(referenced(None, ":.dev:orders", "money"), ":.dev:money");
        assert_eq!(referenced(None, ":.dev:orders", ":.x:money"), ":.x:money");
        for text in ["dev", ":.dev", "", ":", "::", ".a:b"] {
            assert!(Context::parse(text).is_err(), "{text}");
        }
    }
}
