//! Texts for people: single lines, words, counts, suggestions, code in Markdown.
//!
//! In: text of any kind. Out: text that is safe at its place. Code in Markdown is enclosed in marks that are
//! longer than any in the text, so that nothing in it is markup, a mention or a link.

use std::borrow::Cow;

/// Text on one line: line breaks, and the white space around them, become a space; control characters are
/// dropped.
#[must_use]
pub(crate) fn one_line(text: &str) -> String {
    // Most texts are one line of plain ASCII.
    if is_plain(text) {
        return text.trim().to_string();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let shown = |c: char| match c {
            '\t' => Some(' '),
            c if c.is_control() => None,
            // Characters that reorder or hide text are dropped.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
            c => Some(c),
        };
        let line: Cow<'_, str> =
            if is_plain(line) { line.into() } else { line.chars().filter_map(shown).collect() };
        let line = line.trim();
        if !out.is_empty() && !line.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// Whether all of a text is printable ASCII. Looks at many bytes at once.
fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |is_plain, byte| is_plain & matches!(byte, b' '..=b'~'))
}

/// A text's words with one space between them, for comparing prose.
#[must_use]
pub(crate) fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// A segment of a JSON pointer as the name that it stands for, RFC 6901.
pub(crate) fn unescaped(segment: &str) -> Cow<'_, str> {
    // Hardly any segment has an escape, and each reference has segments.
    if segment.contains('~') { segment.replace("~1", "/").replace("~0", "~").into() } else { segment.into() }
}

/// A number with its noun: `1 file`, `2 files`.
#[must_use]
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The one of `candidates` that `typed` was probably meant to be.
#[must_use]
pub(crate) fn did_you_mean<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Comparing takes the product of the lengths, and a longer text is no typing mistake.
    const MAX_BYTES: usize = 128;
    if typed.len() > MAX_BYTES {
        return None;
    }
    let typed_lower = typed.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= MAX_BYTES)
        .map(|candidate| (strsim::jaro_winkler(&typed_lower, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|(a, left), (b, right)| a.total_cmp(b).then_with(|| right.cmp(left)))
        .map(|(_, candidate)| candidate)
}

/// `text` as code within a line, on one line; empty for a text without visible characters.
pub(crate) fn code(text: &str) -> String {
    let line = one_line(text);
    let line = line.trim();
    if line.is_empty() {
        return String::new();
    }
    let marks = "`".repeat(longest_run(line) + 1);
    // Markdown removes one space on each side, so that a mark of the text doesn't touch those around it.
    let space = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{marks}{space}{line}{space}{marks}")
}

/// The most backticks in a row.
pub(crate) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// A message of a workflow command, escaped for GitHub's runner.
#[must_use]
pub(crate) fn workflow_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a workflow command's property, in which `:` and `,` are escaped too.
#[must_use]
pub(crate) fn workflow_property(text: &str) -> String {
    workflow_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_ends_where_it_should() {
        for (text, expected) in [
            ("name", "`name`"),
            ("", ""),
            (" \n ", ""),
            ("a`b", "``a`b``"),
            ("``", "``` `` ```"),
            ("<!-- @x #1 -->", "`<!-- @x #1 -->`"),
            ("a\n# b", "`a # b`"),
        ] {
            assert_eq!(code(text), expected, "{text:?}");
        }
    }

    #[test]
    fn suggestions_are_near() {
        assert_eq!(did_you_mean("sesions", ["jobs", "sessions", "session_templates"]), Some("sessions"));
        assert_eq!(did_you_mean("zzz", ["jobs", "sessions"]), None);
        // Comparing such texts would take hours.
        let long = "x".repeat(10 << 20);
        assert_eq!(did_you_mean(&long, [format!("{long}x").as_str(), "jobs"]), None);
        assert_eq!(did_you_mean("job", [long.as_str(), "jobs"]), Some("jobs"));
    }

    #[test]
    fn what_ends_a_workflow_command_is_escaped() {
        assert_eq!(workflow_data("50 %\r\n::error::x"), "50 %25%0D%0A::error::x");
        assert_eq!(workflow_property("C:\\a,b%2C.json"), "C%3A\\a%2Cb%252C.json");
    }
}
