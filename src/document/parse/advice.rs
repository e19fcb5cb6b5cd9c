//! The way out of a mistake in YAML, told by what its reader says and by the line.
//!
//! In: the reader's message, the text, and the place. Out: a sentence that teaches, and quotes nothing: the text may be
//! one that no message may quote.

/// The way out of the mistake that the reader calls `message`, at a line and a column, counted from 1.
pub(super) fn advice(message: &str, text: &str, line: usize, column: usize) -> &'static str {
    let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let message = message.to_lowercase();
    if source.get(..indent(source)).is_some_and(|before| before.contains('\t')) {
        return "the line begins with a tab: YAML is indented with spaces alone";
    }
    if message.contains("mapping values are not allowed") {
        let above = text.lines().take(line.saturating_sub(1)).filter(|line| !line.trim().is_empty()).last();
        let above = above.unwrap_or_default();
        let is_first = source.chars().position(|c| c == ':').is_some_and(|at| at + 1 == column);
        return if is_first && !above.contains([':', '#']) && indent(above) < indent(source) {
            "the key in the line above has no `:` behind it"
        } else {
            "put a text that holds `: ` in quotes: `key: \"one: two\"`"
        };
    }
    let is_run_together = || {
        let pairs = source.chars().zip(source.chars().skip(1));
        pairs.into_iter().any(|(c, next)| c == ':' && !next.is_whitespace())
    };
    match () {
        () if message.contains("simple key") && is_run_together() => {
            "put a blank behind the `:` of the key: `key: value`"
        }
        () if message.contains("simple key") => "put a `:` and a blank behind the key: `key: value`",
        () if message.contains("unclosed bracket") => "close what is marked: `[` with `]`, `{` with `}`",
        () if message.contains("unclosed quote") => "close the text with the quote that it begins with",
        () if message.contains("expected key") => {
            "begin the line as far in as its neighbours: keys of one object stand below each other"
        }
        () if message.contains("unexpected character") => {
            "put a text that begins with such a sign in quotes: `key: \"@value\"`"
        }
        () => "quote texts that hold `: ` or ` #`, and indent with spaces",
    }
}
