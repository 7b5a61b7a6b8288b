//! `avrocheck preview`: two schemas and records in, each record as it was written and as it is read out.

use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};

use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::Source;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use avrocheck::evidence::preview::{Circle, Data, Preview, RecordText, ResolvedPair, preview};
use avrocheck::model::input::Problem;
use avrocheck::render::command::preview::{DataWord, PreviewView, render, write};
use avrocheck::render::problem::sentence;
use avrocheck::source::config::{Key, Layer};
use avrocheck::source::home::Home;
use avrocheck::source::schema_argument::{Archive, Given, Origin, resolve, shorten};
use avrocheck::source::{record_file, watch};

use super::args::{Format, Global, PreviewArgs};
use super::gate;
use super::output::{Status, is_heard, look, print, remark};

pub(crate) fn run(args: &PreviewArgs, global: &Global) -> Status {
    let wish = match Wish::new(args) {
        Ok(wish) => wish,
        Err(message) => {
            remark("error", &message);
            return Status::NotChecked;
        }
    };
    if !args.watch {
        return show(&wish, args, global);
    }
    if args.data.as_deref().is_some_and(|data| data.as_os_str() == "-") {
        remark("error", "standard input cannot be read again and again; give --watch a file with --data");
        return Status::NotChecked;
    }
    let watched = wish.files(&wish.home(global));
    loop {
        let seen = watch::look(&watched);
        if stdout().is_terminal() && args.format == Format::Human {
            // The cursor to the first place, and everything behind it erased, with what was scrolled away.
            print(Status::Passed, |out| out.write_all(b"\x1b[H\x1b[2J\x1b[3J"));
        }
        show(&wish, args, global);
        if !is_heard() {
            return Status::Passed;
        }
        if !global.quiet {
            remark("watching", "saved schemas and data are shown again; Ctrl-C ends");
        }
        watch::wait(&watched, &seen);
    }
}

/// What the arguments ask for.
struct Wish<'a> {
    /// As the user named it; `None` stands for the newest version.
    writer: &'a str,
    reader: Option<&'a str>,
    directory: Option<&'a Path>,
    /// Standard input can be read only once.
    piped: Option<Result<Vec<u8>, Problem>>,
    args: &'a PreviewArgs,
}

