//! `avrocheck preview`: shows records as one schema wrote them and as another reads them.

use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};

use crate::evidence::preview::ResolvedPair;
use crate::evidence::preview::data::{Data, Preview, preview};
use crate::model::input::Problem;
use crate::model::limits;
use crate::render::command::preview::{DataWord, PreviewView, render, write};
#[cfg(feature = "lsp")]
use crate::render::{problem, text::style::Look};
use crate::source::config::{Layer, SettingKey};
use crate::source::explicit::shorten;
use crate::source::lookup::archive::{Archive, Whose};
use crate::source::lookup::named::{NamedSchema, SchemaOrigin};
use crate::source::lookup::resolve;
use crate::source::{data_files, watch};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::{ReaderSchema, WriterSchema};

use super::args::{Format, Global, PreviewArgs};
use super::gate;
use super::output::{Status, complain, is_output_open, look, not_utf8, print, print_as, refuse, remark};

pub(crate) fn run(args: &PreviewArgs, global: &Global) -> Status {
    let request = match PreviewRequest::new(args) {
        Ok(request) => request,
        Err(message) => return refuse(message),
    };
    if !args.watch {
        return show(&request, args, global, print_shown);
    }
    if args.data.as_deref().is_some_and(|data| data.as_os_str() == "-") {
        return refuse("standard input cannot be read again and again; give --watch a file with --data");
    }
    let watched = request.files(&request.archive(global));
    loop {
        let seen = watch::look(&watched);
        if stdout().is_terminal() && args.format == Format::Human {
            // The cursor to the first place, and everything after it erased, with what was scrolled away.
            print(Status::Passed, |out| out.write_all(b"\x1b[H\x1b[2J\x1b[3J"));
        }
        show(&request, args, global, print_shown);
        if !is_output_open() {
            return Status::Passed;
        }
        if !global.quiet {
            remark("watching", "saved schemas and data are shown again; Ctrl-C ends");
        }
        watch::wait(&watched, &seen);
    }
}

/// What the arguments ask for.
struct PreviewRequest<'a> {
    /// As the user named it; `None` means the newest version.
    writer: &'a str,
    reader: Option<&'a str>,
    directory: Option<&'a Path>,
    /// Standard input can be read only once.
    piped: Option<Result<Vec<u8>, Problem>>,
    args: &'a PreviewArgs,
}

impl<'a> PreviewRequest<'a> {
    fn new(args: &'a PreviewArgs) -> Result<PreviewRequest<'a>, String> {
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
        let piped = is_piped.then(data_files::standard_input);
        Ok(PreviewRequest { writer, reader, directory, piped, args })
    }

    /// Where its versions are looked up.
    fn archive(&self, global: &Global) -> Archive {
        let fixtures = self.args.fixtures.as_ref().map(|fixtures| fixtures.to_string_lossy().into_owned());
        let flags = Layer::default().with_flag(SettingKey::Fixtures, "--fixtures", fixtures);
        gate::archive(self.directory, &flags, global).with_subject(self.args.subject.clone())
    }

    /// What may change.
    fn files(&self, archive: &Archive) -> Vec<PathBuf> {
        let names = [Some(self.writer), self.reader].map(|name| name.map(PathBuf::from));
        let has_version = names.iter().any(|name| name.as_ref().is_none_or(|name| !name.is_file()));
        let mut files: Vec<PathBuf> = names.into_iter().flatten().collect();
        if has_version {
            let roots = archive.roots();
            files.extend(roots.iter().map(|root| root.with_file_name("fixtures")));
            files.extend(archive.fixtures_directory().map(Path::to_owned));
            files.extend(roots);
        }
        files.extend(self.args.data.clone());
        files
    }

    /// The given data, or those that come with the writer's schema.
    fn data(&self, writer: &NamedSchema, archive: &Archive) -> Result<(Data, DataWord<'_>), Vec<Problem>> {
        let one = |problem: Problem| vec![problem];
        if let Some(piped) = &self.piped {
            let bytes = piped.as_ref().map_err(|problem| one(problem.clone()))?;
            let data = data_files::records_of_standard_input(bytes).map_err(one)?;
            return Ok((data, DataWord::Given("standard input")));
        }
        if let Some(path) = self.args.data.as_deref() {
            let data = data_files::records(path).map_err(one)?;
            return Ok((data, DataWord::Given(path.to_str().unwrap_or("the file"))));
        }
        match &writer.origin {
            SchemaOrigin::Container(path) => {
                Ok((data_files::container_records(path).map_err(one)?, DataWord::Given(self.writer)))
            }
            SchemaOrigin::Version { subject, version } => {
                let fixtures = archive.fixtures(subject, version)?;
                if fixtures.is_empty() {
                    return Ok((Data::Generated, DataWord::Generated));
                }
                let texts = fixtures.into_iter().map(|fixture| fixture.records).collect();
                Ok((Data::Texts(texts), DataWord::Fixtures))
            }
            SchemaOrigin::File | SchemaOrigin::StandardInput | SchemaOrigin::Registry { .. } => {
                Ok((Data::Generated, DataWord::Generated))
            }
        }
    }
}

/// A preview, and how it went.
struct ShownPreview<'a> {
    /// The schemas, if they could be read.
    resolved: Option<&'a ResolvedPair<'a>>,
    preview: &'a Preview,
    view: &'a PreviewView<'a>,
    status: Status,
    format: Format,
}

