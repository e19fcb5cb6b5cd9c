//! What commands print as JSON, where more than one does, and the parts that their reports share.
//!
//! Each report is a type: `provgen schema` prints the schema of the type itself, so that the two can't differ. Keys are
//! only ever added.

mod figures;
mod inspection;
mod mapping;
mod package;
mod problem;

use clap::ValueEnum;

pub(super) use figures::CountRow;
pub(super) use inspection::Inspection;
pub(super) use mapping::MappingReport;
pub(super) use package::PackageReport;
pub(super) use problem::{ProblemRow, rows};

/// The format of a command's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ResultFormat {
    /// For people
    Text,
    /// For machines: `provgen schema COMMAND` prints its schema
    Json,
}
