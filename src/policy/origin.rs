//! Remembers where each setting was made: a flag, a variable, or a line of a file.

use std::fmt;

/// A value, and where it comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: SettingOrigin,
}

/// Where a setting was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettingOrigin {
    /// The command line, by a flag such as `--level`, or by an argument.
    Flag(&'static str),
    /// A variable of the environment.
    Variable(String),
    /// A configuration file.
    File(ConfigPlace),
    /// Nowhere: it is the default.
    Default,
    /// Somewhere that cannot be understood: the default is used instead, and the run reports the problem.
    Unreadable,
}

/// A place in a configuration file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigPlace {
    /// The file, as a user would type it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl fmt::Display for ConfigPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl<T> Stated<T> {
    /// The place in a file, if it was made in one.
    pub fn place(&self) -> Option<&ConfigPlace> {
        if let SettingOrigin::File(place) = &self.origin { Some(place) } else { None }
    }
}

/// A line of `avrocheck config show`: a setting in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingRow {
    /// The key, such as `level` or `override[1].subjects`.
    pub key: String,
    pub value: SettingValue,
    /// Where it comes from.
    pub origin: SettingOrigin,
}

/// A setting's value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettingValue {
    /// There is none, and no default either.
    Unset,
    /// A word.
    Word(String),
    /// A list of words.
    List(Vec<String>),
}
