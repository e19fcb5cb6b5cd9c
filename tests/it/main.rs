//! All tests of behaviour, as one program: what each is about is said at the top of its file.
//!
//! What must stay apart is beside this folder: the memory of a run, pages in a browser, other programs.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test's own functions are tests: they stage what they need, and stop at what they don't expect"
)]

mod common;

mod action;
mod annotated_pages;
mod authoring;
mod book;
mod cache;
mod causes;
mod certificates;
mod cli;
mod codes;
mod determinism;
mod diff;
mod diff_command;
#[cfg(unix)]
mod distribution;
mod errors;
mod examples;
mod fetch;
mod fetch_documents;
#[cfg(unix)]
mod hostile_git;
#[cfg(unix)]
mod hostile_links;
#[cfg(unix)]
mod hostile_output;
#[cfg(unix)]
mod hostile_paths;
#[cfg(unix)]
mod hostile_pipes;
mod json;
mod kept;
#[cfg(unix)]
mod killed;
mod lint;
mod lock;
mod manifests;
mod mapping;
mod needs;
mod order;
mod output;
mod package;
mod pins;
mod preview;
mod properties;
mod provenance;
mod published;
mod reading;
mod recorded;
mod registry;
mod release;
mod render;
mod repairs;
mod reports;
mod repository;
mod schema_files;
mod schemas;
mod selection;
mod serve;
mod signatures;
mod split;
mod statements;
mod tables;
#[cfg(unix)]
mod trial;
mod verify;
