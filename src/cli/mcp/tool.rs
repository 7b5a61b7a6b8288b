//! The tools: what each of them takes and gives, and the words of the command line that its arguments stand for.

use serde_json::{Map, Value, json};

use crate::model::level::Level;
use crate::model::text::nearest;

/// A tool, and the command that it is.
pub(super) struct AgentTool {
    pub(super) name: &'static str,
    pub(super) work: ToolWork,
    title: &'static str,
    description: &'static str,
    parameters: &'static [ToolParameter],
}

/// Which command does the work.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ToolWork {
    Check,
    Explain,
    Preview,
    Fixes,
    Impact,
}

/// An argument of a tool.
struct ToolParameter {
    name: &'static str,
    kind: ParameterKind,
    /// The flag that it is on the command line; empty for an argument without a flag.
    flag: &'static str,
    is_required: bool,
    description: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ParameterKind {
    Text,
    Texts,
    Level,
    FailOn,
    Count,
    Switch,
    /// A switch that is there only where files may be written. It has no flag: without it, nothing is written.
    WritingSwitch,
}

const fn parameter(
    name: &'static str,
    kind: ParameterKind,
    flag: &'static str,
    description: &'static str,
) -> ToolParameter {
    ToolParameter { name, kind, flag, is_required: false, description }
}

const fn required(name: &'static str, description: &'static str) -> ToolParameter {
    ToolParameter { is_required: true, ..parameter(name, ParameterKind::Text, "", description) }
}

/// The argument that makes `fixes` write.
pub(super) const APPLY: &str = "apply";

const PATHS: ToolParameter = parameter(
    "paths",
    ParameterKind::Texts,
    "",
    "A directory of schemas whose paths name the versions, or two or more files or directories, one for each version, oldest first. \
     REV:PATH is a path at a git revision. Default: the directory of avrocheck.toml, or schemas",
);
const LEVEL: ToolParameter = parameter(
    "level",
    ParameterKind::Level,
    "--level",
    "The compatibility level. Default: that of avrocheck.toml, or BACKWARD_TRANSITIVE",
);
const AGAINST: ToolParameter = parameter(
    "against",
    ParameterKind::Text,
    "--against",
    "A git revision to compare with, such as main or HEAD; of a branch, the merge base",
);
const LAST: ToolParameter =
    parameter("last", ParameterKind::Count, "--last", "Compare with so many revisions that changed the schemas");
const TAGS: ToolParameter =
    parameter("tags", ParameterKind::Text, "--tags", "Compare with the tags that match this pattern, such as v*");
const CHANGED: ToolParameter = parameter(
    "changed",
    ParameterKind::Switch,
    "--changed",
    "With `against`: check only subjects that depend on a changed file",
);
const SCHEMAS: ToolParameter = parameter(
    "schemas",
    ParameterKind::Text,
    "--schemas",
    "The directory of schemas. Default: that of avrocheck.toml, or schemas",
);

const TOOLS: [AgentTool; 5] = [
    AgentTool {
        name: "check",
        work: ToolWork::Check,
        title: "Check compatibility",
        description: "Checks schema versions for compatibility. The report has the verdict of each pair of versions, and each finding \
                      with its place, a record that cannot be read, and fixes; `errors` is what could not be checked.",
        parameters: &[
            PATHS,
            LEVEL,
            parameter(
                "fail_on",
                ParameterKind::FailOn,
                "--fail-on",
                "The lowest severity that fails the check. Default: that of avrocheck.toml, or breaking",
            ),
            AGAINST,
            LAST,
            TAGS,
            CHANGED,
        ],
    },
    AgentTool {
        name: "explain",
        work: ToolWork::Explain,
        title: "Explain rules",
        description: "Says of rules what they mean, why they matter and what to do, with an example. Without arguments: all rules.",
        parameters: &[parameter("rules", ParameterKind::Texts, "", "Ids or names, such as AVC101 or missing-default")],
    },
    AgentTool {
        name: "preview",
        work: ToolWork::Preview,
        title: "Preview records",
        description: "Shows records as one schema writes them and as another reads them: what is kept, changed, filled in with a default, \
                      dropped, or cannot be read.",
        parameters: &[
            required("writer", "The writer's schema: a file, REV:FILE, a version such as v1, or VERSION/SUBJECT"),
            required("reader", "The reader's schema, in the same way"),
            SCHEMAS,
            parameter("subject", ParameterKind::Text, "--subject", "The subject, if the directory has several"),
            parameter(
                "data",
                ParameterKind::Text,
                "--data",
                "A file of records: JSON lines, JSON or a container file. Default: the fixtures, or generated records",
            ),
            parameter(
                "back",
                ParameterKind::Switch,
                "--back",
                "Also show each record as the writer's schema reads it back",
            ),
            parameter("limit", ParameterKind::Count, "--limit", "How many records to show. Default: 10"),
        ],
    },
    AgentTool {
        name: "fixes",
        work: ToolWork::Fixes,
        title: "Propose fixes",
        description: "Makes the fixes that need no decision, and those of the findings that are named, each of which was tried. Gives the \
                      files as they are then, with diffs, and the report of what is left.",
        parameters: &[
            PATHS,
            LEVEL,
            AGAINST,
            LAST,
            TAGS,
            parameter(
                "findings",
                ParameterKind::Texts,
                "--unsafe-fixes",
                "Also make the best fix of these findings, which needs a decision: fingerprints, rules such as AVC101, or all",
            ),
            parameter(APPLY, ParameterKind::WritingSwitch, "", "Write the files. Default: they stay as they are"),
        ],
    },
    AgentTool {
        name: "impact",
        work: ToolWork::Impact,
        title: "Who is hit by a change",
        description: "Says which schemas use a schema, directly and through others, and what its newest text does to each of them.",
        parameters: &[
            required("schema", "The schema that changes: a file, a subject or the name of a type"),
            SCHEMAS,
            AGAINST,
            LEVEL,
        ],
    },
];

/// What `tools/list` says.
pub(super) fn descriptions(may_write: bool) -> Vec<Value> {
    TOOLS.iter().map(|tool| tool.description(may_write)).collect()
}

/// The tool of this name.
pub(super) fn find(name: &str) -> Option<&'static AgentTool> {
    static KNOWN: [AgentTool; 5] = TOOLS;
    KNOWN.iter().find(|tool| tool.name == name)
}

