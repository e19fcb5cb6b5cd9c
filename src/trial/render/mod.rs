//! A report for people and for GitHub, and the answer to one statement.

mod github;
mod one;
mod text;

pub use github::github;
pub use one::answer;
pub use text::{Length, summary, text};
