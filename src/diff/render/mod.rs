//! A report in forms for people and machines.
//!
//! In: a [`DiffReport`](super::DiffReport). Out: text for a terminal, Markdown for a comment, annotations, a
//! page; JSON is the report itself.

mod additions;
mod causes;
pub mod changelog;
pub mod github;
pub mod html;
pub mod markdown;
pub mod text;
mod wording;
