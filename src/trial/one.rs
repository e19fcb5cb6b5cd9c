//! One statement: its answer, and the requests that it became.

use serde::Serialize;

use super::engine::{Rows, Unanswered};
use super::mock::Received;
use crate::diagnostic::Result;

/// The answer to one statement.
#[derive(Debug)]
pub struct One {
    /// The statement as it was asked, where its placeholders were filled.
    pub filled: Option<String>,
    /// The rows, or why there are none.
    pub answer: std::result::Result<Rows, Unanswered>,
    /// The requests that it became.
    pub requests: Vec<Received>,
}

/// The same in JSON.
#[derive(Debug, Serialize)]
struct OneView<'o> {
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<&'o str>,
    columns: &'o [String],
    rows: &'o [Vec<Option<String>>],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notices: &'o [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    requests: &'o [Received],
}

impl One {
    /// The answer as JSON.
    ///
    /// # Errors
    /// The errors of serde, which types made for being written don't cause.
    pub fn json(&self) -> Result<String> {
        let none = Rows::default();
        let rows = self.answer.as_ref().unwrap_or(&none);
        crate::diagnostic::json(&OneView {
            statement: self.filled.as_deref(),
            columns: &rows.columns,
            rows: &rows.rows,
            notices: &rows.notices,
            error: self.answer.as_ref().err().map(Unanswered::to_string),
            requests: &self.requests,
        })
    }
}
