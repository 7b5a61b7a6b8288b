//! Domain in, text out, and each a plain function of what it shows.
//!
//! The gate's report has nine [`format`]s; what they share are its [`part`]s. The other files are what the other commands say.

pub mod baseline;
pub mod diff;
pub mod explain;
pub mod format;
pub mod init;
pub mod inspect;
pub mod lint;
pub mod manual;
pub mod part;
pub mod preview;
pub mod records;
pub mod scan;
pub mod serialize;
pub mod settings;
