//! Checks flags, arguments and environment variables.

use crate::sandbox::{Sandbox, package, record};

const LEVELS: [&str; 7] =
    ["NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"];

/// The schemas and fixtures that this package ships, with its configuration.
fn shipped() -> Sandbox {
    let sandbox = Sandbox::new();
    for part in ["schemas", "fixtures", "examples/broken", "avrocheck.toml"] {
        sandbox.copy(&package().join(part), part);
    }
    sandbox
}

#[test]
fn the_shipped_schemas_pass() {
    let sandbox = shipped();
    let run = sandbox.run("compat");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run}");
    assert!(run.stdout.contains("3 subjects · 4 versions · FULL_TRANSITIVE (from avrocheck.toml)"), "{run}");
    assert!(run.last_line().starts_with("✓ 36 pairs compatible · 72 fixture records round-tripped"), "{run}");
    for level in LEVELS {
        assert_eq!(sandbox.run(&format!("compat --level {level}")).code, 0, "{level}");
    }
    assert_eq!(sandbox.json("compat --format json")["errors"], serde_json::json!([]));
}

#[test]
fn the_broken_example_fails() {
    let sandbox = shipped();
    let run = sandbox.run("compat examples/broken/schemas");
    assert_eq!(run.code, 1);
    for telling in [
        "error[AVC101]: missing-default: movie_watch_event.sessionId",
        "--> examples/broken/schemas/v2/movie_watch_event.avsc:9:5",
        "= seen in: 3 of 3 fixture records of `v1`",
        "= more:    avrocheck explain AVC101",
        "error[AVC102]: type-mismatch: movie_rating_event.rating",
        "error[AVC106]: missing-union-branch: recommendation_request.recommendations",
        "= seen in: 1 of 3 fixture records of `v1`",
    ] {
        assert!(run.stdout.contains(telling), "{telling} in:\n{run}");
    }
    let report = sandbox.json("compat examples/broken/schemas --format json");
    assert_eq!(report["summary"]["gated_failures"], 4);
}

