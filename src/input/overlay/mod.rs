//! OpenAPI Overlay 1.0 and 1.1: changes to a document that somebody else writes.
//!
//! In: an overlay, and the tree of a document. Out: the changed tree, and where its new parts come from; or what of the overlay
//! doesn't fit. Actions are applied one after the other, as the specification says.
//!
//! ```text
//! text ─ read.rs ─► actions ─ query.rs ─► the parts that they are about ─ merge.rs, remove.rs ─► document
//! ```

mod apply;
mod merge;
mod query;
mod read;
mod remove;
#[cfg(test)]
mod tests;

pub(super) use apply::apply;
pub use read::Overlay;
