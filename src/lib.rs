//! provgen renders a StackQL provider from an API's machine description.
//!
//! ```text
//! specs/*.json|yaml ─ input ─► Api ─ mapping ─► Service ─┬─ manifest ─► generated/providers/…   (YAML)
//!                                                          └─ docs ─────► generated/docs/…        (Markdown)
//!                                                               └ preview ► the same, in a browser
//!                                    generated/providers/… ─ package ─► dist/…                         (a registry's)
//! ```
//!
//! [`diff`] compares two releases by what they do to users' SQL.
//!
//! In: Google discovery documents and OpenAPI documents, and a configuration ([`settings`]). Out: the
//! manifests that StackQL loads and the reference pages that its users read, written all or nothing by
//! [`output`].
//!
//! All readers stand on [`document`]: a text file, its tree, positions in it. [`rules`] has what is told of
//! each rule, as data, and [`fetch`] brings documents that are elsewhere.
//!
//! What earlier runs made of a document that hasn't changed isn't made again ([`pipeline::cache`]); [`pipeline::report`] tells
//! machines what a run did.
//!
//! Each stage takes a value and returns a new one, and knows nothing of the stages after it; [`pipeline`] is
//! the whole story on one screen. Problems are [`diagnostic`]s: what is wrong, where, what to do. The library
//! neither prints nor exits; [`cli`] does, and picks the exit code.

// Tests stage what they need.
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
