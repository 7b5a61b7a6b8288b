//! What the commands other than `compat` print: one file for each.

#[cfg(feature = "cli")]
pub mod baseline;
pub mod diff;
pub mod explain;
#[cfg(feature = "cli")]
pub mod init;
#[cfg(feature = "cli")]
pub mod inspect;
#[cfg(feature = "cli")]
pub mod lint;
#[cfg(feature = "cli")]
pub mod manual;
pub mod preview;
#[cfg(feature = "cli")]
pub mod records;
#[cfg(feature = "cli")]
pub mod scan;
#[cfg(feature = "cli")]
pub mod serialize;
#[cfg(feature = "cli")]
pub mod settings;