/// The preview of two schemas with records that are made from the writer's, for people and as JSON.
#[cfg(feature = "lsp")]
pub(super) fn texts_of(writer: &str, reader: &str, global: &Global) -> (String, serde_json::Value) {
    let args = PreviewArgs {
        schemas: vec![writer.to_owned(), reader.to_owned()],
        from: None,
        to: None,
        subject: None,
        directory: None,
        data: None,
        fixtures: None,
        back: true,
        limit: 10,
        watch: false,
        format: Format::Json,
    };
    let request = PreviewRequest::new(&args).expect("two schemas are what is needed");
    show(&request, &args, global, |shown| {
        let view = PreviewView { look: Look::PLAIN, ..shown.view.clone() };
        let mut json = Vec::new();
        write(shown.resolved, shown.preview, &view, &mut json).expect("memory takes everything");
        let text = match shown.resolved {
            Some(resolved) => render(resolved, shown.preview, &view),
            None => shown.preview.problems.iter().map(|problem| problem::line(problem, Look::PLAIN)).collect(),
        };
        (text, serde_json::from_slice(&json).expect("it is JSON"))
    })
}

/// One look at the files as they are now.
fn show<T>(
    request: &PreviewRequest<'_>,
    args: &PreviewArgs,
    global: &Global,
    shown: impl FnOnce(&ShownPreview<'_>) -> T,
) -> T {
    let archive = request.archive(global);
    let reader = match request.reader {
        Some(reader) => Ok(reader.to_owned()),
        None => archive.newest(),
    };
    let find = |text: &str| resolve::schema(text, &archive, Whose::Subject);
    let mut problems = Vec::new();
    let mut writer = find(request.writer).map_err(|found| problems.extend(found)).ok();
    let reader_label = reader.as_deref().unwrap_or("the newest version").to_owned();
    let mut reader = reader.and_then(|reader| find(&reader)).map_err(|found| problems.extend(found)).ok();
    if let (Some(writer), Some(reader)) = (&mut writer, &mut reader) {
        shorten(&mut [writer, reader]);
    }
    let mut shapes = Shapes::default();
    let mut parsed =
        |named: &Option<NamedSchema>| named.as_ref()?.parse(&mut shapes).map_err(|found| problems.extend(found)).ok();
    let (writer_schema, reader_schema) = (parsed(&writer), parsed(&reader));
    let data =
        writer.as_ref().and_then(|writer| request.data(writer, &archive).map_err(|found| problems.extend(found)).ok());
    let subject = [&writer, &reader].into_iter().flatten().find_map(|named| match &named.origin {
        SchemaOrigin::Version { subject, .. } | SchemaOrigin::Registry { subject } => Some(subject.as_str()),
        SchemaOrigin::File | SchemaOrigin::Container(_) | SchemaOrigin::StandardInput => None,
    });
    let view = PreviewView {
        subject,
        writer: writer.as_ref().map_or(request.writer, |named| &named.label),
        reader: reader.as_ref().map_or(&reader_label, |named| &named.label),
        data: data.as_ref().map_or(DataWord::Generated, |(_, word)| *word),
        look: look(global),
    };
    let whose = match writer.as_ref().map(|named| &named.origin) {
        Some(SchemaOrigin::Version { subject, .. }) => format!("{subject} {}", view.writer),
        Some(
            SchemaOrigin::File
            | SchemaOrigin::Container(_)
            | SchemaOrigin::StandardInput
            | SchemaOrigin::Registry { .. },
        )
        | None => view.writer.to_owned(),
    };
    let (Some(writer), Some(reader), Some((data, _))) = (writer_schema, reader_schema, data) else {
        problems.sort();
        problems.dedup();
        return shown(&unable(&Preview { problems, ..Preview::default() }, &view, args.format));
    };
    let mut resolved = ResolvedPair::new(&shapes, WriterSchema(&writer), ReaderSchema(&reader));
    if resolved.exceeds_limit {
        let problems = vec![Problem::of(view.reader, limits::NOT_RESOLVED)];
        return shown(&unable(&Preview { problems, ..Preview::default() }, &view, args.format));
    }
    resolved.goes_back = args.back;
    let preview = preview(&resolved, data, &whose, args.limit as usize);
    if let Some(warning) = not_utf8(preview.totals.broken_texts) {
        remark("warning", &warning);
    }
    let status = match (preview.problems.is_empty(), preview.totals.failed + preview.totals.stranded) {
        (false, _) => Status::NotChecked,
        (true, 0) => Status::Passed,
        (true, _) => Status::Failed,
    };
    let status = gate::with_hints(&archive, global, status);
    shown(&ShownPreview { resolved: Some(&resolved), preview: &preview, view: &view, status, format: args.format })
}

/// Why there is nothing to preview.
fn unable<'a>(preview: &'a Preview, view: &'a PreviewView<'a>, format: Format) -> ShownPreview<'a> {
    ShownPreview { resolved: None, preview, view, status: Status::NotChecked, format }
}

fn print_shown(shown: &ShownPreview<'_>) -> Status {
    let ShownPreview { resolved, preview, view, status, format } = *shown;
    match (resolved, format) {
        (Some(resolved), format) => print_as(
            format,
            status,
            || render(resolved, preview, view),
            |mut out| write(Some(resolved), preview, view, &mut out),
        ),
        (None, Format::Human) => complain(&preview.problems),
        (None, Format::Json) => print(status, |mut out| write(None, preview, view, &mut out)),
    }
}
