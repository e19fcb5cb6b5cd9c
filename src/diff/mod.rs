//! Comparing two releases by their effect on users' SQL.
//!
//! In: two releases ([`source::Release`]) and the configuration. Out: a [`DiffReport`] of [`Finding`]s. The
//! unit is the SQL signature, a resource with a verb and the names that a statement gives: it is resolved by
//! the routes of both releases, by the code that `generate` orders them with. Schemas are compared after
//! resolving them, so that moving a part of one isn't a change.
//!
//! ```text
//! OLD ─┐                      ┌ compare: changes of parameters, bodies, rows, …      ┐
//!      ├ source ─ release ─ service by service                                       ├─ report ─ render
//! NEW ─┘                      └ resolve: the effects on statements                   ┘
//! ```
//!
//! A report tells [`Cause`]s, each with the findings that it has.
//!
//! The folders, from the top down; each imports only from those below it: `render`, `lines`, `release` (the driver),
//! `report`, `cause`, `resolve`, `compare`, `source`.

pub mod cause;
mod compare;
pub mod finding;
pub mod lines;
pub mod place;
mod release;
pub mod render;
pub mod report;
pub(crate) mod resolve;
pub mod source;

pub use self::cause::Cause;
pub use self::finding::Finding;
pub use self::release::{Comparison, changelog, compare};
pub use self::report::{DiffReport, Remark};
pub use crate::rules::levels::{DiffSettings, Level, Levels};
pub use crate::rules::rule::{RuleId, Severity};
