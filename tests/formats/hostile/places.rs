//! Builds a repository in which every place that carries text of others holds a hostile one.

use serde_json::{Value, json};

use crate::git_repository::Repository;

/// A repository of one hostile text. In each place the text stands before the name of the place.
pub struct HostileRepository {
    pub git: Repository,
    text: &'static str,
    /// A name of a file or a directory, if the text can be in one.
    pub file: Option<String>,
    /// A name of a branch, if the text can be in one.
    pub branch: Option<String>,
}

impl HostileRepository {
    pub fn new(text: &'static str) -> HostileRepository {
        let can_be_a_file = !text.contains(['/', '\0']) && text.len() < 200;
        let file = can_be_a_file.then(|| format!("{text}Zfile"));
        let is_ref =
            |name: &String| gix::refs::FullName::try_from(format!("refs/heads/{name}")).is_ok() && name.len() < 100;
        let branch = Some(format!("{text}Zbranch")).filter(is_ref).filter(|_| can_be_a_file);
        let repository = HostileRepository { git: Repository::new(), text, file, branch };
        repository.schemas();
        repository.git.commit();
        repository.git.name("heads/base", &repository.git.head());
        if let Some(branch) = &repository.branch {
            repository.git.name(&format!("heads/{branch}"), &repository.git.head());
            repository.git.name(&format!("tags/v1{}", branch.trim()), &repository.git.head());
        }
        repository.changes();
        repository.others();
        repository
    }

    /// The text in a place.
    pub fn at(&self, place: &str) -> String {
        format!("{}{place}", self.text)
    }

    /// Whether no file may have such a name.
    pub fn is_refused(&self) -> bool {
        self.text.contains(char::is_control)
    }

