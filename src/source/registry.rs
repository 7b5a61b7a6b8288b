//! Reads schema registries: which one a user means, who gets credentials, and what it has.
//!
//! [`open`] finds the registry and its settings, [`access`] the credentials, [`history`] all versions of all subjects, [`pulled`] what was kept of
//! them, [`schema`] one
//! version, [`level`] what the registry demands, [`check`] the versions to compare inside it, [`against`] those
//! that local schemas are compared with, [`unknown`] what to think if it has none of them, [`drift`] what differs between both, [`users`] who refers to a
//! subject. Nothing is ever written to a registry.

mod access;
pub(crate) mod against;
pub(crate) mod check;
pub(crate) mod drift;
pub(crate) mod history;
mod layout_text;
pub(crate) mod level;
mod local;
mod naming;
pub(crate) mod open;
pub(crate) mod pulled;
pub(crate) mod schema;
mod unknown;
pub(crate) mod users;
