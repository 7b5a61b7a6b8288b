//! The programs between a report and its reader, as parsers that say what these programs would do.

use std::num::NonZero;
use std::sync::LazyLock;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use regex::Regex;
use serde_json::Value;

/// Characters that have no form of their own or change what is around them, by Unicode's own properties; a line feed ends lines.
static HIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\x{fff9}-\x{fffb}--\n]")
        .expect("it is one")
});

pub fn is_hidden(character: char) -> bool {
    HIDDEN.is_match(character.encode_utf8(&mut [0; 4]))
}

/// Text for people: nothing is hidden, a terminal shows it as it is, and no CI system finds a command in it.
pub fn people(what: &str, text: &str) {
    // Joiners belong to emoji and to Persian.
    let plain: String = text.chars().filter(|character| !"\u{200c}\u{200d}\u{fe0f}".contains(*character)).collect();
    if let Some(found) = HIDDEN.find(&plain) {
        panic!("{what}: {:?} in {:?}", found.as_str(), &plain[..found.end()].lines().last());
    }
    // Printable ASCII does nothing but be shown.
    for line in text.lines().flat_map(pieces).filter(|line| line.bytes().any(|byte| !matches!(byte, b' '..=b'~'))) {
        assert_eq!(squeezed(&screen(what, line)), squeezed(line), "{what}");
    }
    assert_eq!(commands(text), Vec::<String>::new(), "{what}");
}

/// The same with colours, which a terminal takes off.
pub fn coloured(what: &str, text: &str, plain: &str) {
    assert_eq!(text.lines().count(), plain.lines().count(), "{what}");
    for (line, plain) in text.lines().zip(plain.lines()) {
        assert_eq!(squeezed(&screen(what, line)), squeezed(plain), "{what}");
    }
}

/// A line in pieces that end with a space and fit in the widest terminal.
fn pieces(line: &str) -> Vec<&str> {
    const WIDEST: usize = 60_000;
    let (mut pieces, mut rest) = (Vec::new(), line);
    while rest.len() > WIDEST {
        let end = rest.bytes().take(WIDEST).rposition(|byte| byte == b' ').expect("no word is so long") + 1;
        let (piece, others) = rest.split_at(end);
        pieces.push(piece);
        rest = others;
    }
    pieces.push(rest);
    pieces
}

/// What a terminal shows of a line. Whatever it does beside that is noted, and must not be.
fn screen(what: &str, line: &str) -> String {
    // This terminal takes the replacement character for a mistake.
    let line = &line.replace(char::REPLACEMENT_CHARACTER, "?");
    let columns = u16::try_from(line.len() + 9).ok().and_then(NonZero::new).expect("reports have no longer lines");
    let rows = NonZero::new(2).expect("it is no zero");
    let mut terminal = vt100::Parser::new_with_callbacks(rows, columns, 0, Deeds::default());
    terminal.process(line.as_bytes());
    assert_eq!(terminal.callbacks().0, Vec::<&str>::new(), "{what}: {line:?}");
    assert_eq!(terminal.screen().cursor_position().0, 0, "{what}: {line:?}");
    terminal.screen().contents()
}

/// What a terminal was asked for beside showing text.
#[derive(Default)]
struct Deeds(Vec<&'static str>);

impl vt100::Callbacks for Deeds {
    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.0.push("bell");
    }

    fn set_window_icon_name(&mut self, _: &mut vt100::Screen, _: &[u8]) {
        self.0.push("icon");
    }

    fn set_window_title(&mut self, _: &mut vt100::Screen, _: &[u8]) {
        self.0.push("title");
    }

    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], _: &[u8]) {
        self.0.push("clipboard");
    }

    fn unhandled_char(&mut self, _: &mut vt100::Screen, _: char) {
        self.0.push("character");
    }

    fn unhandled_control(&mut self, _: &mut vt100::Screen, _: u8) {
        self.0.push("control");
    }

    fn unhandled_escape(&mut self, _: &mut vt100::Screen, _: Option<u8>, _: Option<u8>, _: u8) {
        self.0.push("escape");
    }

    fn unhandled_csi(&mut self, _: &mut vt100::Screen, _: Option<u8>, _: Option<u8>, _: &[&[u16]], _: char) {
        self.0.push("CSI");
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, _: &[&[u8]]) {
        self.0.push("OSC");
    }
}

fn squeezed(line: &str) -> String {
    line.replace(char::REPLACEMENT_CHARACTER, "?").chars().filter(|character| !character.is_whitespace()).collect()
}

