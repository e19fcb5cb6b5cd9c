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
//! All readers are based on `document`: a text file, its tree, positions in it. `rules` has the texts of
//! each rule, as data, and `fetch` downloads documents.
//!
//! Results for unchanged documents are reused ([`pipeline::cache`]); [`pipeline::report`] reports a run to
//! machines.
//!
//! Each stage takes a value and returns a new one, and knows nothing of the stages after it; [`pipeline`]
//! shows all of them on one screen. Problems are [`Diagnostic`]s: a message, a place and the way out. The
//! library neither prints nor exits; [`cli`] does, and picks the exit code.
//!
//! # Use as a library
//!
//! Five modules are for other programs; the rest is hidden, and may change with any version:
//!
//! - [`settings`]: reads `provgen.yaml`, or what stands for one.
//! - [`pipeline`]: generates a provider by its settings, or checks what is there against them.
//! - [`diff`]: compares two releases, and renders the report.
//! - [`package`]: packs, signs and verifies versions for a registry.
//! - [`cli`]: all commands, with the caller's own output and environment.
//!
//! Their errors are [`Failure`]s: all problems of a document together, each a [`Diagnostic`].
//!
//! Whether the files of a provider are what its documents give, and whether a release breaks anybody's SQL:
//!
//! ```no_run
//! use std::path::Path;
//! use std::sync::Arc;
//! use std::sync::atomic::AtomicBool;
//!
//! use provgen::diff::source::Release;
//! use provgen::diff::{self, Comparison, Severity};
//! use provgen::pipeline::cache::Cache;
//! use provgen::pipeline::{self, Lines, Mode, Output, State};
//! use provgen::settings::Settings;
//!
//! # fn main() -> provgen::Result<()> {
//! let settings = Settings::load(Path::new("provgen.yaml"))?;
//! let interrupted = Arc::new(AtomicBool::new(false));
//! let area = pipeline::area(&settings, State::none())?;
//! let output = Output::open(area, Mode::Check, Lines::Counted, Arc::clone(&interrupted))?;
//! let generated = pipeline::generate(&settings, &[], output, Cache::none(), &interrupted, |_| {})?;
//! for change in &generated.report.changes {
//!     println!("{} is not as it should be", change.path);
//! }
//!
//! let (old, new) = (Release::find("v1.tgz")?, Release::find("generated/providers/src/acme/v00.00.00000")?);
//! let (settings, old_settings) = (Some(&settings), Some(&settings));
//! let report = diff::compare(Comparison { old: &old, new: &new, settings, old_settings, provider: None })?;
//! if report.worst() == Some(Severity::Breaking) {
//!     println!("{}", report.json()?);
//! }
//! # Ok(())
//! # }
//! ```

// Tests write files as they need.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod cli;
pub mod diff;
pub mod package;
pub mod pipeline;
pub mod settings;

pub use diagnostic::{Diagnostic, Failure, Result};

// What tests, benchmarks and fuzzing look at one by one.
#[doc(hidden)]
pub mod api;
#[doc(hidden)]
pub mod diagnostic;
#[doc(hidden)]
pub mod docs;
#[doc(hidden)]
pub mod document;
#[doc(hidden)]
pub mod engine;
#[doc(hidden)]
pub mod fetch;
#[doc(hidden)]
pub mod input;
#[doc(hidden)]
pub mod lint;
#[doc(hidden)]
pub mod manifest;
#[doc(hidden)]
pub mod mapping;
#[doc(hidden)]
pub mod names;
#[doc(hidden)]
pub mod needs;
#[doc(hidden)]
pub mod output;
#[doc(hidden)]
pub mod preview;
#[doc(hidden)]
pub mod provider;
#[doc(hidden)]
pub mod release;
#[doc(hidden)]
pub mod serve;
#[doc(hidden)]
pub mod trial;

mod history;
mod html;
mod load;
mod patterns;
mod rules;
mod text;
mod threads;
