//! What the commands other than `compat` print: one file for each.

pub mod baseline;
pub mod diff;
pub mod explain;
pub mod init;
pub mod inspect;
pub mod lint;
pub mod manual;
pub mod preview;
pub mod records;
pub mod scan;
pub mod serialize;
pub mod settings;