/// The lines that a runner of GitHub, Azure or TeamCity takes for a command.
pub fn commands(text: &str) -> Vec<String> {
    // Those that GitHub's runner knows; of others it prints the line.
    const KNOWN: [&str; 17] = [
        "internal-set-repo-path",
        "set-env",
        "set-output",
        "save-state",
        "add-path",
        "add-mask",
        "add-matcher",
        "remove-matcher",
        "debug",
        "warning",
        "error",
        "notice",
        "group",
        "endgroup",
        "echo",
        "stop-commands",
        "x",
    ];
    static IGNORED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\p{Default_Ignorable_Code_Point}").expect("it is one"));
    // The runners compare without what Unicode ignores, and end a line at more characters than a line feed.
    let seen = IGNORED.replace_all(text, "");
    let lines = seen.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
    let is_command = |line: &&str| {
        let lower = line.to_lowercase();
        let github = lower.trim_start().strip_prefix("::").and_then(|rest| rest.split_once("::"));
        let name = github.map(|(name, _)| name.split(' ').next().unwrap_or_default());
        let anywhere = ["##vso[", "##teamcity[", "##["];
        name.is_some_and(|name| KNOWN.contains(&name)) || anywhere.iter().any(|start| lower.contains(start))
    };
    lines.filter(is_command).map(str::to_owned).collect()
}

/// GitHub's commands: all of them ours, at files of the repository, and no more than one to a line.
pub fn github(what: &str, text: &str) {
    let found = commands(text);
    assert!(!found.is_empty(), "{what}");
    for line in &found {
        let rest = line.strip_prefix("::").unwrap_or_else(|| panic!("{what}: {line}"));
        let (head, message) = rest.split_once("::").expect("a command has a message");
        let (name, properties) = head.split_once(' ').expect("ours have properties");
        assert!(["error", "warning", "notice"].contains(&name), "{what}: {line}");
        for property in properties.split(',') {
            let (key, value) = property.split_once('=').unwrap_or_else(|| panic!("{what}: {line}"));
            assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&key), "{what}: {line}");
            if key == "title" {
                assert!(value.starts_with("AVC") || value.starts_with("avrocheck"), "{what}: {line}");
            }
        }
        // What an annotation shows is no command for the next program.
        let shown = message.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
        assert_eq!(commands(&shown), Vec::<String>::new(), "{what}");
    }
    let others: Vec<&str> = text.lines().filter(|line| commands(line).is_empty()).collect();
    people(what, &others.join("\n"));
}

/// Azure's commands: all of them ours, one to a line, with the properties that we give.
pub fn azure(what: &str, text: &str) {
    let found = commands(text);
    assert!(!found.is_empty(), "{what}");
    for line in &found {
        let rest = line.strip_prefix("##vso[task.logissue ").unwrap_or_else(|| panic!("{what}: {line}"));
        let (properties, message) = rest.split_once(']').expect("a command has an end");
        for property in properties.trim_end_matches(';').split(';') {
            let (key, value) = property.split_once('=').unwrap_or_else(|| panic!("{what}: {line}"));
            assert!(["type", "sourcepath", "linenumber", "columnnumber", "code"].contains(&key), "{what}: {line}");
            match key {
                "type" => assert!(["error", "warning"].contains(&value), "{what}: {line}"),
                "code" => assert!(value.starts_with("AVC"), "{what}: {line}"),
                _ => {}
            }
        }
        // What the log shows is no command for the next program.
        let shown = message.replace("%0A", "\n").replace("%0D", "\r").replace("%AZP25", "%");
        assert_eq!(commands(&shown), Vec::<String>::new(), "{what}");
        people(what, &shown);
    }
    let others: Vec<&str> = text.lines().filter(|line| commands(line).is_empty()).collect();
    people(what, &others.join("\n"));
}

/// All texts of JSON, keys too. The bytes are harmless to a terminal and to a CI system.
pub fn json(what: &str, text: &str) -> Vec<String> {
    if let Some(found) = HIDDEN.find(text) {
        panic!("{what}: {:?} in {:?}", found.as_str(), &text[..found.end()].lines().last());
    }
    assert_eq!(commands(text), Vec::<String>::new(), "{what}");
    let mut texts = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        collect(&value.unwrap_or_else(|error| panic!("{what}: {error}\n{text}")), &mut texts);
    }
    texts
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            texts.push(key.clone());
            collect(value, texts);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// SARIF has links in plain text (section 3.11.6): no message has one, neither for readers that know escapes nor for others.
pub fn sarif(what: &str, text: &str) {
    static LINK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\[((\\.|[^\]\\])*|[^\]]*)\]\([^)]*\)").expect("it is one"));
    let log: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{what}: {error}"));
    let run = &log["runs"][0];
    let mut messages = Vec::new();
    [&run["results"], &run["invocations"]].into_iter().for_each(|part| find_messages(part, &mut messages));
    assert!(!messages.is_empty(), "{what}");
    for message in messages {
        assert!(!LINK.is_match(&message), "{what}: {message}");
    }
    json(what, text);
}

