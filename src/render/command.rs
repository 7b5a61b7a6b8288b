//! What the commands other than `compat` print: one file for each.

#[cfg(feature = "cli")]
pub(crate) mod baseline;
pub(crate) mod diff;
pub(crate) mod explain;
#[cfg(feature = "cli")]
pub(crate) mod init;
#[cfg(feature = "cli")]
pub(crate) mod inspect;
#[cfg(feature = "cli")]
pub(crate) mod lint;
#[cfg(feature = "cli")]
pub(crate) mod manual;
pub(crate) mod preview;
#[cfg(feature = "cli")]
pub(crate) mod records;
#[cfg(feature = "cli")]
pub(crate) mod scan;
#[cfg(feature = "cli")]
pub(crate) mod serialize;
#[cfg(feature = "cli")]
pub(crate) mod settings;
