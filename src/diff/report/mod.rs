//! The results of a comparison, sorted and counted.

pub mod accept;
pub mod changelog;
mod counts;
mod diff_report;
pub(crate) mod grade;

pub use counts::{Impact, SeverityCounts};
pub use diff_report::{Accepted, AcceptedCause, DiffReport, Remark, Unreadable};
