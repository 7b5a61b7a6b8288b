//! What the manual says of each command, as data.

/// A page.
pub(crate) struct Page {
    /// The command, without the program's name.
    pub(crate) command: &'static str,
    pub(crate) exit: Exit,
    pub(crate) settings: Settings,
    /// Command lines, and what they do.
    pub(crate) examples: &'static [(&'static str, &'static str)],
}

/// How a run can end.
pub(crate) enum Exit {
    /// It checks, and may find something.
    Gate,
    /// It shows what changed.
    Change,
    /// It reads records.
    Records,
    /// It converts records.
    Conversion,
    /// It does what it is asked to, or not.
    Deed,
}

/// Whether configuration and environment have a say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settings {
    Read,
    Unread,
}

impl Exit {
    pub(crate) fn statuses(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Exit::Gate => &[
                ("0", "checked, and nothing found at or above --fail-on"),
                ("1", "checked, and something found"),
                (
                    "2",
                    "could not be checked: usage, configuration, a schema that cannot be understood, no schema at all",
                ),
            ],
            Exit::Change => &[
                ("0", "compared"),
                ("1", "compared, and with --exit-code something changed"),
                ("2", "could not be compared"),
            ],
            Exit::Records => &[("0", "every record can be read"), ("1", "some cannot"), ("2", "could not be checked")],
            Exit::Conversion => &[
                ("0", "everything is converted"),
                ("1", "some records are not, and more than are allowed; the others are"),
                ("2", "could not be converted"),
            ],
            Exit::Deed => &[("0", "done"), ("2", "not done, and standard error says why")],
        }
    }
}

/// All pages; the first is the program's.
pub(crate) const PAGES: &[Page] = &[
    Page {
        command: "",
        exit: Exit::Gate,
        settings: Settings::Read,
        examples: &[
            ("avrocheck init --ci github", "write a configuration and a workflow that fit this repository"),
            ("avrocheck compat", "check every version against every other"),
            ("avrocheck explain AVC101", "what a finding means, and what to do"),
        ],
    },
    Page {
        command: "compat",
        exit: Exit::Gate,
        settings: Settings::Read,
        examples: &[
            ("avrocheck compat schemas", "the versions below a directory"),
            ("avrocheck compat --against origin/main", "the working tree and the commit where it left main"),
            ("avrocheck compat old.avsc new.avsc --level FULL", "two files as two versions"),
            (
                "avrocheck compat --format human --format sarif=avrocheck.sarif",
                "for people, and for code scanning in a file",
            ),
        ],
    },
    Page {
        command: "diff",
        exit: Exit::Change,
        settings: Settings::Unread,
        examples: &[
            ("avrocheck diff schemas/v1 schemas/v2", "two directories of versions"),
            ("avrocheck diff main:schemas/user.avsc schemas/user.avsc", "a git revision and the working tree"),
        ],
    },
    Page {
        command: "preview",
        exit: Exit::Records,
        settings: Settings::Read,
        examples: &[
            ("avrocheck preview old.avsc new.avsc --data records.jsonl", "records of a file"),
            (
                "avrocheck preview schemas --subject user --from v1 --to v3 --back",
                "there and back, between two versions",
            ),
        ],
    },
    Page {
        command: "lint",
        exit: Exit::Gate,
        settings: Settings::Read,
        examples: &[("avrocheck lint schemas --enable missing-doc", "with a rule that is off by default")],
    },
    Page {
        command: "explain",
        exit: Exit::Deed,
        settings: Settings::Unread,
        examples: &[("avrocheck explain missing-default", "a rule by its name"), ("avrocheck explain", "all rules")],
    },
    Page {
        command: "serialize",
        exit: Exit::Conversion,
        settings: Settings::Unread,
        examples: &[("avrocheck serialize server.log --out events", "a container file for each kind of event")],
    },
    Page {
        command: "deserialize",
        exit: Exit::Conversion,
        settings: Settings::Unread,
        examples: &[
            ("avrocheck deserialize events/watches.avro", "JSON lines"),
            ("avrocheck deserialize events/watches.avro --reader v3", "as a newer version reads them"),
        ],
    },
    Page {
        command: "inspect",
        exit: Exit::Deed,
        settings: Settings::Unread,
        examples: &[("avrocheck inspect events/watches.avro", "what a container file is")],
    },
    Page {
        command: "scan",
        exit: Exit::Records,
        settings: Settings::Unread,
        examples: &[("avrocheck scan archive --reader schemas/v3/user.avsc --records", "every record of an archive")],
    },
    Page {
        command: "waive",
        exit: Exit::Deed,
        settings: Settings::Read,
        examples: &[(
            "avrocheck waive 9c1e04ab77d2 --reason drained --expires 2027-03-31",
            "let a finding pass until that day",
        )],
    },
    Page {
        command: "baseline",
        exit: Exit::Deed,
        settings: Settings::Read,
        examples: &[("avrocheck baseline write", "note what is found now")],
    },
    Page {
        command: "baseline write",
        exit: Exit::Deed,
        settings: Settings::Read,
        examples: &[
            ("avrocheck baseline write", "note what is found now in avrocheck-baseline.json"),
            ("avrocheck compat --baseline avrocheck-baseline.json", "then report what is new"),
        ],
    },
    Page {
        command: "config",
        exit: Exit::Deed,
        settings: Settings::Read,
        examples: &[("avrocheck config show", "what is set, and who says so")],
    },
    Page {
        command: "config show",
        exit: Exit::Deed,
        settings: Settings::Read,
        examples: &[("avrocheck config show --format json", "for programs")],
    },
    Page {
        command: "init",
        exit: Exit::Deed,
        settings: Settings::Unread,
        examples: &[
            ("avrocheck init", "write avrocheck.toml at the root of the repository"),
            ("avrocheck init --ci github", "and a workflow"),
            ("avrocheck init services/orders/schemas --dry-run", "show what would be written for this directory"),
        ],
    },
    Page {
        command: "completions",
        exit: Exit::Deed,
        settings: Settings::Unread,
        examples: &[
            ("avrocheck completions bash > /etc/bash_completion.d/avrocheck", "for all users of bash"),
            ("avrocheck completions zsh > ~/.zfunc/_avrocheck", "for zsh, with ~/.zfunc in $fpath"),
            ("avrocheck completions fish > ~/.config/fish/completions/avrocheck.fish", "for fish"),
        ],
    },
    Page {
        command: "man",
        exit: Exit::Deed,
        settings: Settings::Unread,
        examples: &[
            ("avrocheck man compat | man -l -", "read a page"),
            ("avrocheck man --out /usr/local/share/man/man1", "install all of them"),
        ],
    },
];