#[test]
fn a_run_fails_from_the_wanted_severity_on() {
    let amount = |precision: u32| {
        record(
            "Price",
            &[&format!(
                "{{\"name\": \"amount\", \"type\": {{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": {precision}, \
         \"scale\": 2}}}}"
            )],
        )
    };
    let dangerous = Sandbox::of([("schemas/v1/price.avsc", &amount(8)), ("schemas/v2/price.avsc", &amount(10))]);
    let nobody = record("List", &[r#"{"name": "tail", "type": "List"}"#]);
    let safe = Sandbox::of([("schemas/v1/list.avsc", &nobody), ("schemas/v2/list.avsc", &nobody)]);
    let breaking = shipped();
    let codes = |sandbox: &Sandbox, path: &str| {
        ["breaking", "dangerous", "safe", "never"]
            .map(|severity| sandbox.run(&format!("compat {path} --no-round-trip --fail-on {severity}")).code)
    };
    assert_eq!(codes(&breaking, "examples/broken/schemas"), [1, 1, 1, 0]);
    assert_eq!(codes(&dangerous, "schemas"), [0, 1, 1, 0]);
    assert_eq!(codes(&safe, "schemas"), [0, 0, 1, 0]);
}

#[test]
fn colours() {
    let sandbox = shipped();
    let is_coloured = |line: &str| sandbox.run(line).stdout.contains('\u{1b}');
    for command in
        ["compat examples/broken/schemas", "compat", "diff schemas/v1 schemas/v2", "explain AVC101", "explain"]
    {
        assert!(!is_coloured(command), "a pipe gets no colours: {command}");
        assert!(is_coloured(&format!("{command} --color always")), "{command}");
        assert!(!is_coloured(&format!("{command} --color never")), "{command}");
        assert!(!is_coloured(&format!("NO_COLOR=1 {command}")), "{command}");
        assert!(!is_coloured(&format!("CLICOLOR_FORCE=1 {command} --color never")), "{command}");
    }
    assert!(is_coloured("NO_COLOR=1 compat --color always"), "a flag outranks the environment");
    assert!(!is_coloured("compat examples/broken/schemas --format json --color always"));
    // Without its colours the text is the same.
    let coloured = sandbox.run("compat examples/broken/schemas --matrix -v --color always").stdout;
    let plain = sandbox.run("compat examples/broken/schemas --matrix -v").stdout;
    assert_eq!(without_escapes(&coloured), plain);
}

fn without_escapes(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[test]
fn without_utf8_marks_are_ascii() {
    let sandbox = shipped();
    for line in [
        "compat",
        "compat examples/broken/schemas --matrix -v",
        "diff schemas/v1 schemas/v3",
        "explain AVC101",
        "explain",
    ] {
        for locale in ["LANG=C", "LANG=", "LC_ALL=C", "LC_CTYPE=POSIX", "LC_ALL=de_DE.ISO-8859-1"] {
            let run = sandbox.run(&format!("{locale} {line}"));
            assert!(run.stdout.is_ascii(), "{run}");
        }
    }
    for locale in ["LANG=en_US.UTF-8", "LC_ALL=C.utf8", "LC_CTYPE=de_DE.UTF-8"] {
        assert!(sandbox.run(&format!("{locale} compat")).last_line().starts_with('✓'), "{locale}");
    }
}

#[test]
fn explain() {
    let sandbox = Sandbox::new();
    let by_id = sandbox.run("explain AVC101");
    assert_eq!(by_id.code, 0);
    for same in ["explain avc101", "explain missing-default"] {
        assert_eq!(sandbox.run(same).stdout, by_id.stdout);
    }
    let all = sandbox.run("explain").stdout;
    assert!(all.lines().count() > 20 && all.contains("AVC101  missing-default"), "{all}");
    insta::assert_snapshot!(sandbox.run("explain mising-default").refusal(), @r#"
    exit code 2
    error: no rule "mising-default"; did you mean AVC101 (missing-default)?
    "#);
    insta::assert_snapshot!(sandbox.run("explain AVC1O1").refusal(), @r#"
    exit code 2
    error: no rule "AVC1O1"; did you mean AVC101 (missing-default)?
    "#);
    insta::assert_snapshot!(sandbox.run("explain 101").refusal(), @r#"
    exit code 2
    error: no rule "101"; did you mean AVC101 (missing-default)?
    "#);
    insta::assert_snapshot!(sandbox.run("explain AVC999").refusal(), @r#"
    exit code 2
    error: no rule "AVC999"; did you mean AVC209 (key-encoding-changed)?
    "#);
}

#[test]
fn unknown_words_are_refused_with_a_suggestion() {
    let sandbox = shipped();
    insta::assert_snapshot!(sandbox.run("comapt").refusal(), @"
    exit code 2
    error: unrecognized subcommand 'comapt'

      tip: some similar subcommands exist: 'mcp', 'completions', 'compat'

    Usage: avrocheck [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(sandbox.run("compat --levle FULL").refusal(), @"
    exit code 2
    error: unexpected argument '--levle' found

      tip: a similar argument exists: '--level'

    Usage: avrocheck compat --level <LEVEL> [PATH]...

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(sandbox.run("compat --level FULL_TRANSITIV").refusal(), @r#"
    exit code 2
    error: invalid value 'FULL_TRANSITIV' for '--level <LEVEL>': "FULL_TRANSITIV" is not a level; did you mean FULL_TRANSITIVE? The levels are NONE, BACKWARD, BACKWARD_TRANSITIVE, FORWARD, FORWARD_TRANSITIVE, FULL, FULL_TRANSITIVE

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(sandbox.run("compat --level").refusal(), @"
    exit code 2
    error: a value is required for '--level <LEVEL>' but none was supplied
      [possible values: NONE, BACKWARD, BACKWARD_TRANSITIVE, FORWARD, FORWARD_TRANSITIVE, FULL, FULL_TRANSITIVE]

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(sandbox.run("compat --fail-on braking").refusal(), @"
    exit code 2
    error: invalid value 'braking' for '--fail-on <SEVERITY>'
      [possible values: breaking, dangerous, safe, never]

      tip: a similar value exists: 'breaking'

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(sandbox.run("compat --pairs al").refusal(), @"
    exit code 2
    error: invalid value 'al' for '--pairs <WHICH>'
      [possible values: all, gated]

      tip: a similar value exists: 'all'

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(sandbox.run("compat --format jsn").refusal(), @"
    exit code 2
    error: invalid value 'jsn' for '--format <FORMAT>': unknown format; did you mean json? (the formats are human, concise, json, sarif, junit, github, gitlab, azure, rdjson, markdown, html)

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(sandbox.run("compat --color alway").refusal(), @"
    exit code 2
    error: invalid value 'alway' for '--color <WHEN>'
      [possible values: auto, always, never]

      tip: a similar value exists: 'always'

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(sandbox.run("compat -q -v").refusal(), @"
    exit code 2
    error: the argument '--quiet' cannot be used with '--verbose'

    Usage: avrocheck compat --quiet [PATH]...

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(sandbox.run("compat --threads 0").refusal(), @"
    exit code 2
    error: invalid value '0' for '--threads <N>': 0 is not in 1..=256

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(sandbox.run("diff schemas/v1").refusal(), @"
    exit code 2
    error: the following required arguments were not provided:
      <NEW>

    Usage: avrocheck diff <OLD> <NEW>

    For more information, try '--help'.
    ");
    assert_eq!(sandbox.run("").code, 2);
}

#[test]
fn help_and_version() {
    let sandbox = Sandbox::new();
    for line in ["--help", "-h", "help", "help compat", "compat --help", "diff --help", "explain -h", "--version"] {
        let run = sandbox.run(line);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run}");
    }
    assert_eq!(sandbox.run("--version").stdout, format!("avrocheck {}\n", env!("CARGO_PKG_VERSION")));
    insta::assert_snapshot!(sandbox.run("-h").stdout, @r#"
    Check that new versions of an Avro schema stay compatible with the old ones

    Usage: avrocheck [OPTIONS] <COMMAND>

    Commands:
      compat       Check schema versions for compatibility
      diff         Show what changed between two schemas or two directories, and what it breaks
      preview      Show records as one schema writes them and as another reads them, side by side
      lint         Check each schema by itself for mistakes and bad practice
      explain      Explain rules: meaning, reason, example, remedy; without a rule, list all rules
      serialize    Convert log lines to Avro container files, one for each event type
      deserialize  Convert Avro container files to JSON lines, CSV or the original log lines
      inspect      Describe a container file or a schema: version, codec, blocks, records, sizes,
                   fingerprints
      scan         Check whether a schema can read existing container files, by header or record by
                   record
      convert      Convert schemas between JSON, protocols and Avro IDL
      impact       Show who is hit by a change of a schema that others refer to
      registry     Read schema registries; nothing is ever written to one
      mcp          Serve checks, previews and fixes to agents, by the Model Context Protocol
      waive        Waive a finding: add a waiver to avrocheck.toml
      baseline     Manage a baseline of known findings
      config       Show the configuration
      init         Create a configuration and a CI workflow
      lsp          Serve an editor: findings, fixes, navigation and completion as you type, by the
                   Language Server Protocol on standard input and output
      completions  Generate shell completions
      man          Generate man pages
      help         Print this message or the help of the given subcommand(s)

    Options:
      -q, --quiet                Show only failures
      -v, --verbose              Show everything: every subject, every change, and findings that do not
                                 fail the run
          --color <WHEN>         When to use colours (the variable NO_COLOR turns them off) [default:
                                 auto] [possible values: auto, always, never]
          --config <FILE>        Use this configuration file instead of the avrocheck.toml found above
                                 the schemas
          --allow-outside <DIR>  Also read what the configuration and symbolic links of a repository
                                 name in this directory outside of it; may be given several times
      -h, --help                 Print help (see more with '--help')
      -V, --version              Print version

    Exit codes: 0 checked, no finding at or above --fail-on; 1 checked, findings; 2 could not check.
    "#);
    insta::assert_snapshot!(sandbox.run("compat -h").stdout, @r#"
    Check schema versions for compatibility

    Usage: avrocheck compat [OPTIONS] [PATH]...

    Arguments:
      [PATH]...  A directory of schemas whose paths name the versions; or two or more files or
                 directories, one for each version, oldest first, of which one file may be - for
                 standard input [default: `schemas` in avrocheck.toml, else the directory "schemas"
                 beside it or here]

    Options:
          --level <LEVEL>           The compatibility level: NONE, or BACKWARD, FORWARD or FULL, each
                                    also with _TRANSITIVE [default: `level` in avrocheck.toml, else
                                    BACKWARD_TRANSITIVE]
      -q, --quiet                   Show only failures
          --fail-on <SEVERITY>      The lowest severity that fails the run [default: `fail_on` in
                                    avrocheck.toml, else breaking] [possible values: breaking,
                                    dangerous, safe, never]
      -v, --verbose                 Show everything: every subject, every change, and findings that do
                                    not fail the run
          --assume <WHO>            The implementations that read your data; sets the severity of
                                    portability rules (AVC3xx) [default: `assume` in avrocheck.toml,
                                    else java,confluent] [possible values: java, confluent, rust,
                                    python, spark, sail, duckdb, polars, go]
          --color <WHEN>            When to use colours (the variable NO_COLOR turns them off) [default:
                                    auto] [possible values: auto, always, never]
          --config <FILE>           Use this configuration file instead of the avrocheck.toml found
                                    above the schemas
          --fixtures <DIR>          The directory of the fixtures [default: "fixtures" beside the
                                    schemas]
          --allow-outside <DIR>     Also read what the configuration and symbolic links of a repository
                                    name in this directory outside of it; may be given several times
          --baseline <FILE>         Report only findings that are not in this baseline, a file of
                                    `avrocheck baseline write`
          --pairs <WHICH>           Which pairs of versions to check: all, or only those that the level
                                    gates [default: all] [possible values: all, gated]
          --no-round-trip           Do not send records through the pairs and back
          --no-proof                Do not make example data for the verdicts
          --fix                     Apply the fixes that need no decision to the files of the newest
                                    version, and show the edits
          --unsafe-fixes <FINDING>  With --fix: also apply the best fix of these findings, which needs a
                                    decision: fingerprints, rules, or `all`; commas separate several
          --dry-run                 With --fix: show the edits as a unified diff, and change no file
          --as <REGISTRY>           Also show what this registry would answer [possible values:
                                    confluent]
          --format <FORMAT>         The report format: human, concise, json, sarif, junit, github,
                                    gitlab, azure, rdjson, markdown or html; FORMAT=FILE writes to a
                                    file; may be given several times [default: human]
          --statistics              Show how many findings each rule has, instead of the findings
          --diff                    Also show the text diff between each version and the one before
          --matrix                  Show the matrix of every listed subject, not only of those that fail
          --threads <N>             How many threads to use [default: one for each processor]
      -h, --help                    Print help (see more with '--help')

    Git revisions:
          --against <REV>   Compare with a git revision (a branch, a tag, a commit, HEAD~3); for a
                            branch, its merge base with the current one. With registry:URL or
                            registry:NAME, compare with the versions in a schema registry; may be given
                            several times
          --no-merge-base   With --against: compare with the revision itself, not with the merge base
          --last <N>        Compare with the last N revisions that changed the schemas; with --against,
                            those up to that revision
          --tags <PATTERN>  Compare with the tags that match a pattern such as 'v*', sorted by version;
                            with --against, also with that revision
          --changed         Check only subjects that depend on a changed file
    "#);
}

#[test]
fn quiet_says_what_fails_and_the_last_line() {
    let sandbox = shipped();
    let run = sandbox.run("compat -q");
    assert_eq!(run.stdout, format!("{}\n", run.last_line()));
    let run = sandbox.run("compat examples/broken/schemas -q --level BACKWARD");
    assert_eq!(run.stdout.matches("error[").count(), 3, "{run}");
    assert!(run.stdout.starts_with("error["), "{run}");
}

#[test]
fn the_answer_does_not_depend_on_the_number_of_threads() {
    let sandbox = Sandbox::new();
    for subject in 0..60 {
        for version in 1..=3 {
            let mut fields = vec![r#"{"name": "id", "type": "string"}"#.to_owned()];
            for field in 0..(subject + version) % 7 {
                let default = if (subject + version * field) % 3 == 0 { "" } else { ", \"default\": 0" };
                fields.push(format!(
                    "{{\"name\": \"f{field}\", \"type\": \"{}\"{default}}}",
                    ["int", "long"][(subject + version) % 2]
                ));
            }
            if subject % 4 == 0 {
                fields.push(format!("{{\"name\": \"shared\", \"type\": \"shared.S{}\"}}", subject % 3));
            }
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            sandbox.write(&format!("schemas/v{version}/s{subject:02}.avsc"), record(&format!("S{subject}"), &fields));
        }
        sandbox.write(&format!("fixtures/v1/s{subject:02}.jsonl"), "{\"id\": \"x\"}\n");
    }
    for shared in 0..2 {
        for version in [1, 3] {
            let text =
                record(&format!("shared.S{shared}"), &[&format!("{{\"name\": \"v{version}\", \"type\": \"int\"}}")]);
            sandbox.write(&format!("schemas/v{version}/shared{shared}.avsc"), text);
        }
    }
    sandbox.write("schemas/v2/bad.avsc", "{");
    for line in ["compat -v --matrix --diff --level FULL_TRANSITIVE", "compat --format json"] {
        let [one, two, seven] = [1, 2, 7].map(|threads| sandbox.run(&format!("{line} --threads {threads}")));
        assert!(one.code == 2 && one.stdout.len() > 10_000, "{one}");
        assert_eq!((one.code, &one.stdout, &one.stderr), (two.code, &two.stdout, &two.stderr));
        assert_eq!((one.code, &one.stdout, &one.stderr), (seven.code, &seven.stdout, &seven.stderr));
    }
}
