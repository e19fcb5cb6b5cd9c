//! The formats of `provgen show`.

use clap::ValueEnum;

/// The format of what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Table,
    Json,
    Markdown,
}
