//! An editor as the tests have it: starts the server, keeps texts, and applies edits.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;
use std::{fs, mem};

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// Longer than any answer takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A client of one server.
pub struct Client<'a> {
    sandbox: &'a Sandbox,
    server: Child,
    input: Option<ChildStdin>,
    answers: Receiver<Value>,
    requests: u64,
    /// The open texts by file, with their versions.
    pub texts: BTreeMap<String, (i64, String)>,
    /// What is shown in each file that has anything to show.
    pub diagnostics: BTreeMap<String, Value>,
    /// What `initialize` answered.
    pub abilities: Value,
}

/// What a client can do that can do everything.
pub fn everything() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        },
        "workspace": {
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"], "changeAnnotationSupport": {}},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
        },
    })
}

impl<'a> Client<'a> {
    /// Starts a server, and agrees with it.
    pub fn start(sandbox: &'a Sandbox, capabilities: Value) -> Client<'a> {
        let mut client = Client::connect(sandbox);
        let root = client.uri("");
        let folder = json!({"uri": root, "name": "test"});
        let parameters = json!({
            "processId": std::process::id(),
            "rootUri": root,
            "workspaceFolders": [folder],
            "capabilities": capabilities,
        });
        client.abilities = client.ask("initialize", parameters);
        client.tell("initialized", json!({}));
        client
    }

    /// Starts a server, and says nothing yet.
    pub fn connect(sandbox: &'a Sandbox) -> Client<'a> {
        let mut command = sandbox.command("AVROCHECK_TODAY=2027-01-01 lsp");
        let mut server =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program can be started");
        let input = server.stdin.take();
        let mut output = BufReader::new(server.stdout.take().expect("it is piped"));
        let (sender, answers) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let (texts, diagnostics) = (BTreeMap::new(), BTreeMap::new());
        Client { sandbox, server, input, answers, requests: 0, texts, diagnostics, abilities: Value::Null }
    }

    /// What the server's process has.
    pub fn process(&self) -> u32 {
        self.server.id()
    }

    pub fn uri(&self, file: &str) -> String {
        let path = self.sandbox.path(file);
        format!("file://{}", path.to_str().expect("a plain path").trim_end_matches('/'))
    }

    fn file(&self, uri: &Value) -> String {
        let root = self.uri("");
        let uri = uri.as_str().unwrap_or_default();
        uri.strip_prefix(&root).unwrap_or(uri).trim_start_matches('/').to_owned()
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("it is not closed");
        // A server that has ended reads nothing.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks, and waits for the answer; an error is answered with its message.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let mut message = self.next().unwrap_or_else(|| panic!("no answer to {method}"));
            if message.get("method").is_none() && message["id"] == json!(id) {
                return match message.get_mut("error") {
                    Some(error) => json!({"error": error["message"].take()}),
                    None => message["result"].take(),
                };
            }
        }
    }

    /// The next message, of which notifications have been heard; `None` if the server has ended.
    pub fn next(&mut self) -> Option<Value> {
        let message = match self.answers.recv_timeout(PATIENCE) {
            Ok(message) => message,
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => panic!("the server says nothing"),
        };
        if message["method"] == "textDocument/publishDiagnostics" {
            let (file, shown) = (self.file(&message["params"]["uri"]), &message["params"]["diagnostics"]);
            match shown.as_array().is_some_and(Vec::is_empty) {
                true => drop(self.diagnostics.remove(&file)),
                false => drop(self.diagnostics.insert(file, shown.clone())),
            }
        } else if let (Some(id), Some(_)) = (message.get("id"), message.get("method")) {
            let answer = json!({"jsonrpc": "2.0", "id": id, "result": null});
            self.send(&answer);
        }
        Some(message)
    }

    /// Waits until all that was sent is checked: requests are answered after that.
    pub fn settle(&mut self) {
        let _ = self.ask("workspace/symbol", json!({"query": "no type has this name"}));
    }

    pub fn open(&mut self, file: &str) {
        let text = fs::read_to_string(self.sandbox.path(file)).unwrap_or_default();
        self.open_as(file, text);
    }

    pub fn open_as(&mut self, file: &str, text: String) {
        let document = json!({"uri": self.uri(file), "languageId": "avro", "version": 1, "text": text});
        self.texts.insert(file.to_owned(), (1, text));
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub fn close(&mut self, file: &str) {
        self.texts.remove(file);
        self.tell("textDocument/didClose", json!({"textDocument": {"uri": self.uri(file)}}));
    }

    /// Gives an open file another text.
    pub fn change(&mut self, file: &str, text: String) {
        let (version, known) = self.texts.get_mut(file).expect("the file is open");
        (*version, *known) = (*version + 1, text.clone());
        let version = *version;
        let document = json!({"uri": self.uri(file), "version": version});
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [{"text": text}]}));
    }

    /// Puts a text in the place of a range of bytes of an open file.
    pub fn replace(&mut self, file: &str, span: std::ops::Range<usize>, new: &str) {
        let text = &self.texts[file].1;
        let range = json!({"start": position(text, span.start), "end": position(text, span.end)});
        let (version, known) = self.texts.get_mut(file).expect("the file is open");
        known.replace_range(span, new);
        *version += 1;
        let version = *version;
        let document = json!({"uri": self.uri(file), "version": version});
        let change = json!({"range": range, "text": new});
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    }

    /// The text of a file, as the client has it.
    pub fn text(&self, file: &str) -> String {
        let open = self.texts.get(file).map(|(_, text)| text.clone());
        open.or_else(|| fs::read_to_string(self.sandbox.path(file)).ok()).unwrap_or_default()
    }

    /// Applies an edit to texts, and saves files that are not open. Returns the files with their new texts.
    pub fn apply(&mut self, edit: &Value) -> Vec<(String, String)> {
        let mut by_file: Vec<(String, Vec<Value>)> = Vec::new();
        let edits = |value: &Value| value.as_array().cloned().unwrap_or_default();
        for (uri, own) in edit["changes"].as_object().into_iter().flatten() {
            by_file.push((self.file(&json!(uri)), edits(own)));
        }
        for change in edits(&edit["documentChanges"]).iter().filter(|change| change.get("edits").is_some()) {
            by_file.push((self.file(&change["textDocument"]["uri"]), edits(&change["edits"])));
        }
        let changed = by_file.into_iter().map(|(file, edits)| {
            let text = edited(&self.text(&file), &edits);
            match self.texts.contains_key(&file) {
                true => self.change(&file, text.clone()),
                false => {
                    self.sandbox.write(&file, &text);
                    let change = json!({"uri": self.uri(&file), "type": 2});
                    self.tell("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
                }
            }
            (file, text)
        });
        changed.collect()
    }

    /// Closes the input. Returns the exit code.
    pub fn end(mut self) -> i32 {
        drop(self.input.take());
        while self.answers.recv_timeout(PATIENCE).is_ok() {}
        self.server.wait().expect("it was started").code().expect("no signal ended it")
    }
}

