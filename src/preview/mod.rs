//! Previewing the pages as HTML before they are published: served on this machine, or exported into a folder.
//!
//! In: settings, which are read anew whenever a document, a template or the configuration changes. Out: a
//! [`Site`]: the same Markdown that `generate` writes, converted to HTML on request, and a search index.
//!
//! ```text
//! Settings ─ build ─► Site ─┬─ answers ─► pages over HTTP, on this machine alone
//!    ▲                      └─ export ─► a folder that a browser opens as it is
//!    └─ Watch: something has changed
//! ```
//!
//! `text.rs` converts Markdown, `mdx.rs` converts components of MDX, and `tags.rs` says which HTML may stay;
//! `contents.rs` lists a page's headings.

mod about;
mod build;
mod contents;
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
