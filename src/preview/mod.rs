//! The pages as HTML, to be read before anyone publishes them: served on this machine, or exported into a
//! folder.
//!
//! In: settings, which are read anew whenever a document, a template or the configuration changes. Out: a
//! [`Site`]: the same Markdown that `generate` writes, made into HTML when it is asked for, and an index to
//! search it by.
//!
//! ```text
//! Settings ─ build ─► Site ─┬─ answers ─► pages over HTTP, on this machine alone
//!    ▲                      └─ export ─► a folder that a browser opens as it is
//!    └─ Watch: something has changed
//! ```
//!
//! Markdown becomes HTML in `text.rs`; what components of MDX become is in `mdx.rs`; which HTML may stay is
//! in `tags.rs`.

mod build;
mod export;
mod mdx;
mod page;
mod search;
mod site;
mod table;
mod tags;
mod text;
mod watch;

pub use export::export;
pub(crate) use page::Frame;
pub use site::Site;
pub(crate) use site::{Liveness, digest};
pub use watch::{Inputs, Watch};
