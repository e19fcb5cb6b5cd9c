//! What is wrong, where, and the way out: one problem, and all of a document together.

mod message;
mod problems;

pub use message::{Diagnostic, DiagnosticSeverity, Failure, MAX_LISTED, Origin, Position, Result, printable};
pub(crate) use message::{json, plain};
pub use problems::Problems;
