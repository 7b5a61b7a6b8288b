//! Orders paths as people count: `log.9` before `log.10`.

use std::cmp::Ordering;
use std::path::Path;

/// Compares two paths, in which digits that follow each other are a number. Paths that differ are never equal.
pub(super) fn compare(a: &Path, b: &Path) -> Ordering {
    let parts = |path: &Path| -> Vec<Vec<NamePart>> {
        path.components().map(|part| pieces(&part.as_os_str().to_string_lossy())).collect()
    };
    parts(a).cmp(&parts(b)).then_with(|| a.cmp(b))
}

/// A part of a name. Numbers come before other text.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum NamePart {
    /// The number of its digits without zeros in front, and these: so it is compared, however long it is.
    Number(usize, String),
    Text(String),
}

fn pieces(name: &str) -> Vec<NamePart> {
    let mut pieces = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|character: char| character.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        let digits = piece.trim_start_matches('0');
        pieces.push(if is_number {
            NamePart::Number(digits.len(), digits.to_owned())
        } else {
            NamePart::Text(piece.to_owned())
        });
        rest = behind;
    }
    pieces
}

#[test]
fn numbers_are_compared_as_numbers() {
    let mut names =
        ["b.log", "a.log.10", "a.log.9", "a.log", "a.log.09", "a/2", "a/10", "10", "9", "a.log.x"].map(Path::new);
    names.sort_by(|a, b| compare(a, b));
    let wanted = ["9", "10", "a/2", "a/10", "a.log", "a.log.09", "a.log.9", "a.log.10", "a.log.x", "b.log"];
    assert_eq!(names, wanted.map(Path::new));
}
