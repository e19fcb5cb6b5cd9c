//! The tokens of a template, cut where Tera cuts them.
//!
//! In: a template. Out: its tags and variables with their tokens, each with its place. A template that Tera
//! wouldn't read isn't read here either, so that no part is a text to one reader and a tag to the other.

use std::ops::Range;

/// A tag: the part between `{{` and `}}`, or between `{%` and `%}`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TemplateTag<'t> {
    pub(super) kind: TemplateTagKind,
    pub(super) tokens: Vec<TemplateToken<'t>>,
    /// The place in bytes, marks included.
    pub(super) range: Range<usize>,
}

/// The kind of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TemplateTagKind {
    /// `{{ … }}`
    Variable,
    /// `{% … %}`
    Statement,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TemplateToken<'t> {
    pub(super) what: What<'t>,
    /// The place in bytes.
    pub(super) range: Range<usize>,
}

/// The kind of a token, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What<'t> {
    /// A name or a word.
    Word(&'t str),
    /// A text between quotes, as written.
    Text(&'t str),
    Number,
    /// `|`, `==`, `...`
    Mark(&'t str),
}

/// Marks of more than one character; a mark comes before its own beginnings.
const LONG_MARKS: [&str; 10] = ["...", "//", "**", "==", "!=", ">=", "<=", "</", "?.", "?["];

/// The tags of a template; none if Tera can't read it.
pub(super) fn tags(source: &str) -> Option<Vec<TemplateTag<'_>>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = next_start(source, at) {
        let (start, mark) = found;
        let after = start + 2;
        at = match mark {
            "{#" => source.get(after..)?.find("#}").map(|length| after + length + 2)?,
            "{%" => match raw(source, after) {
                Raw::Ends(end) => end,
                Raw::Endless => return None,
                Raw::Other => tag(source, start, TemplateTagKind::Statement, &mut tags)?,
            },
            _ => tag(source, start, TemplateTagKind::Variable, &mut tags)?,
        };
    }
    Some(tags)
}

/// The next place where a tag or comment begins, and its mark.
fn next_start(source: &str, from: usize) -> Option<(usize, &str)> {
    let braces = source.get(from..)?.match_indices('{').map(|(at, _)| from + at);
    braces
        .filter_map(|at| Some((at, source.get(at..at + 2)?)))
        .find(|(_, mark)| matches!(*mark, "{{" | "{%" | "{#"))
}

/// Where the tag that begins with `word` ends, from behind its `{%`.
fn simple_tag(source: &str, at: usize, word: &str) -> Option<usize> {
    let rest = source.get(at..)?;
    let inner = rest.strip_prefix('-').unwrap_or(rest);
    let inner = inner.trim_start_matches(|c: char| c.is_ascii_whitespace()).strip_prefix(word)?;
    let inner = inner.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    Some(source.len() - inner.strip_prefix("%}")?.len())
}

/// Whether a tag is `{% raw %}`, and what follows from it.
enum Raw {
    /// It is, and its text ends here, behind `{% endraw %}`.
    Ends(usize),
    /// It is, and its text doesn't end.
    Endless,
    /// It is another tag.
    Other,
}

/// Looks whether the tag is `{% raw %}`, from behind its `{%`.
fn raw(source: &str, at: usize) -> Raw {
    let Some(mut from) = simple_tag(source, at, "raw") else { return Raw::Other };
    while let Some(length) = source.get(from..).and_then(|rest| rest.find("{%")) {
        from += length + 2;
        if let Some(end) = simple_tag(source, from, "endraw") {
            return Raw::Ends(end);
        }
    }
    Raw::Endless
}

/// Reads the tag at `start`; returns its end.
fn tag<'t>(
    source: &'t str,
    start: usize,
    kind: TemplateTagKind,
    tags: &mut Vec<TemplateTag<'t>>,
) -> Option<usize> {
    let close = if kind == TemplateTagKind::Variable { "}}" } else { "%}" };
    let mut at = start + 2;
    if source.get(at..)?.starts_with('-') {
        at += 1;
    }
    let mut tokens = Vec::new();
    loop {
        let rest = source.get(at..)?;
        let trimmed = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
        at += rest.len() - trimmed.len();
        let closed = trimmed.strip_prefix('-').unwrap_or(trimmed).strip_prefix(close);
        let closed = trimmed.strip_prefix(close).or(closed);
        if let Some(after) = closed {
            let end = source.len() - after.len();
            tags.push(TemplateTag { kind, tokens, range: start..end });
            return Some(end);
        }
        let what = token(trimmed)?;
        let length = match what {
            What::Word(text) | What::Text(text) | What::Mark(text) => text.len(),
            What::Number => number_length(trimmed),
        };
        tokens.push(TemplateToken { what, range: at..at + length });
        at += length;
    }
}

fn token(rest: &str) -> Option<What<'_>> {
    if let Some(mark) = LONG_MARKS.iter().find(|mark| rest.starts_with(**mark)) {
        return rest.get(..mark.len()).map(What::Mark);
    }
    match rest.bytes().next()? {
        quote @ (b'"' | b'\'' | b'`') => {
            let mut is_escaped = false;
            let end = rest.bytes().skip(1).position(|byte| {
                let ends = !is_escaped && byte == quote;
                is_escaped = !is_escaped && byte == b'\\';
                ends
            })?;
            rest.get(..end + 2).map(What::Text)
        }
        b'0'..=b'9' => Some(What::Number),
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
            let end = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'_');
            rest.get(..end.unwrap_or(rest.len())).map(What::Word)
        }
        byte if byte.is_ascii_punctuation() => rest.get(..1).map(What::Mark),
        _ => None,
    }
}

/// The length of a number: digits, with at most one point in them.
fn number_length(rest: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    let part = rest.get(whole..).and_then(|rest| rest.strip_prefix('.'));
    part.map_or(whole, |part| whole + 1 + digits(part))
}
