//! The engine's answer to a statement.

/// Rows of an answer; a statement that changes something has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Values by column; none for NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// Notices that came with the rows.
    pub notices: Vec<String>,
}

impl Rows {
    /// The values of the column `name`, from first row to last; NULL counts as an empty text.
    pub fn column(&self, name: &str) -> impl Iterator<Item = &str> {
        let at = self.columns.iter().position(|column| column == name);
        self.rows.iter().filter_map(move |row| Some(row.get(at?)?.as_deref().unwrap_or_default()))
    }
}

/// Why a statement has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswered {
    /// The engine tells an error.
    Error(String),
    /// The engine ended; the text is its last words, and empty if it said nothing.
    Crash(String),
    /// The engine took longer than a statement may, and was ended.
    Late,
}

impl std::fmt::Display for Unanswered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Error(error) => write!(f, "the engine tells an error: {error}"),
            Self::Crash(words) if words.is_empty() => f.write_str("the engine crashes without a word"),
            Self::Crash(words) => write!(f, "the engine crashes: {words}"),
            Self::Late => f.write_str("the engine takes too long"),
        }
    }
}
