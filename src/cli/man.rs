//! `avrocheck man`: prints a page of the manual, or writes all of them into a directory.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::render::command::manual;
use crate::render::text::foreign::foreign;
use crate::sink::texts;
use crate::source::boundary::{LinkOutside, place_to_write};
use crate::source::config::SettingKey;

use super::args::{Cli, ManArgs};
use super::output::{Status, print, print_text, refuse};

pub(crate) fn run(args: &ManArgs) -> Status {
    let program = program();
    match &args.out {
        Some(directory) => write_all(&program, directory),
        None => match find(&program, &args.command) {
            Ok(command) => print(Status::Passed, |mut out| render(command, &mut out)),
            Err(message) => refuse(message),
        },
    }
}

/// The program with all that its commands inherit.
fn program() -> Command {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    program
}

fn find<'a>(program: &'a Command, words: &[String]) -> Result<&'a Command, String> {
    words.iter().try_fold(program, |command, word| {
        command.find_subcommand(word).ok_or_else(|| {
            let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            match known.as_slice() {
                [] => format!("`{}` has no commands of its own, and no page for `{word}`", command.get_name()),
                known => format!("there is no command `{word}`; there are {}", known.join(", ")),
            }
        })
    })
}

fn write_all(program: &Command, directory: &Path) -> Status {
    let pages = pages(program);
    let made = place_to_write(directory, LinkOutside::Refuse).and_then(fs::create_dir_all);
    let wrote = made.map_err(|error| (directory.to_owned(), error)).and_then(|()| {
        pages.iter().try_for_each(|command| {
            let file = directory.join(format!("{}.1", page_name(command)));
            texts::write_whole(&file, LinkOutside::Replace, |mut out| render(command, &mut out))
                .map_err(|error| (file, error))
        })
    });
    match wrote {
        Ok(()) => {
            let name = directory.display().to_string();
            print_text(&format!("{}: {} pages written\n", foreign(&name), pages.len()))
        }
        Err((path, error)) => refuse(format!("{}: cannot be written: {error}", path.display())),
    }
}

/// The command, and all below it.
fn pages(command: &Command) -> Vec<&Command> {
    [command].into_iter().chain(command.get_subcommands().flat_map(pages)).collect()
}

/// `avrocheck-config-show`.
fn page_name(command: &Command) -> &str {
    command.get_display_name().unwrap_or(command.get_name())
}

fn render(command: &Command, out: &mut dyn Write) -> io::Result<()> {
    let man = Man::new(command.clone());
    out.write_all(manual::title(page_name(command)).as_bytes())?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(out)?;
    }
    let variables = SettingKey::ALL.map(|key| format!("AVROCHECK_{}", key.name().to_uppercase()));
    out.write_all(manual::sections(&words(command), &variables, &see_also(command)).as_bytes())
}

/// The command as it is typed, without the program's name.
fn words(command: &Command) -> String {
    let line = command.get_bin_name().unwrap_or_default();
    line.split_once(' ').map_or("", |(_, words)| words).to_owned()
}

/// The page of the command around this one.
fn see_also(command: &Command) -> Vec<String> {
    let above = page_name(command).rsplit_once('-').map(|(above, _)| above.to_owned());
    above.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn examples_of_the_manual_are_command_lines() {
        let program = program();
        for command in pages(&program) {
            for line in manual::examples(&words(command)) {
                let words = line.split_whitespace().take_while(|word| !["|", ">"].contains(word));
                if let Err(error) = Cli::try_parse_from(words) {
                    panic!("{line}: {error}");
                }
            }
        }
    }
}