impl<'a> Wish<'a> {
    fn new(args: &'a PreviewArgs) -> Result<Wish<'a>, String> {
        let (writer, reader, directory) = match (&args.schemas[..], args.from.as_deref()) {
            ([], Some(from)) => (from, args.to.as_deref(), args.directory.as_deref()),
            ([directory], Some(from)) => (from, args.to.as_deref(), Some(Path::new(directory))),
            ([writer, reader], None) => (writer.as_str(), Some(reader.as_str()), args.directory.as_deref()),
            ([_, _], Some(_)) => return Err("--from is for one directory of schemas, not for two schemas".to_owned()),
            (_, None) => {
                return Err("two schemas are needed, the writer's and the reader's: `avrocheck preview v1 v2`, \
                            `avrocheck preview old.avsc new.avsc`, or `avrocheck preview schemas/ --from v1 --to v2`"
                    .to_owned());
            }
            (_, Some(_)) => return Err("--from is for one directory of schemas".to_owned()),
        };
        let is_piped = args.data.as_deref().is_some_and(|data| data.as_os_str() == "-");
        let piped = is_piped.then(record_file::standard_input);
        Ok(Wish { writer, reader, directory, piped, args })
    }

    /// Where its versions are looked up.
    fn home(&self, global: &Global) -> Home {
        let fixtures = self.args.fixtures.as_ref().map(|fixtures| fixtures.to_string_lossy().into_owned());
        gate::home(self.directory, &Layer::default().with_flag(Key::Fixtures, "--fixtures", fixtures), global)
    }

    /// What may change.
    fn files(&self, home: &Home) -> Vec<PathBuf> {
        let names = [Some(self.writer), self.reader].map(|name| name.map(PathBuf::from));
        let has_version = names.iter().any(|name| name.as_ref().is_none_or(|name| !name.is_file()));
        let mut files: Vec<PathBuf> = names.into_iter().flatten().collect();
        if has_version {
            let roots = home.roots();
            files.extend(roots.iter().map(|root| root.with_file_name("fixtures")));
            files.extend(home.fixtures().map(Path::to_owned));
            files.extend(roots);
        }
        files.extend(self.args.data.clone());
        files
    }

    /// The given data, or those that come with the writer's schema.
    fn data(&self, writer: &Given) -> Result<(Data, DataWord<'_>), Problem> {
        let given = self.args.data.as_deref().map(|path| path.to_str().unwrap_or("the file"));
        match (&self.piped, self.args.data.as_deref(), &writer.origin) {
            (Some(piped), ..) => {
                let data = record_file::of_standard_input(piped.as_ref().map_err(Clone::clone)?)?;
                Ok((data, DataWord::Given("standard input")))
            }
            (None, Some(path), _) => Ok((record_file::open(path)?, DataWord::Given(given.unwrap_or_default()))),
            (None, None, Origin::Container(path)) => Ok((record_file::container(path)?, DataWord::Given(self.writer))),
            (None, None, Origin::Version { fixtures, .. }) if !fixtures.is_empty() => {
                Ok((Data::Texts(fixtures.iter().cloned().map(RecordText::from).collect()), DataWord::Fixtures))
            }
            (None, None, Origin::Version { .. } | Origin::File) => Ok((Data::Generated, DataWord::Generated)),
        }
    }
}

/// One look at the files as they are now.
fn show(wish: &Wish<'_>, args: &PreviewArgs, global: &Global) -> Status {
    let home = wish.home(global);
    let archive = Archive::new(&home, args.subject.as_deref());
    let reader = match wish.reader {
        Some(reader) => Ok(reader.to_owned()),
        None => archive.newest(),
    };
    let mut problems = Vec::new();
    let mut writer = resolve(wish.writer, &archive).map_err(|found| problems.extend(found)).ok();
    let reader_label = reader.as_deref().unwrap_or("the newest version").to_owned();
    let mut reader = reader.and_then(|reader| resolve(&reader, &archive)).map_err(|found| problems.extend(found)).ok();
    if let (Some(writer), Some(reader)) = (&mut writer, &mut reader) {
        shorten(writer, reader);
    }
    let mut shapes = Shapes::default();
    let mut parsed = |given: &Option<Given>| {
        let given = given.as_ref()?;
        parse(given, &mut shapes).map_err(|found| problems.extend(found)).ok()
    };
    let (writer_schema, reader_schema) = (parsed(&writer), parsed(&reader));
    let mut data = None;
    if let Some(given) = &writer {
        data = wish.data(given).map_err(|found| problems.push(found)).ok();
    }
    let subject = [&writer, &reader].into_iter().flatten().find_map(|given| match &given.origin {
        Origin::Version { subject, .. } => Some(subject.as_str()),
        Origin::File | Origin::Container(_) => None,
    });
    let view = PreviewView {
        subject,
        writer: writer.as_ref().map_or(wish.writer, |given| &given.label),
        reader: reader.as_ref().map_or(&reader_label, |given| &given.label),
        data: data.as_ref().map_or(DataWord::Generated, |(_, word)| *word),
        look: look(global),
    };
    let whose = match writer.as_ref().map(|given| &given.origin) {
        Some(Origin::Version { subject, .. }) => format!("{subject} {}", view.writer),
        Some(Origin::File | Origin::Container(_)) | None => view.writer.to_owned(),
    };
    let (Some(writer), Some(reader), Some((data, _))) = (writer_schema, reader_schema, data) else {
        problems.sort();
        problems.dedup();
        return unable(problems, &view, args.format);
    };
    let circle = if args.back { Circle::Full } else { Circle::Half };
    let crossing = ResolvedPair::new(&shapes, WriterSchema(&writer), ReaderSchema(&reader), circle);
    let preview = preview(&crossing, data, &whose, args.limit as usize);
    let status = match (preview.problems.is_empty(), preview.totals.failed + preview.totals.stranded) {
        (false, _) => Status::NotChecked,
        (true, 0) => Status::Passed,
        (true, _) => Status::Failed,
    };
    print(status, |mut out| match args.format {
        Format::Human => out.write_all(render(&crossing, &preview, &view).as_bytes()),
        Format::Json => write(Some(&crossing), &preview, &view, &mut out),
    })
}

/// Says why there is nothing to preview.
fn unable(problems: Vec<Problem>, view: &PreviewView<'_>, format: Format) -> Status {
    match format {
        Format::Human => {
            problems.iter().for_each(|problem| remark("error", &sentence(problem)));
            Status::NotChecked
        }
        Format::Json => {
            let preview = Preview { problems, ..Preview::default() };
            print(Status::NotChecked, |mut out| write(None, &preview, view, &mut out))
        }
    }
}

fn parse(given: &Given, shapes: &mut Shapes) -> Result<LinkedSchema, Vec<Problem>> {
    LinkedSchema::parse(&given.file, &given.text, shapes).map_err(|faults| {
        let source = Source::new(given.file.as_str(), given.text.as_str());
        let unclear = faults.into_iter().filter(|fault| !fault.kind.leaves_schema_clear());
        let problem = |fault: avro_resolve::schema::fault::Fault| {
            let at = source.position(fault.span.start);
            let position = Some((at.line, at.column));
            Problem { file: Some(given.file.clone()), position, message: fault.kind.to_string() }
        };
        unclear.map(problem).collect()
    })
}
