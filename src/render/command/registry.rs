//! What the commands `avrocheck registry` print.

use crate::model::text::count;
use crate::render::text::foreign::foreign;

/// What a pull brought.
#[derive(Debug)]
pub(crate) struct Pulled {
    pub(crate) subjects: usize,
    pub(crate) versions: usize,
    /// Files that were not there before.
    pub(crate) written: usize,
}

/// The line about it.
pub(crate) fn pulled(directory: &str, pulled: &Pulled) -> String {
    let Pulled { subjects, versions, written } = pulled;
    let (subjects, versions) = (count(*subjects, "subject"), count(*versions, "version"));
    format!("{}: {subjects}, {versions}; {} written\n", foreign(directory), count(*written, "file"))
}