    /// The directory of the schema with the hostile name.
    pub fn home(&self) -> &'static str {
        if self.is_refused() { "refused" } else { "schemas" }
    }

    fn record(&self, name: &str, fields: &[Value]) -> Value {
        let mut record = json!({"type": "record", "name": name, "doc": self.at("Zdoc"), "fields": fields});
        record[self.at("Zattribute")] = json!({"any": [self.at("Zvalue")]});
        record
    }

    /// What is committed: two versions of every schema.
    fn schemas(&self) {
        let field = |place: &str, ty: Value| json!({"name": self.at(place), "type": ty});
        let with_default =
            |place: &str, default: &str| json!({"name": place, "type": "string", "default": self.at(default)});
        let symbols = |places: &[&str]| {
            let symbols: Vec<String> = places.iter().map(|place| self.at(place)).collect();
            json!({"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": symbols}})
        };
        let old = [
            field("Zfield", json!("int")),
            field("Zgone", json!("string")),
            with_default("title", "Zbefore"),
            symbols(&["Zfirst", "Zsymbol"]),
            json!({"name": "part", "type": {"type": "fixed", "name": self.at("Zold"), "size": 2}}),
            json!({"name": "any", "type": ["null", "string", {"type": "map", "values": "string"}], "default": null}),
        ];
        let new = [
            field("Zfield", json!("string")),
            json!({"name": self.at("Znew"), "type": "int", "doc": self.at("Znewdoc"), "aliases": [self.at("Zalias")]}),
            with_default("title", "Zafter"),
            symbols(&["Zfirst"]),
            json!({"name": "part", "type": {"type": "fixed", "name": self.at("Zother"), "size": 3}}),
            json!({"name": "any", "type": ["null", "int"], "default": null}),
        ];
        let namespaced =
            |namespace: &str| json!({"type": "record", "name": "N", "namespace": self.at(namespace), "fields": []});
        for (version, fields, namespace) in [("v1", &old, "Zspace"), ("v2", &new, "Zspacetwo")] {
            self.json(&format!("schemas/{version}/names.avsc"), &self.record("Names", fields));
            self.json(&format!("schemas/{version}/space.avsc"), &namespaced(namespace));
            if let Some(file) = &self.file {
                self.json(&format!("{}/{version}/{file}.avsc", self.home()), &self.record("F", &fields[..1]));
            }
        }
        let record = json!({
            self.at("Zfield"): 1, self.at("Zgone"): self.at("Zgonevalue"), "title": self.at("Ztitle"),
            "kind": self.at("Zsymbol"), "part": "ab", "any": {"map": {self.at("Zkey"): self.at("Zentry")}},
        });
        self.json("fixtures/v1/names.jsonl", &record);
    }

    /// What the work tree changes: a released file, another that went, a new version.
    fn changes(&self) {
        let field = json!({"name": self.at("Zedited"), "type": "string", "default": self.at("Zeditedvalue")});
        self.json("schemas/v1/space.avsc", &self.record("N", &[field]));
        self.json("schemas/v3/names.avsc", &self.record("Names", &[json!({"name": self.at("Zgone"), "type": "long"})]));
        if let Some(file) = &self.file {
            self.git.remove(&format!("{}/v2/{file}.avsc", self.home()));
        }
        let text = |place: &str| toml::Value::from(self.at(place)).to_string();
        let settings = format!(
            "[[retired]]\nversions = [\"v1\"]\nsubjects = [\"space\"]\nreason = {}\n\
             [[override]]\nsubjects = [{}]\nlevel = \"NONE\"\n\
             [[waive]]\nfingerprint = \"000000000000\"\nsubject = {}\nreason = {}\n",
            text("Zretired"),
            glob(&text("Zglob")),
            text("Zsubject"),
            text("Zreason"),
        );
        self.git.write("avrocheck.toml", settings);
    }

    /// What commands beside the gate read, and what cannot be understood.
    fn others(&self) {
        let unknown = json!({"type": "record", "name": "R", "fields": [{"name": "a", "type": self.at("Ztype")}]});
        self.json("other/broken/v1/unknown.avsc", &unknown);
        self.git
            .write("other/broken/v1/cut.avsc", format!("{{\"a\": {}, {}", json!(self.at("Zcut")), self.at("Zrest")));
        let default = json!({"name": "d", "type": "int", "default": self.at("Zdefault")});
        let twice = json!({"name": "e", "type": {"type": "enum", "name": "E", "symbols": [self.at("Ztwice"), self.at("Ztwice")]}});
        let logical = json!({"name": "l", "type": {"type": "int", "logicalType": self.at("Zlogical")}});
        let order = json!({"name": "o", "type": "int", "order": self.at("Zorder")});
        self.json("other/broken/v1/faults.avsc", &self.record("Faults", &[default, logical]));
        self.json("other/broken/v1/twice.avsc", &self.record("Twice", &[twice, order]));
        self.json(
            "fourth/schemas/v1/fits.avsc",
            &json!({"type": "record", "name": "Fits", "fields": [{"name": "a", "type": "int"}]}),
        );
        self.json("fourth/fixtures/v1/fits.jsonl", &json!({self.at("Zextra"): 1}));
        for (name, content) in [
            ("key", format!("{} = 1\n", json_key(&self.at("Zkeyname")))),
            ("level", format!("level = {}\n", toml::Value::from(self.at("Zlevel")))),
            ("rule", format!("[rules]\n{} = \"off\"\n", json_key(&self.at("Zrule")))),
            (
                "version",
                format!("[[retired]]\nversions = [{}]\nreason = \"none\"\n", toml::Value::from(self.at("Zversion"))),
            ),
            ("cut", format!("level = \"{}\n", self.at("Zcutsetting"))),
            (
                "date",
                format!(
                    "[[waive]]\nfingerprint = {0}\nreason = \"x\"\nexpires = {0}\n",
                    toml::Value::from(self.at("Zdate"))
                ),
            ),
        ] {
            self.git.write(&format!("settings/{name}.toml"), content);
        }
        let mut entry = json!({"fingerprint": "000000000001", "rule": self.at("Zstalerule"), "subject": null, "path": self.at("Zstale")});
        self.json("baseline.json", &json!({"baseline_version": 1, "findings": [entry]}));
        entry = json!({"fingerprint": self.at("Zfingerprint")});
        self.json("baseline-bad.json", &json!({"baseline_version": 1, "findings": [entry]}));
        self.json("records.jsonl", &json!({"title": 1, self.at("Zwrongkey"): self.at("Zwrongvalue")}));
        self.pulled();
        self.git.write("logs/bad.log", format!("{}\n", self.at("Zline").replace('\n', "\r")));
        self.containers();
    }

    /// What `registry pull` writes, and messages of it.
    fn pulled(&self) {
        let pulled = json!({
            "compatibilityGroup": self.at("Zgroup"), "ids": {"1": 1, "2": 2}, "groups": {"1": "a", "2": self.at("Zinstance")},
        });
        self.json("pulled/good/orders/registry.json", &pulled);
        self.json("pulled/bad/orders/registry.json", &json!({"level": self.at("Zpulledlevel"), "ids": {}}));
        for (file, ty) in [("good/orders/v1", "string"), ("good/orders/v2", "string"), ("bad/orders/v1", "int")] {
            let field = json!({"name": self.at("Zmessage"), "type": ty});
            self.json(&format!("pulled/{file}.avsc"), &self.record("Order", &[field]));
        }
        let text = self.at("Zdatum");
        let message = |id: u8| [vec![0, 0, 0, 0, id], long(text.len()), text.clone().into_bytes()].concat();
        self.git.write("pulled/messages.bin", [message(1), message(2), message(3)].concat());
    }

    fn containers(&self) {
        let schema = json!({"type": "record", "name": self.at("Zwriter"), "fields": [{"name": self.at("Zcolumn"), "type": "string"}]});
        let (schema, key, entry) = (schema.to_string(), self.at("Zmetakey"), self.at("Zmetavalue"));
        let text = self.at("Zdata");
        let datum = [long(text.len()), text.into_bytes()].concat();
        let block = [long(1), long(datum.len()), datum, b"sixteen bytes...".to_vec()].concat();
        let whole = header(&[("avro.schema", &schema), ("avro.codec", "null"), (&key, &entry)]);
        self.git.write("data/whole.avro", [&whole[..], &block].concat());
        self.git.write("data/cut.avro", [&whole[..], &block[..block.len() - 20]].concat());
        self.git.write("bad/codec.avro", header(&[("avro.schema", &schema), ("avro.codec", &self.at("Zcodec"))]));
        self.git
            .write("bad/schema.avro", header(&[("avro.schema", &self.at("Zwriterschema")), ("avro.codec", "null")]));
        let unknown = json!({"type": self.at("Zwritertype")}).to_string();
        self.git.write("bad/type.avro", header(&[("avro.schema", &unknown)]));
    }

    fn json(&self, path: &str, value: &Value) {
        self.git.write(path, format!("{value}\n"));
    }
}

/// The header of a container file.
fn header(metadata: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = [b"Obj\x01".to_vec(), long(metadata.len())].concat();
    for text in metadata.iter().flat_map(|(key, value)| [key, value]) {
        bytes.extend(long(text.len()));
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes.push(0);
    bytes.extend_from_slice(b"sixteen bytes...");
    bytes
}

/// A positive number as Avro writes it.
fn long(number: usize) -> Vec<u8> {
    let mut rest = 2 * number;
    let mut bytes = Vec::new();
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
    bytes
}

/// A key of TOML.
fn json_key(key: &str) -> String {
    let mut table = toml::Table::new();
    table.insert(key.to_owned(), 1.into());
    table.to_string().rsplit_once(" = ").map(|(key, _)| key.to_owned()).expect("a key and a value")
}

/// A pattern that is one whatever is in it.
fn glob(quoted: &str) -> String {
    quoted.replace(['[', ']', '{', '}'], "?")
}
