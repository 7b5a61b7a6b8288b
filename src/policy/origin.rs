//! Where a setting was made.

use std::fmt;

/// A value, and where it comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Who said so.
    pub origin: SettingOrigin,
}

/// Who said so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettingOrigin {
    /// The command line, by a flag such as `--level`, or by an argument.
    Flag(&'static str),
    /// A variable of the environment.
    Variable(String),
    /// A configuration file.
    File(ConfigPlace),
    /// Nobody: it is the default.
    Default,
    /// Nobody that could be understood: the default stands in while the run reports what is wrong.
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
    /// The place in a file, if it was a file that said so.
    pub fn place(&self) -> Option<&ConfigPlace> {
        match &self.origin {
            SettingOrigin::File(place) => Some(place),
            SettingOrigin::Flag(_)
            | SettingOrigin::Variable(_)
            | SettingOrigin::Default
            | SettingOrigin::Unreadable => None,
        }
    }
}

/// A line of `avrocheck config show`: a setting in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingRow {
    /// The key, such as `level` or `override[1].subjects`.
    pub key: String,
    /// Its value.
    pub value: SettingValue,
    /// Who said so.
    pub origin: SettingOrigin,
}

/// A setting's value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettingValue {
    /// Nothing is said, and nothing is assumed.
    Unset,
    /// A word.
    Word(String),
    /// A list of words.
    List(Vec<String>),
}
