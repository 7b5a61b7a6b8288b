//! Plays GitHub's API of comments on a port of this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use serde_json::{Value, json};

/// Whose token asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Token {
    /// A job's, which is no user's.
    Job,
    /// A job's that can only read.
    ReadOnly,
    /// A person's.
    Of(&'static str),
}

/// A comment: its author, whether that is a bot, and its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    pub author: String,
    pub is_bot: bool,
    pub body: String,
}

impl Comment {
    pub fn new(author: &str, body: &str) -> Comment {
        Comment { author: author.to_owned(), is_bot: author.ends_with("[bot]"), body: body.to_owned() }
    }
}

#[derive(Debug)]
struct State {
    token: Token,
    comments: Vec<Comment>,
    requests: Vec<String>,
}

/// The API for pull request 7 of ada/shop, as long as the test runs.
pub struct CommentsApi {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl CommentsApi {
    pub fn new(token: Token, comments: Vec<Comment>) -> CommentsApi {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let state = Arc::new(Mutex::new(State { token, comments, requests: Vec::new() }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for connection in listener.incoming() {
                answer(connection.expect("curl connects"), &mut shared.lock().expect("no request panics"));
            }
        });
        CommentsApi { url, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no request panics")
    }

    pub fn comments(&self) -> Vec<Comment> {
        self.state().comments.clone()
    }

    /// Method and path of each request so far.
    pub fn requests(&self) -> Vec<String> {
        self.state().requests.clone()
    }
}

fn answer(mut connection: TcpStream, state: &mut State) {
    let mut reader = BufReader::new(connection.try_clone().expect("it is a socket"));
    let mut lines = (&mut reader).lines().map(|line| line.expect("HTTP is text")).take_while(|line| !line.is_empty());
    let request = lines.next().expect("a request has a first line");
    let headers: Vec<String> = lines.map(|line| line.to_lowercase()).collect();
    let header = |name: &str| headers.iter().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let mut body = vec![0; header("content-length:").map_or(0, |length| length.parse().expect("a number"))];
    reader.read_exact(&mut body).expect("the body is as long as it says");
    let path = request.rsplit_once(' ').expect("a method, a path, a protocol").0;
    state.requests.push(path.to_owned());
    let is_known = header("authorization:") == Some("bearer a-token");
    let (status, value) =
        if is_known { respond(state, path, &body) } else { (401, json!({"message": "Bad credentials"})) };
    let text = value.to_string();
    let head = format!("HTTP/1.1 {status} Answer\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", text.len());
    connection.write_all(format!("{head}{text}").as_bytes()).expect("curl reads");
}

fn respond(state: &mut State, request: &str, body: &[u8]) -> (u16, Value) {
    const COMMENTS: &str = "/repos/ada/shop/issues/7/comments";
    let refused = (403, json!({"message": "Resource not accessible by integration"}));
    let body = || serde_json::from_slice::<Value>(body).expect("JSON")["body"].as_str().expect("a text").to_owned();
    let (method, path) = request.split_once(' ').expect("a method and a path");
    match (method, state.token) {
        ("GET", Token::Of(login)) if path == "/user" => return (200, json!({"login": login})),
        ("GET", Token::Job | Token::ReadOnly) if path == "/user" => return refused,
        ("POST" | "PATCH", Token::ReadOnly) => return refused,
        _ => {}
    }
    if let ("GET", Some(page)) = (method, path.strip_prefix(&format!("{COMMENTS}?per_page=100&page="))) {
        let page: usize = page.parse().expect("a number");
        let comments = state.comments.iter().enumerate().skip((page - 1) * 100).take(100);
        let comments = comments.map(|(at, Comment { author, is_bot, body })| {
            let kind = if *is_bot { "Bot" } else { "User" };
            json!({"id": at, "user": {"login": author, "type": kind}, "body": body})
        });
        return (200, comments.collect());
    }
    if (method, path) == ("POST", COMMENTS) {
        let author = if let Token::Of(login) = state.token { login } else { "github-actions[bot]" };
        state.comments.push(Comment::new(author, &body()));
        return (201, json!({}));
    }
    let id = path.strip_prefix("/repos/ada/shop/issues/comments/").and_then(|id| id.parse::<usize>().ok());
    match (method, id.and_then(|id| state.comments.get_mut(id))) {
        ("PATCH", Some(comment)) => {
            comment.body = body();
            (200, json!({}))
        }
        _ => (500, json!({"message": request})),
    }
}
