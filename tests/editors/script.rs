//! Runs the cases of `tests/editors/cases`: a directory with files, and the steps of a session.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::client::{Client, everything, position};
use crate::sandbox::Sandbox;

/// Runs a session in a copy of the case. Returns each step with what was answered.
pub fn run(case: &Path, sandbox: &Sandbox) -> String {
    let steps = fs::read_to_string(case.join("session.jsonl")).expect("a case has steps");
    let mut session = Session { client: Client::start(sandbox, everything()), sandbox, actions: Vec::new() };
    let mut text = String::new();
    for line in steps.lines().filter(|line| !line.is_empty()) {
        let words: Vec<String> = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let answer = session.step(&words);
        writeln!(text, "> {}\n{}", words.join(" "), answer.trim_end()).expect("a String takes everything");
    }
    let here = sandbox.path("");
    text.replace(&format!("file://{}", here.display()), "[here]/").replace("[here]//", "[here]/")
}

struct Session<'a> {
    client: Client<'a>,
    sandbox: &'a Sandbox,
    /// The last actions that were offered.
    actions: Vec<Value>,
}

impl Session<'_> {
    fn step(&mut self, words: &[&str]) -> String {
        match *words {
            ["open", file] => {
                self.client.open(file);
                String::new()
            }
            ["close", file] => {
                self.client.close(file);
                String::new()
            }
            ["change", file, old, new] => {
                let at = self.client.text(file).find(old).unwrap_or_else(|| panic!("{file} has no {old}"));
                self.client.replace(file, at..at + old.len(), new);
                String::new()
            }
            ["write", file, text] => {
                self.sandbox.write(file, text);
                self.changed_on_disk(file)
            }
            ["delete", file] => {
                fs::remove_file(self.sandbox.path(file)).expect("it is there");
                self.changed_on_disk(file)
            }
            ["diagnostics"] => self.diagnostics(),
            ["hover", file, place] => {
                let hover = self.ask("textDocument/hover", file, place, json!({}));
                hover["contents"]["value"].as_str().unwrap_or("nothing").to_owned()
            }
            ["definition", file, place] => shown(&self.ask("textDocument/definition", file, place, json!({}))),
            ["references", file, place] => {
                let context = json!({"context": {"includeDeclaration": true}});
                shown(&self.ask("textDocument/references", file, place, context))
            }
            ["rename", file, place, name] => {
                let answer = self.ask("textDocument/rename", file, place, json!({"newName": name}));
                if answer.get("error").is_some() { shown(&answer) } else { self.applied(&answer) }
            }
            ["symbols", file] => shown(&self.ask_about("textDocument/documentSymbol", file)),
            ["find", query] => shown(&self.client.ask("workspace/symbol", json!({"query": query}))),
            ["actions", file, place] => {
                let range = self.range(file, place);
                let document = json!({"uri": self.client.uri(file)});
                let params = json!({"textDocument": document, "range": range, "context": {"diagnostics": []}});
                let actions = self.client.ask("textDocument/codeAction", params);
                self.actions = actions.as_array().cloned().unwrap_or_default();
                let line = |action: &Value| {
                    let preferred = if action["isPreferred"] == true { ", preferred" } else { "" };
                    format!("{} ({}{preferred})\n", text_of(&action["title"]), text_of(&action["kind"]))
                };
                self.actions.iter().map(line).collect()
            }
            ["apply", title] => {
                let action = self.actions.iter().find(|action| action["title"] == title);
                let edit = action.unwrap_or_else(|| {
                    panic!(
                        "there is no action {title} among:\n{}\nof {}",
                        shown(&json!(self.actions)),
                        self.client.diagnostics.len()
                    )
                })["edit"]
                    .clone();
                self.applied(&edit)
            }
            ["format", file] => {
                let options = json!({"tabSize": 2, "insertSpaces": true});
                let params = json!({"textDocument": {"uri": self.client.uri(file)}, "options": options});
                match self.client.ask("textDocument/formatting", params) {
                    Value::Null => "nothing".to_owned(),
                    edits => self.applied(&json!({"changes": {self.client.uri(file): edits}})),
                }
            }
            ["complete", file, place] => {
                let items = self.ask("textDocument/completion", file, place, json!({}));
                let line = |item: &Value| format!("{} ({})\n", text_of(&item["label"]), text_of(&item["detail"]));
                items.as_array().into_iter().flatten().map(line).collect()
            }
            ["hints", file] => {
                let text = self.client.text(file);
                let all = json!({"start": position(&text, 0), "end": position(&text, text.len())});
                let document = json!({"uri": self.client.uri(file)});
                let hints = self.client.ask("textDocument/inlayHint", json!({"textDocument": document, "range": all}));
                let line = |hint: &Value| {
                    let at = &hint["position"];
                    format!("{}:{} {}\n", at["line"], at["character"], text_of(&hint["label"]))
                };
                hints.as_array().into_iter().flatten().map(line).collect()
            }
            ["tokens", file] => shown_line(&self.ask_about("textDocument/semanticTokens/full", file)["data"]),
            ["lenses", file] => {
                let lenses = self.ask_about("textDocument/codeLens", file);
                let line =
                    |lens: &Value| format!("{} {}\n", lens["range"]["start"]["line"], shown_line(&lens["command"]));
                lenses.as_array().into_iter().flatten().map(line).collect()
            }
            ["preview", file] => {
                let arguments = json!([{"uri": self.client.uri(file)}]);
                let params = json!({"command": "avrocheck.preview", "arguments": arguments});
                let answer = self.client.ask("workspace/executeCommand", params);
                answer["markdown"].as_str().map_or_else(|| shown(&answer), str::to_owned)
            }
            ["config"] => shown(&self.client.abilities["capabilities"]),
            _ => panic!("{words:?} is no step"),
        }
    }

    fn changed_on_disk(&mut self, file: &str) -> String {
        let change = json!({"uri": self.client.uri(file), "type": 2});
        self.client.tell("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
        String::new()
    }

    /// Asks about a file.
    fn ask_about(&mut self, method: &str, file: &str) -> Value {
        self.client.ask(method, json!({"textDocument": {"uri": self.client.uri(file)}}))
    }

    /// Asks about a place of a file: the text before and after a `|`.
    fn ask(&mut self, method: &str, file: &str, place: &str, more: Value) -> Value {
        let position = self.range(file, place)["start"].clone();
        let mut params = json!({"textDocument": {"uri": self.client.uri(file)}, "position": position});
        let params_map = params.as_object_mut().expect("an object");
        params_map.extend(more.as_object().expect("an object").clone());
        self.client.ask(method, params)
    }

    fn range(&self, file: &str, place: &str) -> Value {
        let text = self.client.text(file);
        let (before, after) = place.split_once('|').unwrap_or((place, ""));
        let at = text.find(&format!("{before}{after}")).unwrap_or_else(|| panic!("{file} has no {before}{after}"));
        let cursor = position(&text, at + before.len());
        json!({"start": cursor, "end": cursor})
    }

    fn diagnostics(&mut self) -> String {
        const SEVERITIES: [&str; 5] = ["", "error", "warning", "information", "hint"];
        self.client.settle();
        let mut text = String::new();
        for (file, shown) in &self.client.diagnostics {
            for one in shown.as_array().into_iter().flatten() {
                let severity = SEVERITIES[one["severity"].as_u64().unwrap_or_default() as usize];
                let tags = if one["tags"].is_null() { String::new() } else { format!(" tags {}", one["tags"]) };
                let (range, code) = (range_text(&one["range"]), text_of(&one["code"]));
                let message = text_of(&one["message"]);
                writeln!(text, "{file}:{range} {severity} {code}{tags}: {message}").expect("a String takes everything");
                for related in one["relatedInformation"].as_array().into_iter().flatten() {
                    let (uri, range) =
                        (text_of(&related["location"]["uri"]), range_text(&related["location"]["range"]));
                    let message = text_of(&related["message"]);
                    writeln!(text, "  {uri}:{range} {message}").expect("a String takes everything");
                }
            }
        }
        if text.is_empty() { "none".to_owned() } else { text }
    }

    fn applied(&mut self, edit: &Value) -> String {
        let changed = self.client.apply(edit);
        changed.into_iter().map(|(file, text)| format!("--- {file}\n{text}\n")).collect()
    }
}

fn range_text(range: &Value) -> String {
    let [start, end] = ["start", "end"].map(|side| &range[side]);
    format!("{}:{}-{}:{}", start["line"], start["character"], end["line"], end["character"])
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn shown(value: &Value) -> String {
    if value.is_null() { "nothing".to_owned() } else { serde_json::to_string_pretty(value).expect("JSON") }
}

fn shown_line(value: &Value) -> String {
    value.to_string()
}
