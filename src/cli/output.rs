//! Says where results and remarks go, how they look, and how a run ends.

use std::cell::RefCell;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::model::input::Problem;
use crate::model::text::count;
use crate::render::problem::sentence;
use crate::render::text::foreign::foreign;
use crate::render::text::style::{Colour, Detail, Look, Marks};
use crate::report::{CompatReport, ReportedSubject};

use super::args::{Format, Global, When};

/// How a run ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Status {
    /// Checked, nothing found: 0.
    Passed,
    /// Checked, something found: 1.
    Failed,
    /// Could not check: 2.
    NotChecked,
}

impl Status {
    /// That of a check.
    pub(crate) fn of<S: ReportedSubject>(report: &CompatReport<S>) -> Status {
        if !report.problems.is_empty() {
            Status::NotChecked
        } else if report.fails() {
            Status::Failed
        } else {
            Status::Passed
        }
    }

    /// The exit code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Status::Passed => 0,
            Status::Failed => 1,
            Status::NotChecked => 2,
        }
    }
}

/// So many threads for the whole run, or one for each processor.
pub(crate) fn use_threads(threads: Option<u16>) {
    if let Some(threads) = threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into());
        pool.build_global().expect("nothing has used the threads before");
    }
}

/// So many threads for a part of the run.
pub(crate) fn with_threads<T: Send>(threads: u16, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build();
    pool.expect("a program that has threads has some more").install(work)
}

/// Colours on or off for the whole run.
pub(crate) fn decide_colours(when: When) {
    let is_wanted = match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb
        }
    };
    colored::control::set_override(is_wanted);
}

/// How reports look on this terminal, as this user wants them.
pub(crate) fn look(global: &Global) -> Look {
    let colour = if colored::control::SHOULD_COLORIZE.should_colorize() { Colour::On } else { Colour::Off };
    let detail = match (global.quiet, global.verbose) {
        (true, _) => Detail::Quiet,
        (_, true) => Detail::Verbose,
        (false, false) => Detail::Normal,
    };
    // A variable may ask for links in a pipe, too; nobody could follow them there.
    let hyperlinks = io::stdout().is_terminal() && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    Look { colour, marks: marks(), detail, width: width(), hyperlinks }
}

/// UTF-8 if the locale says so, by the first of these variables that is set, as POSIX has it.
fn marks() -> Marks {
    let mut locales = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    let locale = locales.find(|locale| !locale.is_empty()).unwrap_or_default().to_ascii_lowercase();
    if locale.contains("utf-8") || locale.contains("utf8") { Marks::Unicode } else { Marks::Ascii }
}

/// What a run printed, for whom it is not printed.
#[derive(Default)]
pub(crate) struct KeptOutput {
    /// What goes to standard output otherwise.
    pub(crate) results: Vec<u8>,
    /// The lines that go to standard error otherwise.
    pub(crate) remarks: Vec<String>,
}

thread_local! {
    /// What is kept of the work that this thread does, if it is kept.
    static KEPT: RefCell<Option<KeptOutput>> = const { RefCell::new(None) };
}

/// Does some work, and keeps what it prints instead of printing it.
#[cfg(feature = "mcp")]
pub(crate) fn keep<T>(work: impl FnOnce() -> T) -> (T, KeptOutput) {
    KEPT.set(Some(KeptOutput::default()));
    let done = work();
    (done, KEPT.take().unwrap_or_default())
}

/// Lets a run that is kept take what would be printed; `false` if it has to be printed.
fn was_kept(take: impl FnOnce(&mut KeptOutput)) -> bool {
    KEPT.with_borrow_mut(|kept| kept.as_mut().map(take).is_some())
}

/// Writes results to standard output. A reader that has seen enough (`| head`) changes nothing; any other failure
/// means that the results did not arrive.
pub(crate) fn print(status: Status, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Status {
    if KEPT.with_borrow(Option::is_some) {
        let mut results = Vec::new();
        write(&mut results).expect("memory takes everything");
        was_kept(|kept| kept.results.append(&mut results));
        return status;
    }
    let mut out = BufWriter::with_capacity(1 << 16, standard_output());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => status,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            OUTPUT_IS_OPEN.store(false, Ordering::Relaxed);
            status
        }
        Err(error) => {
            remark("error", &format!("cannot write to standard output: {error}"));
            Status::NotChecked
        }
    }
}

