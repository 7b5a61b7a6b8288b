//! Checks the files by which people install and run the program in pipelines: they are valid, agree with each other, and work.

mod action;
mod agreement;
mod archives;
mod comments;
mod fuzzing;
mod gitlab;
mod hooks;
mod installed;
mod release;
mod repository;
mod supply;
mod tools;
mod valid;
mod workflow;
