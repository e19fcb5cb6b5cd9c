//! What a release changes for those who query it.
//!
//! In: two releases ([`source::Release`]) and the configuration. Out: a [`DiffReport`] of [`Finding`]s. The
//! unit is the SQL signature, a resource with a verb and the names that a statement gives: it is resolved by
//! the routes of both releases, by the code that `generate` orders them with. Schemas are compared as they
//! are in the end, so that moving parts of them about is no change.
//!
//! ```text
//! OLD ─┐                      ┌ compare: what changed of parameters, bodies, rows, … ┐
//!      ├ source ─ release ─ service by service                                       ├─ report ─ render
//! NEW ─┘                      └ resolve: what that means for statements              ┘
//! ```
//!
//! The rooms, from the top down; each takes from those below it only: `render`, `release` (the driver),
//! `report`, `resolve`, `compare`, `source`.

mod compare;
pub mod finding;
pub mod place;
mod release;
pub mod render;
pub mod report;
mod resolve;
pub mod source;

pub use self::finding::Finding;
pub use self::release::{Comparison, changelog, compare};
pub use self::report::DiffReport;
pub use crate::rules::levels::{DiffSettings, Level, Levels};
pub use crate::rules::rule::{RuleId, Severity};