/// Standard output as it is. That of the standard library looks for ends of lines in all that it writes.
#[cfg(unix)]
fn standard_output() -> Box<dyn Write> {
    use std::os::fd::AsFd;
    match io::stdout().as_fd().try_clone_to_owned() {
        Ok(out) => Box::new(std::fs::File::from(out)),
        Err(_) => Box::new(io::stdout().lock()),
    }
}

/// Standard output. Elsewhere than on Unix a terminal needs what the standard library does with its text.
#[cfg(not(unix))]
fn standard_output() -> Box<dyn Write> {
    Box::new(io::stdout().lock())
}

/// Whether somebody still reads standard output; a run that goes on for ever asks.
pub(crate) fn is_output_open() -> bool {
    io::stdout().is_terminal() || OUTPUT_IS_OPEN.load(Ordering::Relaxed)
}

static OUTPUT_IS_OPEN: AtomicBool = AtomicBool::new(true);

/// How many columns there are: those of the terminal, or as many as the environment says.
fn width() -> Option<usize> {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let terminal = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    terminal.or(stated)
}

/// Writes a remark to standard error. Nobody may be listening.
pub(crate) fn remark(word: &str, text: &str) {
    remark_line(&format!("{word}: {}\n", foreign(text)));
}

/// Writes a line to standard error as it is. Nobody may be listening.
pub(crate) fn remark_line(line: &str) {
    if !was_kept(|kept| kept.remarks.push(line.to_owned())) {
        let _ = write!(io::stderr(), "{line}");
    }
}

/// A progress bar over bytes, or a spinner if the size is unknown.
pub(crate) fn bytes_bar(size: Option<u64>, global: &Global) -> ProgressBar {
    let template = match size {
        Some(_) => "{bar:32} {bytes}/{total_bytes} · {bytes_per_sec} · {eta} left",
        None => "{spinner} {bytes} · {bytes_per_sec}",
    };
    bar(size, template, global)
}

/// A spinner beside a message.
pub(crate) fn counter(global: &Global) -> ProgressBar {
    bar(None, "{spinner} {msg}", global)
}

/// A progress bar over files.
pub(crate) fn files_bar(count: usize, global: &Global) -> ProgressBar {
    bar(Some(count as u64), "{bar:32} {pos}/{len} files · {per_sec} · {eta} left", global)
}

/// On a terminal alone, and if anybody wants it.
fn bar(length: Option<u64>, template: &str, global: &Global) -> ProgressBar {
    let is_seen = io::stderr().is_terminal() && !global.quiet;
    let target = if is_seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template(template).expect("the template is well-formed");
    ProgressBar::with_draw_target(length, target).with_style(style)
}

/// Says what keeps a command from doing its work.
pub(crate) fn refuse(message: impl AsRef<str>) -> Status {
    remark("error", message.as_ref());
    Status::NotChecked
}

/// The same with several messages.
pub(crate) fn refuse_all(messages: &[String]) -> Status {
    messages.iter().for_each(|message| remark("error", message));
    Status::NotChecked
}

/// Prints the results in the format that the user wants.
pub(crate) fn print_as(
    format: Format,
    status: Status,
    human: impl FnOnce() -> String,
    json: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Status {
    print(status, |out| match format {
        Format::Human => out.write_all(human().as_bytes()),
        Format::Json => json(out),
    })
}

/// Prints a text that says that all went well.
pub(crate) fn print_text(text: &str) -> Status {
    print(Status::Passed, |out| out.write_all(text.as_bytes()))
}

/// The same with problems, sorted.
pub(crate) fn complain(problems: &[Problem]) -> Status {
    let mut sorted: Vec<Problem> = problems.to_vec();
    Problem::each_unknown_type_once(&mut sorted);
    refuse_all(&sentences(sorted))
}

/// Problems as messages.
pub(crate) fn sentences(problems: Vec<Problem>) -> Vec<String> {
    problems.iter().map(sentence).collect()
}

/// One problem as messages.
pub(crate) fn sentence_of(problem: Problem) -> Vec<String> {
    sentences(vec![problem])
}

/// One error as messages.
pub(crate) fn one(error: impl ToString) -> Vec<String> {
    vec![error.to_string()]
}

/// Warns of strings that are not UTF-8, where there are any.
pub(crate) fn not_utf8(strings: u64) -> Option<String> {
    let are = if strings == 1 { "is" } else { "are" };
    (strings > 0).then(|| {
        let strings = count(strings, "string");
        format!("{strings} {are} not UTF-8; what is not stands as U+FFFD here; write them as bytes, or as UTF-8")
    })
}
