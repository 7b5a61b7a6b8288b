//! Reads subject and version off a path by a template such as `schema/{major}/{minor}/{subject}.avsc`.

use std::str::FromStr;

use crate::model::input::VersionPlace;
use crate::model::path::normal;
use crate::model::version::Version;

#[cfg(test)]
mod tests;

/// How the paths of schemas say their subject and version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template {
    parts: Vec<TemplatePart>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum TemplatePart {
    Literal(String),
    Subject,
    /// A version of any form.
    Version,
    /// A number of the version, by its rank.
    Number(usize),
}

/// Why a text is no template.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidTemplate {
    /// Something between braces that means nothing.
    #[error("`{{{0}}}` is not a placeholder; there are {{subject}}, {{version}}, {{major}}, {{minor}} and {{patch}}")]
    Unknown(String),
    /// A brace without its other.
    #[error("a brace is not closed")]
    Open,
    /// Nothing says the subject.
    #[error("`{{subject}}` is missing: nothing would say what a file's schema is called")]
    Subject,
    /// Nothing says the version.
    #[error("the version is missing: write `{{version}}`, or `{{major}}` and what belongs to it")]
    Version,
    /// Two of them with nothing between.
    #[error(
        "two parts in braces need something between them, such as a slash; only a version may follow {{subject}} at once"
    )]
    Touching,
    /// Not the name of schema files.
    #[error("a template ends in .avsc")]
    Extension,
}

const NUMBERS: [&str; 3] = ["major", "minor", "patch"];

impl FromStr for Template {
    type Err = InvalidTemplate;

    fn from_str(text: &str) -> Result<Template, InvalidTemplate> {
        let normal = normal(text);
        let mut rest = normal.strip_suffix(".avsc").ok_or(InvalidTemplate::Extension)?;
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let part = match rest.strip_prefix('{') {
                Some(open) => {
                    let (name, after) = open.split_once('}').ok_or(InvalidTemplate::Open)?;
                    rest = after;
                    placeholder(name)?
                }
                None => {
                    let end = rest.find('{').unwrap_or(rest.len());
                    let (literal, after) = rest.split_at(end);
                    rest = after;
                    TemplatePart::Literal(literal.to_owned())
                }
            };
            let touches = match (parts.last(), &part) {
                (None | Some(TemplatePart::Literal(_)), _) | (_, TemplatePart::Literal(_)) => false,
                (Some(TemplatePart::Subject), part) => *part == TemplatePart::Subject,
                (Some(TemplatePart::Version | TemplatePart::Number(_)), _) => true,
            };
            if touches {
                return Err(InvalidTemplate::Touching);
            }
            parts.push(part);
        }
        if !parts.contains(&TemplatePart::Subject) {
            return Err(InvalidTemplate::Subject);
        }
        let has_number = parts.contains(&TemplatePart::Number(0));
        if has_number == parts.contains(&TemplatePart::Version) {
            return Err(InvalidTemplate::Version);
        }
        Ok(Template { parts })
    }
}

fn placeholder(name: &str) -> Result<TemplatePart, InvalidTemplate> {
    match name {
        "subject" => Ok(TemplatePart::Subject),
        "version" => Ok(TemplatePart::Version),
        name => match NUMBERS.iter().position(|number| *number == name) {
            Some(rank) => Ok(TemplatePart::Number(rank)),
            None => Err(InvalidTemplate::Unknown(name.to_owned())),
        },
    }
}

impl TemplatePart {
    /// Whether two texts in its place mean the same.
    fn is_same(&self, one: &str, other: &str) -> bool {
        match self {
            TemplatePart::Literal(_) | TemplatePart::Subject => one == other,
            TemplatePart::Version => Version::parse(one) == Version::parse(other),
            TemplatePart::Number(_) => one.trim_start_matches('0') == other.trim_start_matches('0'),
        }
    }
}

