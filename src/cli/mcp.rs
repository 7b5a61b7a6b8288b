//! `avrocheck mcp`: serves the work of the commands to agents as tools of the Model Context Protocol, by standard input and output.

mod call;
mod line;
mod protocol;
mod tool;

use std::env;
use std::io;
use std::path::PathBuf;

use crate::source::disk;
use crate::source::reach;

use super::args::{Global, McpArgs};
use super::output::{Status, complain, print, refuse};
use call::Workshop;
use protocol::serve;

pub(crate) fn run(args: &McpArgs, global: &Global) -> Status {
    let here = [PathBuf::from(".")];
    let roots = if args.roots.is_empty() { &here[..] } else { &args.roots };
    let readable = roots.iter().chain(&global.allow_outside).map(PathBuf::as_path);
    if let Err(directory) = reach::confine(readable) {
        return match directory.exists() {
            true => refuse(format!("{} is not a directory; name the directory of the schemas", directory.display())),
            false => complain(&[disk::missing(directory)]),
        };
    }
    if let Err(error) = env::set_current_dir(&roots[0]) {
        return refuse(format!("cannot work in {}: {error}", roots[0].display()));
    }
    let workshop = Workshop { global, may_write: args.write };
    print(Status::Passed, |out| serve(io::stdin().lock(), out, &workshop))
}
