//! What a release changes for those who query it.
//!
//! In: two releases ([`source::Source`]) and the configuration. Out: a [`Report`] of [`Finding`]s. The unit
//! is the SQL signature, a resource with a verb and the names that a statement gives: it is resolved by the
//! routes of both releases, by the code that `generate` orders them with. Schemas are compared as they are in
//! the end, so that moving parts of them about is no change.
//!
//! ```text
//! OLD ─ source ─┐                        ┌ resources ─ methods ─ parameters, bodies, rows ┐
//!               ├ release: pairs ─ services ─┤                                              ├─ Report
//! NEW ─ source ─┘                        └ signatures                                     ┘
//! ```

mod compare;
pub mod finding;
pub mod render;
pub mod report;
pub mod source;

pub use crate::rules::levels::{DiffSettings, Level, Levels};
pub use crate::rules::rule::{RuleId, Severity};
pub use compare::{Comparison, compare};
pub use finding::Finding;
pub use report::Report;
