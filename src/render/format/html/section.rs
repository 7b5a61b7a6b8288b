//! The parts of the page, each with a heading that links lead to.

use maud::{Markup, html};

/// A part of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
}

impl Section {
    pub(crate) const PROBLEMS: Section = Section { id: "problems", title: "What could not be checked" };
    pub(crate) const FINDINGS: Section = Section { id: "findings", title: "Findings" };
    pub(crate) const WAIVED: Section = Section { id: "waived", title: "What is waived" };
    pub(crate) const NOTES: Section = Section { id: "notes", title: "Notes" };
    pub(crate) const SUBJECTS: Section = Section { id: "subjects", title: "Subjects" };

    /// Its heading, which goes when all cards of its class are hidden.
    pub(crate) fn heading(self, class: &str) -> Markup {
        html! { h2 id=(self.id) data-heads=(class) { (self.title) } }
    }
}