impl Drop for Client<'_> {
    fn drop(&mut self) {
        drop(mem::take(&mut self.input));
        let _ = self.server.wait();
    }
}

/// A text after edits.
pub fn edited(text: &str, edits: &[Value]) -> String {
    let mut spans: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let new = edit["newText"].as_str().expect("an edit has a text");
            (offset(text, &edit["range"]["start"]), offset(text, &edit["range"]["end"]), new)
        })
        .collect();
    // Edits at one place keep their order.
    spans.sort_by_key(|(start, ..)| *start);
    let (mut edited, mut done) = (String::new(), 0);
    for (start, end, new) in spans {
        assert!(start >= done, "edits overlap");
        edited.push_str(&text[done..start]);
        edited.push_str(new);
        done = end;
    }
    edited + &text[done..]
}

/// The position of a byte, in UTF-16.
pub fn position(text: &str, offset: usize) -> Value {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let number = text[..offset].matches('\n').count();
    json!({"line": number, "character": text[line..offset].encode_utf16().count()})
}

/// The byte of a position.
fn offset(text: &str, position: &Value) -> usize {
    let [line, character] = ["line", "character"].map(|key| position[key].as_u64().expect("a number") as usize);
    let start = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let mut units = 0;
    let rest = text[start..].char_indices().find(|(_, letter)| {
        let is_there = units >= character;
        units += letter.len_utf16();
        is_there
    });
    rest.map_or(text.len(), |(at, _)| start + at)
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut size = 0;
    loop {
        let mut line = String::new();
        output.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim() {
            "" => break,
            header => size = header.strip_prefix("Content-Length: ")?.parse().ok()?,
        }
    }
    let mut body = vec![0; size];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