impl AgentTool {
    fn description(&self, may_write: bool) -> Value {
        let parameters = || self.parameters_where(may_write);
        let properties: Map<String, Value> =
            parameters().map(|parameter| (parameter.name.to_owned(), parameter.schema())).collect();
        let required: Vec<&str> = parameters().filter(|parameter| parameter.is_required).map(|one| one.name).collect();
        json!({
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": {
                "type": "object", "properties": properties, "required": required, "additionalProperties": false,
            },
            "outputSchema": self.output(),
            "annotations": {
                "readOnlyHint": !(may_write && self.work == ToolWork::Fixes),
                "destructiveHint": false,
                "idempotentHint": true,
                "openWorldHint": false,
            },
        })
    }

    fn parameters_where(&self, may_write: bool) -> impl Iterator<Item = &'static ToolParameter> {
        let is_there = move |one: &&ToolParameter| may_write || one.kind != ParameterKind::WritingSwitch;
        self.parameters.iter().filter(is_there)
    }

    /// The schema of what it gives.
    fn output(&self) -> Value {
        let mut outputs: Map<String, Value> =
            serde_json::from_str(include_str!("outputs.json")).expect("it is an object; a test uses it");
        let mut output = outputs.remove(self.name).expect("each tool is in it; a test lists them all");
        output["$defs"] = outputs.remove("$defs").expect("it is there for all of them");
        output
    }

    /// The arguments as words of the command line.
    ///
    /// # Errors
    /// Something is not an argument of this tool, or is of another type, or is missing.
    pub(super) fn words(&self, arguments: &Map<String, Value>, may_write: bool) -> Result<Vec<String>, String> {
        let known = || self.parameters_where(may_write).map(|parameter| parameter.name);
        if let Some(unknown) = arguments.keys().find(|name| known().all(|known| known != *name)) {
            return Err(self.unknown(unknown, nearest(unknown, known())));
        }
        let (mut flags, mut others) = (Vec::new(), Vec::new());
        for parameter in self.parameters_where(may_write) {
            let words = match arguments.get(parameter.name).filter(|value| !value.is_null()) {
                Some(value) => parameter.words(value)?,
                None if parameter.is_required => return Err(format!("`{}` is missing", parameter.name)),
                None => Vec::new(),
            };
            if parameter.flag.is_empty() { others.extend(words) } else { flags.extend(words) }
        }
        flags.push("--".to_owned());
        flags.extend(others);
        Ok(flags)
    }

    fn unknown(&self, name: &str, nearest: Option<&str>) -> String {
        if name == APPLY && self.work == ToolWork::Fixes {
            return "nothing is written, because this server was started without --write".to_owned();
        }
        let meant = nearest.map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
        format!("`{}` has no argument `{name}`{meant}", self.name)
    }
}

impl ToolParameter {
    fn schema(&self) -> Value {
        let mut schema = match self.kind {
            ParameterKind::Text => json!({ "type": "string" }),
            ParameterKind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            ParameterKind::Level => json!({ "type": "string", "enum": Level::ALL.map(Level::name) }),
            ParameterKind::FailOn => json!({ "type": "string", "enum": ["breaking", "dangerous", "safe", "never"] }),
            ParameterKind::Count => json!({ "type": "integer", "minimum": 0 }),
            ParameterKind::Switch | ParameterKind::WritingSwitch => json!({ "type": "boolean" }),
        };
        schema["description"] = json!(self.description);
        schema
    }

    /// The words of one argument.
    fn words(&self, value: &Value) -> Result<Vec<String>, String> {
        let text = |value: &Value| match value.as_str() {
            Some("-") => Err(format!("`{}` is standard input, which is this conversation; name a file", self.name)),
            Some(text) => Ok(self.word(text)),
            None => Err(self.wanted("a string")),
        };
        match self.kind {
            ParameterKind::Text | ParameterKind::Level | ParameterKind::FailOn => Ok(vec![text(value)?]),
            ParameterKind::Texts => {
                value.as_array().ok_or_else(|| self.wanted("an array of strings"))?.iter().map(text).collect()
            }
            ParameterKind::Count => {
                let count = value.as_u64().ok_or_else(|| self.wanted("a whole number"))?;
                Ok(vec![self.word(&count.to_string())])
            }
            ParameterKind::Switch => {
                let is_on = value.as_bool().ok_or_else(|| self.wanted("true or false"))?;
                Ok(is_on.then(|| self.flag.to_owned()).into_iter().collect())
            }
            ParameterKind::WritingSwitch => {
                value.as_bool().ok_or_else(|| self.wanted("true or false"))?;
                Ok(Vec::new())
            }
        }
    }

    fn word(&self, value: &str) -> String {
        if self.flag.is_empty() { value.to_owned() } else { format!("{}={value}", self.flag) }
    }

    fn wanted(&self, what: &str) -> String {
        format!("`{}` has to be {what}", self.name)
    }
}
