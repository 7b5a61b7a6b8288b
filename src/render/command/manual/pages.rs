//! The exit codes and examples of each man page, as data.

/// A page.
pub(crate) struct Page {
    /// The command, without the program's name.
    pub(crate) command: &'static str,
    pub(crate) exit: Exit,
    /// Whether the command reads the configuration and the environment.
    pub(crate) reads_settings: bool,
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
    /// It succeeds or fails.
    Deed,
}

impl Exit {
    pub(crate) fn statuses(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Exit::Gate => &[
                ("0", "checked, and no finding at or above --fail-on"),
                ("1", "checked, and findings at or above --fail-on"),
                ("2", "could not check: wrong usage or configuration, an invalid schema, or no schema at all"),
            ],
            Exit::Change => &[
                ("0", "compared"),
                ("1", "compared with --exit-code, and something changed"),
                ("2", "could not compare"),
            ],
            Exit::Records => {
                &[("0", "every record can be read"), ("1", "some records cannot be read"), ("2", "could not check")]
            }
            Exit::Conversion => &[
                ("0", "every record was converted"),
                ("1", "more records were rejected or damaged than allowed; the others were converted"),
                ("2", "could not convert"),
            ],
            Exit::Deed => &[("0", "success"), ("2", "failure; the reason is on standard error")],
        }
    }
}

/// All pages; the first is the program's.
pub(crate) const PAGES: &[Page] = &[
    Page {
        command: "",
        exit: Exit::Gate,
        reads_settings: true,
        examples: &[
            ("avrocheck init --ci github", "create a configuration and a CI workflow for this repository"),
            ("avrocheck compat", "check all versions of all schemas"),
            ("avrocheck explain AVC101", "explain a finding and its remedy"),
        ],
    },
    Page {
        command: "compat",
        exit: Exit::Gate,
        reads_settings: true,
        examples: &[
            ("avrocheck compat schemas", "check the versions in a directory"),
            ("avrocheck compat --against origin/main", "compare the working tree with its merge base with main"),
            ("avrocheck compat old.avsc new.avsc --level FULL", "check two files as two versions"),
            (
                "avrocheck compat --format human --format sarif=avrocheck.sarif",
                "write one report to the terminal and one to a file for code scanning",
            ),
        ],
    },
    Page {
        command: "diff",
        exit: Exit::Change,
        reads_settings: false,
        examples: &[
            ("avrocheck diff schemas/v1 schemas/v2", "compare two version directories"),
            ("avrocheck diff main:schemas/user.avsc schemas/user.avsc", "compare a git revision with the working tree"),
        ],
    },
    Page {
        command: "preview",
        exit: Exit::Records,
        reads_settings: true,
        examples: &[
            ("avrocheck preview old.avsc new.avsc --data records.jsonl", "show the records of a file"),
            (
                "avrocheck preview schemas --subject user --from v1 --to v3 --back",
                "show generated records or fixtures in two versions, and read back",
            ),
        ],
    },
    Page {
        command: "lint",
        exit: Exit::Gate,
        reads_settings: true,
        examples: &[("avrocheck lint schemas --enable missing-doc", "check with a rule that is off by default")],
    },
    Page {
        command: "explain",
        exit: Exit::Deed,
        reads_settings: false,
        examples: &[
            ("avrocheck explain missing-default", "explain a rule by its name"),
            ("avrocheck explain", "list all rules"),
        ],
    },
    Page {
        command: "serialize",
        exit: Exit::Conversion,
        reads_settings: false,
        examples: &[("avrocheck serialize server.log --out events", "write one container file for each event type")],
    },
    Page {
        command: "deserialize",
        exit: Exit::Conversion,
        reads_settings: false,
        examples: &[
            ("avrocheck deserialize events/watches.avro", "print JSON lines"),
            ("avrocheck deserialize events/watches.avro --reader v3", "print the records as version v3 reads them"),
        ],
    },
    Page {
        command: "inspect",
        exit: Exit::Deed,
        reads_settings: false,
        examples: &[("avrocheck inspect events/watches.avro", "describe a container file")],
    },
    Page {
        command: "scan",
        exit: Exit::Records,
        reads_settings: false,
        examples: &[(
            "avrocheck scan archive --reader schemas/v3/user.avsc --records",
            "decode every record of an archive",
        )],
    },
    Page {
        command: "waive",
        exit: Exit::Deed,
        reads_settings: true,
        examples: &[(
            "avrocheck waive 9c1e04ab77d2 --reason drained --expires 2027-03-31",
            "waive a finding until that day",
        )],
    },
    Page {
        command: "baseline",
        exit: Exit::Deed,
        reads_settings: true,
        examples: &[("avrocheck baseline write", "write all current findings to a baseline")],
    },
    Page {
        command: "baseline write",
        exit: Exit::Deed,
        reads_settings: true,
        examples: &[
            ("avrocheck baseline write", "write all current findings to avrocheck-baseline.json"),
            ("avrocheck compat --baseline avrocheck-baseline.json", "report only new findings"),
        ],
    },
    Page {
        command: "config",
        exit: Exit::Deed,
        reads_settings: true,
        examples: &[("avrocheck config show", "show the effective settings and where each comes from")],
    },
    Page {
        command: "config show",
        exit: Exit::Deed,
        reads_settings: true,
        examples: &[("avrocheck config show --format json", "show them as JSON")],
    },
    Page {
        command: "init",
        exit: Exit::Deed,
        reads_settings: false,
        examples: &[
            ("avrocheck init", "create avrocheck.toml at the root of the repository"),
            ("avrocheck init --ci github", "also create a CI workflow"),
            ("avrocheck init services/orders/schemas --dry-run", "show what would be written for this directory"),
        ],
    },
    Page {
        command: "completions",
        exit: Exit::Deed,
        reads_settings: false,
        examples: &[
            (
                "avrocheck completions bash > /etc/bash_completion.d/avrocheck",
                "install completions for all users of bash",
            ),
            ("avrocheck completions zsh > ~/.zfunc/_avrocheck", "install them for zsh, if ~/.zfunc is in $fpath"),
            ("avrocheck completions fish > ~/.config/fish/completions/avrocheck.fish", "install them for fish"),
        ],
    },
    Page {
        command: "man",
        exit: Exit::Deed,
        reads_settings: false,
        examples: &[
            ("avrocheck man compat | man -l -", "read a page"),
            ("avrocheck man --out /usr/local/share/man/man1", "install all pages"),
        ],
    },
];