impl Template {
    /// Subject and place of the file at this path, which has lost its extension; `None` if it does not fit.
    pub fn locate(&self, path: &str) -> Option<(String, VersionPlace)> {
        let mut spans = Vec::new();
        fit(&self.parts, path, &mut spans)?;
        let mut found = LocatedParts::default();
        for (at, (part, &(start, end))) in self.parts.iter().zip(&spans).enumerate() {
            let text = &path[start..end];
            match part {
                // A placeholder that is repeated has said what it says.
                part if self.parts[..at].contains(part) => continue,
                TemplatePart::Literal(_) => continue,
                TemplatePart::Subject => {
                    found.subject = text.to_owned();
                    continue;
                }
                TemplatePart::Version => found.numbers = Version::parse(text)?.numbers()?.to_vec(),
                TemplatePart::Number(rank) => found.put(*rank, text.parse().ok()?),
            }
            found.start = Some(found.start.unwrap_or(start));
            found.end = end;
        }
        let mut start = found.start?;
        // `v{major}`: the v belongs to the label.
        if path[..start].ends_with(['v', 'V']) && !path[..start - 1].ends_with(char::is_alphanumeric) {
            start -= 1;
        }
        let version = Version::numbered(&path[start..found.end], found.numbers);
        let place = match path[found.end..].contains('/') {
            true => VersionPlace::Shared { group: path[..start].trim_end_matches('/').to_owned(), version },
            false => VersionPlace::Own(version),
        };
        Some((found.subject, place))
    }
}

#[derive(Default)]
struct LocatedParts {
    subject: String,
    numbers: Vec<u64>,
    start: Option<usize>,
    end: usize,
}

impl LocatedParts {
    fn put(&mut self, rank: usize, number: u64) {
        self.numbers.resize(self.numbers.len().max(rank + 1), 0);
        self.numbers[rank] = number;
    }
}

/// The span of each part, if the rest of the path fits the rest of the template. Only the subject is of any length: each
/// place where it could end is tried, the longest first. A placeholder that is repeated means the same each time.
fn fit(parts: &[TemplatePart], path: &str, spans: &mut Vec<(usize, usize)>) -> Option<()> {
    let at = spans.last().map_or(0, |(_, end)| *end);
    let Some(part) = parts.get(spans.len()) else { return (at == path.len()).then_some(()) };
    let rest = &path[at..];
    let first = parts[..spans.len()].iter().position(|known| known == part).map(|first| spans[first]);
    let ends: Vec<usize> = match part {
        TemplatePart::Literal(literal) => {
            rest.starts_with(literal.as_str()).then_some(literal.len()).into_iter().collect()
        }
        TemplatePart::Number(_) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            (digits > 0).then_some(digits).into_iter().collect()
        }
        TemplatePart::Version => {
            let part_ends = rest.find('/').unwrap_or(rest.len());
            let ends = rest[..part_ends].char_indices().map(|(end, c)| end + c.len_utf8());
            ends.filter(|end| Version::parse(&rest[..*end]).is_some()).collect::<Vec<_>>().into_iter().rev().collect()
        }
        TemplatePart::Subject => {
            // Where a version follows at once, all of its digits are its own.
            let touches = matches!(parts.get(spans.len() + 1), Some(TemplatePart::Version | TemplatePart::Number(_)));
            let is_of_version = |c: char| touches && (c.is_ascii_digit() || matches!(c, '.' | '-' | '_'));
            let ends = rest.char_indices().filter(|(_, c)| !is_of_version(*c));
            ends.map(|(end, c)| end + c.len_utf8()).rev().collect()
        }
    };
    let says_the_same = |end: &usize| first.is_none_or(|(start, stop)| part.is_same(&path[start..stop], &rest[..*end]));
    for end in ends.into_iter().filter(says_the_same) {
        let depth = spans.len();
        spans.push((at, at + end));
        if fit(parts, path, spans).is_some() {
            return Some(());
        }
        spans.truncate(depth);
    }
    None
}
