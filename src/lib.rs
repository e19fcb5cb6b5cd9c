//! provgen renders a StackQL provider from an API's machine description.
//!
//! ```text
//! specs/*.json|yaml ─ input ─► Api ─ mapping ─► Service ─┬─ manifest ─► generated/providers/…   (YAML)
//!                                                          └─ docs ─────► generated/docs/…        (Markdown)
//!                                                               └ preview ► the same, in a browser
//! generated/providers/… ─ package ─► dist/…                                     (a registry's)
//! ```
//!
//! [`diff`] compares two releases by what they do to users' SQL.
//!
//! In: Google discovery documents and OpenAPI documents, and a configuration ([`settings`]). Out: the
//! manifests that StackQL loads and the reference pages that its users read, written by [`output`], all of
//! them or none.
//!
//! All readers are based on [`document`]: a text file, its tree, positions in it. [`rules`] has the texts of
//! each rule, as data, and [`fetch`] downloads documents.
//!
//! Results for unchanged documents are reused ([`pipeline::cache`]); [`pipeline::report`] reports a run to
//! machines.
//!
//! Each stage takes a value and returns a new one, and knows nothing of the stages after it; [`pipeline`]
//! shows all of them on one screen. Problems are [`diagnostic`]s: a message, a place and the way out. The
//! library neither prints nor exits; [`cli`] does, and picks the exit code.

// Tests write files as they need.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod api;
pub mod cli;
pub mod diagnostic;
pub mod diff;
pub mod docs;
pub mod document;
pub mod fetch;
pub mod input;
pub mod load;
pub mod manifest;
pub mod mapping;
pub mod names;
pub mod output;
pub mod package;
mod patterns;
pub mod pipeline;
pub mod preview;
pub mod provider;
pub mod release;
pub mod rules;
pub mod serve;
pub mod settings;
pub(crate) mod text;
pub mod threads;
