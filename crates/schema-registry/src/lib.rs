//! Reads subjects, versions and schemas from schema registries: those with Confluent's API, and AWS Glue. Nothing is ever written.
//!
//! ```no_run
//! use schema_registry::{Registry, Settings};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let registry = Registry::new(&Settings::new("http://localhost:8081".parse()?))?;
//! for subject in registry.subjects()? {
//!     println!("{subject}: {:?}, {:?}", registry.level(&subject)?.level, registry.versions(&subject)?);
//! }
//! for remark in registry.remarks() {
//!     eprintln!("{remark}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Credentials are bound to the host that the person who runs the program named. A request to another host gets none, a redirect
//! to another host is refused, and no message, `Debug` or `Display` shows a secret:
//!
//! ```
//! use schema_registry::{Authorization, Credentials, Registry, Remark, Secret, Settings};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // From a file that a pull request may change.
//! let mut settings = Settings::new("http://registry.attacker.example".parse()?);
//! // From the environment of who runs the program.
//! let mut credentials = Credentials::new("registry.example.com".parse()?);
//! credentials.authorization = Some(Authorization::Basic(Secret::new("user:password")));
//! settings.credentials = Some(credentials);
//!
//! let registry = Registry::new(&settings)?;
//! assert!(matches!(registry.remarks()[..], [Remark::CredentialsWithheld { .. }]));
//! # Ok(())
//! # }
//! ```
//!
//! What servers answer differently is settled here: endpoints that some lack, `null` for an empty list, lists that are cut in
//! silence, levels that are the global one. What cannot be settled is a [`Remark`]; whoever reads a registry shows them.

mod address;
mod cache;
mod client;
mod closure;
mod confluent;
mod credentials;
mod error;
mod glue;
mod hex;
mod limits;
mod model;
mod parallel;
mod registry;
mod remark;
mod secret;
mod settings;
mod source;

pub use address::{Address, Host, ParseAddressError};
pub use credentials::{Authorization, AwsKeys, ClientCertificate, Credentials, OAuth};
pub use error::{Answer, Error};
pub use model::{Configured, LevelSource, Reference, Registered, SchemaId, SchemaKind, SchemaText, SubjectVersion};
pub use registry::Registry;
pub use remark::Remark;
pub use secret::Secret;
pub use settings::{Proxy, Retries, SettingNames, Settings, Timeouts};
