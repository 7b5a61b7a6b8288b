//! Reads what a user typed for a schema: the one grammar of every command.

use std::path::Path;

use crate::model::path::{has_extension, is_schema_file};
use crate::model::version::Version;
use crate::source::location::split_revision;

/// What a text means, in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Reference<'a> {
    /// `-`: what comes in by standard input.
    StandardInput,
    /// `https://…`: a schema on the network, which is not read yet.
    Url(&'a str),
    /// `registry:REGISTRY/SUBJECT@VERSION`: a version in a schema registry.
    Registry(&'a str),
    /// Something on disk: a schema file, a container file or a directory.
    Path(&'a Path),
    /// `FILE.avdl#x.Type`: a type in an IDL or protocol file.
    TypeOf {
        /// The file.
        file: &'a str,
        /// The full name of the type.
        name: &'a str,
    },
    /// `REV:path`: something at a git revision.
    Revision(&'a Path),
    /// A version, alone or with the subject that it is of: what `v3/user` and `7/4/user` can mean.
    Version(Vec<VersionReference<'a>>),
    /// A path that leads nowhere.
    Nothing(&'a Path),
}

/// A version, and the subject that follows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct VersionReference<'a> {
    pub(crate) version: Version,
    pub(crate) subject: Option<&'a str>,
}

/// Reads a text. `exists` says of a path whether something is there.
pub(crate) fn parse<'a>(text: &'a str, exists: impl Fn(&Path) -> bool) -> Reference<'a> {
    let path = Path::new(text);
    if is_standard_input(path) {
        return Reference::StandardInput;
    }
    if is_url(text) {
        return Reference::Url(text);
    }
    if text.starts_with("registry:") {
        return Reference::Registry(text);
    }
    if exists(path) {
        return Reference::Path(path);
    }
    if let Some((file, name)) = text.rsplit_once('#')
        && ["avdl", "avpr"].iter().any(|extension| has_extension(file, extension))
    {
        return Reference::TypeOf { file, name };
    }
    if split_revision(text).is_some() {
        return Reference::Revision(path);
    }
    let is_path = text.starts_with(['.', '/']) || is_schema_file(text);
    let meanings = if is_path { Vec::new() } else { versions(text) };
    if meanings.is_empty() { Reference::Nothing(path) } else { Reference::Version(meanings) }
}

/// Whether a path means standard input; a file of that name is `./-`.
pub(crate) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// `https://…`, but not `C://…`, and not a revision with a path from the root.
fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

/// The whole text as a version, or else each way to split it into a version and a subject.
fn versions(text: &str) -> Vec<VersionReference<'_>> {
    let whole = Version::parse(text).map(|version| VersionReference { version, subject: None });
    let split = |(at, _)| {
        let version = Version::parse(&text[..at])?;
        let subject = Some(&text[at + 1..]).filter(|subject| !subject.is_empty());
        subject.is_some().then_some(VersionReference { version, subject })
    };
    whole.into_iter().chain(text.match_indices('/').filter_map(split)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(text: &str) -> String {
        let there = ["schemas", "a.avsc", "v9", "HEAD:odd", "x.avdl#y"];
        match parse(text, |path| there.iter().any(|name| path == Path::new(name))) {
            Reference::StandardInput => "standard input".to_owned(),
            Reference::Url(url) => format!("url {url}"),
            Reference::Registry(registry) => format!("registry {registry}"),
            Reference::Path(path) => format!("path {}", path.display()),
            Reference::TypeOf { file, name } => format!("type {name} of {file}"),
            Reference::Revision(path) => format!("revision {}", path.display()),
            Reference::Nothing(path) => format!("nothing {}", path.display()),
            Reference::Version(versions) => {
                let one = |VersionReference { version, subject }: VersionReference<'_>| match subject {
                    Some(subject) => format!("version {version} of {subject}"),
                    None => format!("version {version}"),
                };
                versions.into_iter().map(one).collect::<Vec<_>>().join(", or ")
            }
        }
    }

    #[test]
    fn every_text_has_one_meaning() {
        let table = [
            ("https://registry.example/subjects/user", "url https://registry.example/subjects/user"),
            ("registry:prod/user@3", "registry registry:prod/user@3"),
            ("a.avsc", "path a.avsc"),
            ("schemas", "path schemas"),
            ("v9", "path v9"),
            ("HEAD:odd", "path HEAD:odd"),
            ("x.avdl#y", "path x.avdl#y"),
            ("movies.avdl#shop.Movie", "type shop.Movie of movies.avdl"),
            ("HEAD~3:schemas/a.avsc", "revision HEAD~3:schemas/a.avsc"),
            ("origin/main:v1", "revision origin/main:v1"),
            ("v3", "version v3"),
            ("1.2", "version 1.2"),
            ("v3/user", "version v3 of user"),
            ("v3/billing/invoice", "version v3 of billing/invoice"),
            ("7/4", "version 7/4, or version 7 of 4"),
            ("7/4/user", "version 7 of 4/user, or version 7/4 of user"),
            ("v3/user.avsc", "nothing v3/user.avsc"),
            ("./v3", "nothing ./v3"),
            ("user", "nothing user"),
            ("user/v3", "nothing user/v3"),
            ("", "nothing "),
            ("-", "standard input"),
            ("./-", "nothing ./-"),
        ];
        for (text, expected) in table {
            assert_eq!(meaning(text), expected);
        }
    }
}
