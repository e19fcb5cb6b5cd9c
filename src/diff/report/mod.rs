//! The results of a comparison, sorted and counted.

pub mod accept;
pub mod changelog;
mod diff_report;
pub(crate) mod grade;

pub use diff_report::{Accepted, DiffReport, Impact, SeverityCounts, Unreadable};
