//! Says how far a repository may lead: the paths and symbolic links in it stay below its root.
//!
//! A person may name any path, which is followed wherever it leads. But a symbolic link that lies in a repository is the word of
//! whoever wrote the repository, as is a path in its configuration. They lead out of it only to what the person allows. Metadata
//! of git are outside, too: they can hold secrets and commands.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use super::config::find::{find, repository};
use super::reach::{self, OUTSIDE, is_below};
use crate::model::path::typed;

/// The real directories outside of repositories that may be read. They hold for the whole process, so that no way of reading
/// can forget them, and are set once.
static ALLOWED: OnceLock<Vec<PathBuf>> = OnceLock::new();

/// Lets repositories lead to these directories, too, for the rest of the process.
///
/// # Errors
/// The first that is not there.
pub(crate) fn allow_outside(directories: &[PathBuf]) -> Result<(), &Path> {
    let real = |directory| fs::canonicalize(directory).map_err(|_| directory);
    let allowed = directories.iter().map(PathBuf::as_path).map(real).collect::<Result<_, _>>()?;
    // The command line is read once.
    let _ = ALLOWED.set(allowed);
    Ok(())
}

fn is_allowed(real: &Path) -> bool {
    ALLOWED.get().into_iter().flatten().any(|directory| real.starts_with(directory))
}

/// Where links and configurations may lead.
#[derive(Clone, Debug)]
pub(crate) struct Boundary {
    /// The real root.
    root: PathBuf,
    /// What lies outside, as messages say it.
    outside: &'static str,
}

impl Boundary {
    /// The boundary of what lies in a directory: the root of the repository around it; without one the directory of the
    /// configuration above it, else the directory itself.
    pub(crate) fn around(directory: &Path) -> Boundary {
        // The directory of a configuration at a revision need not be there.
        let directory = directory.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."));
        if let Some(root) = repository(directory) {
            return Boundary { root, outside: "out of the repository" };
        }
        let configured = find(directory).and_then(|file| file.parent().map(Path::to_owned));
        match configured {
            Some(root) => Boundary { root, outside: "out of the directory of avrocheck.toml" },
            None => Boundary { root: real(directory), outside: "out of the directory that was given" },
        }
    }

    /// Whether something of this real path may be read.
    pub(crate) fn admits(&self, real: &Path) -> bool {
        reach::holds(real) && (self.holds(real) || is_allowed(real))
    }

    /// Whether something of this real path lies inside.
    fn holds(&self, real: &Path) -> bool {
        is_below(&self.root, real)
    }

    /// Says of a symbolic link that it leads outside, to be read after its name.
    pub(crate) fn link_leads_outside(&self) -> String {
        format!("this symbolic link leads {}, and is not followed; {ALLOW}", self.outside)
    }

    /// Says the same of a path that a configuration names.
    pub(crate) fn path_leads_outside(&self, path: &str) -> String {
        format!("`{path}` leads {}, and is not read; {ALLOW}", self.outside)
    }
}

const ALLOW: &str = "put the files inside, or allow their directory: --allow-outside DIR";

/// A link on the way to a path that leads out of the repository in which the link lies.
struct WayOut {
    /// The link, as a part of the path.
    link: PathBuf,
    boundary: Boundary,
}

/// Looks for a link on the way to a path that leads out of its repository. Outside of repositories, links lead anywhere.
fn way_out(path: &Path, is_admitted: impl Fn(&Boundary, &Path) -> bool) -> Option<WayOut> {
    let mut here = if path.is_absolute() { PathBuf::new() } else { real(Path::new(".")) };
    let mut walked = PathBuf::new();
    for part in path.components() {
        walked.push(part);
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(here.pop()),
            Component::Prefix(_) | Component::RootDir => here.push(part),
            Component::Normal(name) => {
                let next = here.join(name);
                if next.is_symlink() {
                    let target = real(&next);
                    let boundary = repository(&here).map(|_| Boundary::around(&here));
                    if let Some(boundary) = boundary.filter(|boundary| !is_admitted(boundary, &target)) {
                        return Some(WayOut { link: walked, boundary });
                    }
                    here = target;
                } else {
                    here = next;
                }
            }
        }
    }
    None
}

/// Fails for a path that a repository's link leads out of the repository, or that this process may not reach at all.
///
/// # Errors
/// What is wrong and what to do, to be read after the name of the path.
pub(crate) fn demand_inside(path: &Path) -> Result<(), String> {
    if !reach::holds(&real(path)) {
        return Err(OUTSIDE.to_owned());
    }
    match way_out(path, Boundary::admits) {
        None => Ok(()),
        Some(WayOut { link, boundary }) if link == path => Err(boundary.link_leads_outside()),
        Some(WayOut { link, boundary }) => {
            Err(format!("leads {} by the symbolic link {}, and is not read; {ALLOW}", boundary.outside, typed(&link)))
        }
    }
}

/// What to do about a link in the place of a file that is to be written, if it leads out of its repository.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LinkOutside {
    /// Put the file in the place of the link.
    Replace,
    /// Leave it, and fail.
    Refuse,
}

/// The real place of a file that is to be written. Links that stay inside of their repository are followed, also to where
/// nothing is yet; nothing is written where a link leads out of it, whatever may be read there.
///
/// # Errors
/// A link leads outside and may not be replaced, or is a directory on the way.
pub(crate) fn place_to_write(path: &Path, outside: LinkOutside) -> io::Result<PathBuf> {
    match way_out(path, Boundary::holds) {
        None => Some(real(path)).filter(|real| reach::holds(real)).ok_or_else(|| denied(OUTSIDE.to_owned())),
        Some(WayOut { link, .. }) if link == path && outside == LinkOutside::Replace => Ok(beside_itself(path)),
        Some(WayOut { link, boundary }) => {
            let message = format!(
                "the symbolic link {} leads {}, and nothing is written there; remove the link",
                typed(&link),
                boundary.outside
            );
            Err(denied(message))
        }
    }
}

fn denied(message: String) -> io::Error {
    io::Error::new(ErrorKind::PermissionDenied, message)
}

/// The link itself, in its real directory.
fn beside_itself(link: &Path) -> PathBuf {
    let directory = link.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    real(directory).join(link.file_name().unwrap_or_default())
}

/// As many links as the system itself follows one after the other.
const MOST_LINKS: u32 = 40;

/// Where a path really leads, also where nothing is there yet.
pub(crate) fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| planned(path, MOST_LINKS))
}

fn planned(path: &Path, links: u32) -> PathBuf {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) => Path::new("."),
        None => return path.to_owned(),
    };
    let mut place = fs::canonicalize(directory).unwrap_or_else(|_| planned(directory, links));
    match (path.file_name(), fs::read_link(path)) {
        (Some(_), Ok(target)) if links > 0 => planned(&place.join(target), links - 1),
        (Some(name), Ok(_) | Err(_)) => place.join(name),
        // The path ends in `..`.
        (None, _) => {
            place.pop();
            place
        }
    }
}