fn find_messages(value: &Value, messages: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| find_messages(item, messages)),
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            messages.extend(value["text"].as_str().filter(|_| key == "message").map(str::to_owned));
            find_messages(value, messages);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// XML: well-formed, of JUnit's elements alone, and without characters that XML 1.0 forbids.
pub fn junit(what: &str, text: &str) {
    use quick_xml::events::Event;
    const ELEMENTS: [&str; 6] = ["testsuites", "testsuite", "testcase", "failure", "error", "skipped"];
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let (mut depth, mut open, mut seen) = (0, String::new(), Vec::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{what}: {error}")) {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                let name = String::from_utf8_lossy(element.name().as_ref()).into_owned();
                assert!(ELEMENTS.contains(&name.as_str()), "{what}: {name}");
                for attribute in element.attributes() {
                    let attribute = attribute.unwrap_or_else(|error| panic!("{what}: {error}"));
                    let raw = String::from_utf8_lossy(&attribute.value).into_owned();
                    seen.push(
                        quick_xml::escape::unescape(&raw)
                            .unwrap_or_else(|error| panic!("{what}: {error}"))
                            .into_owned(),
                    );
                }
                depth += 1;
            }
            Event::End(_) => {
                depth -= 1;
                seen.push(std::mem::take(&mut open));
            }
            Event::Text(text) => open.push_str(&text.decode().expect("it is UTF-8")),
            Event::GeneralRef(reference) => {
                let reference = format!("&{};", reference.decode().expect("it is UTF-8"));
                open.push_str(
                    &quick_xml::escape::unescape(&reference).unwrap_or_else(|error| panic!("{what}: {error}")),
                );
            }
            Event::Decl(_) => assert_eq!(depth, 0, "{what}"),
            other @ (Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_)) => {
                panic!("{what}: {other:?}")
            }
        }
    }
    let is_char =
        |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let bad = text.chars().chain(seen.iter().flat_map(|text| text.chars())).find(|character| !is_char(*character));
    assert_eq!(bad, None, "{what}");
    // An XML viewer in a log or a terminal.
    people(what, text);
    seen.iter().for_each(|text| people(what, text));
}

/// Where all links lead.
const RULES: &str = "https://github.com/avrocheck/avrocheck/blob/v0.1.0/docs/rules.md#avc";

/// A page: elements and attributes are those of the template.
pub fn html(what: &str, text: &str) {
    const ELEMENTS: [&str; 47] = [
        "a", "nav", "select", "option", "button", "html", "head", "meta", "title", "link", "style", "body", "header",
        "p", "h1", "h2", "h3", "main", "section", "ul", "li", "details", "summary", "span", "div", "code", "pre", "dl",
        "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "bdi", "b", "script", "label", "input", "output",
        "footer", "kbd", "i", "form", "br",
    ];
    const ATTRIBUTES: [&str; 27] = [
        "value",
        "data-rules",
        "data-severities",
        "lang",
        "charset",
        "name",
        "content",
        "rel",
        "href",
        "class",
        "title",
        "open",
        "scope",
        "id",
        "type",
        "placeholder",
        "for",
        "data-names",
        "data-fails",
        "data-heads",
        "data-as",
        "aria-label",
        "aria-live",
        "role",
        "spellcheck",
        "hidden",
        "autocomplete",
    ];
    let page = tags(text);
    for (name, attributes) in &page.elements {
        assert!(ELEMENTS.contains(&name.as_str()), "{what}: <{name}>");
        for (key, value) in attributes {
            assert!(ATTRIBUTES.contains(&key.as_str()), "{what}: <{name} {key}>");
            let is_ours = match name.as_str() {
                "a" => value.starts_with(RULES) || value.starts_with('#'),
                _ => value == "data:,",
            };
            assert!(key != "href" || is_ours, "{what}: {value}");
            // What a link leads to is named by us.
            let is_name = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            assert!(key != "id" || is_name, "{what}: {value}");
            people(what, value);
        }
    }
    let count = |wanted: &str| page.elements.iter().filter(|(name, _)| name == wanted).count();
    for once in ["script", "style", "title", "h1", "main", "header", "link"] {
        assert_eq!(count(once), 1, "{what}: <{once}>");
    }
    people(what, &page.text(false));
    people(what, &page.text(true));
    for (text, open) in &page.texts {
        let is_right_to_left = |character| ('\u{590}'..='\u{6ff}').contains(&character);
        assert!(!text.contains(is_right_to_left) || is_isolated(open), "{what}: {text} in {open:?}");
    }
}

