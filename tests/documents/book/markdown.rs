//! Finds the blocks of code, links, headings and pieces of code in a page of Markdown, each with its place.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::package;

/// A page of the documentation.
pub struct Page {
    /// From the package's directory on.
    pub path: PathBuf,
    pub text: String,
    pub blocks: Vec<Block>,
    /// `code` within sentences.
    pub spans: Vec<Span>,
    /// Of pictures, too.
    pub links: Vec<Span>,
    /// The anchors of the headings.
    pub anchors: Vec<String>,
}

/// A fenced block of code.
pub struct Block {
    pub language: String,
    pub text: String,
    /// Where `text` is in the page.
    pub range: Range<usize>,
    pub line: usize,
    /// Why it is not run, from the comment above it.
    pub not_run: Option<String>,
}

/// Some text and its line.
pub struct Span {
    pub text: String,
    pub line: usize,
}

impl Page {
    pub fn read(path: &Path) -> Page {
        let text = fs::read_to_string(package().join(path)).expect("a page is text");
        let mut page = Page {
            path: path.to_owned(),
            blocks: Vec::new(),
            spans: Vec::new(),
            links: Vec::new(),
            anchors: Vec::new(),
            text: text.clone(),
        };
        let (mut not_run, mut heading) = (None, None);
        for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
            let line = text[..range.start].matches('\n').count() + 1;
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                    let language = language.into_string();
                    page.blocks.push(block(&text, range, language, line, not_run.take()));
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                    panic!("{}:{line}: code is written between fences", path.display())
                }
                Event::Html(comment) => not_run = reason(&comment),
                Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock | TagEnd::CodeBlock) => {}
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => page.anchors.push(anchor(&heading.take().unwrap_or_default())),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(Span { text: dest_url.into_string(), line });
                }
                Event::Code(code) => {
                    heading.iter_mut().for_each(|heading| heading.push_str(&code));
                    page.spans.push(Span { text: code.into_string(), line });
                }
                Event::Text(part) => heading.iter_mut().for_each(|heading| heading.push_str(&part)),
                _ => not_run = None,
            }
        }
        page
    }

    /// The place of a block, as editors jump to it.
    pub fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.path.display())
    }
}

fn block(page: &str, range: Range<usize>, language: String, line: usize, not_run: Option<String>) -> Block {
    let whole = &page[range.clone()];
    let start = range.start + whole.find('\n').expect("a fence ends its line") + 1;
    let end = range.start + whole.rfind('\n').expect("a fence is on a line of its own") + 1;
    Block { language, text: page[start..end.max(start)].to_owned(), range: start..end.max(start), line, not_run }
}

/// What `<!-- not run: why -->` says.
fn reason(comment: &str) -> Option<String> {
    let reason = comment.trim().strip_prefix("<!-- not run: ")?.strip_suffix(" -->")?;
    Some(reason.to_owned())
}

/// The anchor that GitHub and mdBook give a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}
