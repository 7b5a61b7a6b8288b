//! Writes JSON with its keys in the order in which they were put together.

/// As much JSON as schemas need.
pub enum Json {
    Null,
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(&'static str, Json)>),
}

impl Json {
    pub fn text(text: &str) -> Json {
        Json::Text(text.to_owned())
    }

    /// Each element on a line of its own.
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out.push('\n');
        out
    }

    fn write(&self, level: usize, out: &mut String) {
        match self {
            Json::Null => out.push_str("null"),
            // The corpus holds nothing that JSON escapes.
            Json::Text(text) => out.extend(["\"", text, "\""]),
            Json::Array(elements) => {
                lines(('[', ']'), elements, level, out, |element, out| element.write(level + 1, out));
            }
            Json::Object(entries) => lines(('{', '}'), entries, level, out, |(key, value), out| {
                out.extend(["\"", key, "\": "]);
                value.write(level + 1, out);
            }),
        }
    }
}

fn lines<T>(brackets: (char, char), elements: &[T], level: usize, out: &mut String, write: impl Fn(&T, &mut String)) {
    out.push(brackets.0);
    for (at, element) in elements.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(level + 1));
        write(element, out);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(level));
    out.push(brackets.1);
}