/// A comment in Markdown: one heading, the elements of ours, and nothing outside of code that a host links or replaces.
pub fn markdown(what: &str, text: &str) {
    static LINKED: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?i)[@#!~%&^][\w\x22-]|://|www\.|\bgh-\d|mailto:|xmpp:|:[\w+-]+:|\$|\b[0-9a-f]{7,40}\b";
        Regex::new(pattern).expect("it is one")
    });
    let mut page = String::new();
    let (mut headings, mut is_fenced) = (0, false);
    for event in Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_fenced = true,
            Event::Start(Tag::Heading { .. }) => headings += 1,
            Event::Start(Tag::Paragraph | Tag::Strong | Tag::HtmlBlock) => {}
            Event::Start(Tag::Link { dest_url, title, .. }) => {
                assert!(dest_url.starts_with(RULES) && title.is_empty(), "{what}: {dest_url}");
            }
            Event::Start(tag) => panic!("{what}: {tag:?} in\n{text}"),
            Event::End(TagEnd::Link) => {}
            Event::End(_) => {
                is_fenced = false;
                page.push('\n');
            }
            Event::Text(text) if is_fenced => page.push_str(&format!("<pre>{}</pre>", escaped(&text))),
            Event::Text(text) => page.push_str(&escaped(&text)),
            Event::Code(text) => page.push_str(&format!("<code>{}</code>", escaped(&text))),
            Event::Html(html) | Event::InlineHtml(html) => page.push_str(&html),
            Event::SoftBreak | Event::HardBreak => page.push('\n'),
            other => panic!("{what}: {other:?} in\n{text}"),
        }
    }
    assert_eq!(headings, 1, "{what}");
    let page = tags(&page);
    for (name, attributes) in &page.elements {
        assert!(["details", "summary", "b", "code", "sub", "pre"].contains(&name.as_str()), "{what}: <{name}>");
        let is_open = name == "details" && attributes[..] == [("open".to_owned(), String::new())];
        assert!(attributes.is_empty() || is_open, "{what}: <{name}>");
    }
    let outside = page.text(false);
    if let Some(found) = LINKED.find(&outside) {
        panic!("{what}: {:?} in {outside:?}", found.as_str());
    }
    people(what, text);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

type Element = (String, Vec<(String, String)>);

#[derive(Default)]
struct Page {
    elements: Vec<Element>,
    /// Each with the elements around it, the outermost first.
    texts: Vec<(String, Vec<Element>)>,
}

impl Page {
    /// All text, inside or outside of code.
    fn text(&self, is_code: bool) -> String {
        let is_in_code = |open: &[Element]| open.iter().any(|(name, _)| ["code", "pre"].contains(&name.as_str()));
        let texts = self.texts.iter().filter(|(_, open)| is_in_code(open) == is_code);
        texts.map(|(text, _)| text.as_str()).collect()
    }
}

/// Whether what is written from right to left in an element does not move what is beside it: by the page's style, or by itself.
fn is_isolated(open: &[Element]) -> bool {
    let name = |element: &Element| element.0.clone();
    let innermost = open.last().expect("a text is in an element");
    let class = innermost.1.iter().find(|(key, _)| key == "class").map_or("", |(_, class)| class);
    let is_in_pre = open.iter().rev().nth(1).is_some_and(|outer| name(outer) == "pre");
    ["bdi", "code", "dd", "dt", "li", "pre", "td", "th", "title"].contains(&name(innermost).as_str())
        || class.split(' ').any(|class| ["last", "message", "name", "scope"].contains(&class))
        || is_in_pre
}

/// What a browser sees, without scripts and styles.
fn tags(html: &str) -> Page {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    let text_of = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut open: Vec<Element> = Vec::new();
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::StartTag(tag) => {
                let name = text_of(&tag.name);
                let attributes = tag.attributes.iter().map(|(key, value)| (text_of(key), text_of(value))).collect();
                let element = (name, attributes);
                page.elements.push(element.clone());
                if !tag.self_closing && !["meta", "link", "input", "br"].contains(&element.0.as_str()) {
                    open.push(element);
                }
            }
            Token::EndTag(tag) => {
                assert_eq!(open.pop().map(|(name, _)| name), Some(text_of(&tag.name)), "elements are nested");
            }
            Token::String(text) if open.iter().any(|(name, _)| ["script", "style"].contains(&name.as_str())) => {
                drop(text)
            }
            Token::String(text) => page.texts.push((text_of(&text), open.clone())),
            Token::Comment(comment) => {
                let ours = ["", " avrocheck "].contains(&text_of(&comment).as_str());
                assert!(ours, "a comment: {}", text_of(&comment));
            }
            Token::Doctype(_) => {}
            Token::Error(error) => panic!("{error:?}"),
        }
    }
    assert!(open.is_empty(), "elements are closed: {open:?}");
    page
}
