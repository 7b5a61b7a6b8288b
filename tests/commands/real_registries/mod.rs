//! Runs the commands with registries that others have written: Apicurio Registry; a fake of AWS; and nginx before a fake of Confluent's.

mod apicurio;
#[path = "../../support/apicurio.rs"]
mod apicurio_server;
mod encrypted;
mod glue;
#[path = "../../support/glue_server.rs"]
mod glue_server;
mod many_subjects;
#[path = "../../support/nginx.rs"]
mod nginx;
mod odd_subjects;
