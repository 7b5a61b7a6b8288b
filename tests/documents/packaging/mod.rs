//! How people get and run the program in pipelines: the files for that are valid, agree with each other, and do what they say.

mod action;
mod agreement;
mod archives;
mod gitlab;
mod hooks;
mod release;
mod repository;
mod tools;
mod valid;
mod workflow;
