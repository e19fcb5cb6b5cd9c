//! How a text is written in YAML.
//!
//! In: a text. Out: its [`Form`]. All doubtful texts are left to the library, and tests hold that the other
//! texts are written as the library would write them.

use super::class;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Without quotes, as it is.
    Plain,
    /// Between double quotes, with nothing to escape.
    Quoted,
    /// Between double quotes, and nothing to escape but these and the backslash.
    Escaped,
    /// Line by line, below a `|`. The first line isn't empty, and the text ends with at most one line break.
    Literal,
    /// In the form that the library chooses.
    Doubtful,
}

/// Longest key, in bytes, that is sure to be on its value's line.
pub(super) const MAX_KEY: usize = 1024;

/// Words beginning with a letter that readers of YAML 1.1 take for something else than a text, in lower case.
const WORDS: [&str; 11] = ["n", "y", "no", "on", "inf", "nan", "off", "yes", "null", "true", "false"];

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "there are 256 bytes")]
        {
            classes[byte] = class_of(byte as u8);
        }
        byte += 1;
    }
    classes
};

const fn class_of(byte: u8) -> u8 {
    match byte {
        b'\n' => class::LINE_BREAK | class::NO_KEY,
        b'#' => class::HASH | class::NO_KEY,
        b'"' | b'\\' => class::ESCAPED | class::NO_KEY,
        b':' => class::COLON | class::MARK,
        b'{' | b'}' | b'[' | b']' | b',' => class::MARK,
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'+' | b'.' | b'/' | b'$' => 0,
        0..b' ' => class::CONTROL | class::NO_KEY,
        0x7f.. => class::WIDE | class::NO_KEY,
        _ => class::NO_KEY,
    }
}

/// The kinds of characters that a text has.
#[derive(Debug, Clone, Copy)]
struct Found(u8);

impl Found {
    fn of(text: &str) -> Self {
        let class = |byte: u8| CLASSES.get(usize::from(byte)).copied().unwrap_or_default();
        Self(text.bytes().fold(0, |found, byte| found | class(byte)))
    }

    fn has(self, class: u8) -> bool {
        self.0 & class != 0
    }
}

/// The form of a value.
pub(super) fn value(text: &str) -> Form {
    let bytes = text.as_bytes();
    let ([first, ..], [.., last]) = (bytes, bytes) else { return Form::Doubtful };
    let found = Found::of(text);
    let ends_in_space = *last != b'\n' && text.ends_with(char::is_whitespace);
    if found.has(class::CONTROL) || ends_in_space || found.has(class::WIDE) && text.contains(is_special) {
        return Form::Doubtful;
    }
    if found.has(class::LINE_BREAK) {
        let is_simple = !matches!(first, b' ' | b'\n') && !text.ends_with("\n\n");
        return if is_simple { Form::Literal } else { Form::Doubtful };
    }
    let pairs = || bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let is_map = || *last == b':' || pairs().any(|pair| pair == (&b':', &b' '));
    let quoted = if found.has(class::ESCAPED) { Form::Escaped } else { Form::Quoted };
    match first {
        b'#' | b'`' | b'*' | b'[' | b'{' | b'"' | b'\'' | b'%' if bytes.len() > 1 => quoted,
        _ if !begins_plainly(*first) || is_word(text) => Form::Doubtful,
        _ if found.has(class::COLON) && is_map() => quoted,
        // A comment begins after white space; the only white space of ASCII that isn't a control character is
        // the space.
        _ if found.has(class::HASH) && pairs().any(|(before, byte)| *byte == b'#' && !is_inner(*before)) => {
            if found.has(class::WIDE) {
                Form::Doubtful
            } else {
                quoted
            }
        }
        _ => Form::Plain,
    }
}

/// The form of a key.
pub(super) fn key(text: &str) -> Form {
    let found = Found::of(text);
    let is_sure = !found.has(class::NO_KEY)
        && text.bytes().next().is_some_and(begins_plainly)
        && !is_word(text)
        && text.len() <= MAX_KEY;
    match (is_sure, found.has(class::MARK)) {
        (true, true) => Form::Quoted,
        (true, false) => Form::Plain,
        (false, _) => Form::Doubtful,
    }
}

/// Whether a tab comes first in a text, after spaces and line breaks.
pub(super) fn begins_with_tab(text: &str) -> bool {
    text.trim_start_matches([' ', '\n']).starts_with('\t')
}

/// Adds `text` to `out` in the form [`Form::Escaped`].
pub(super) fn push_escaped(out: &mut String, text: &str) {
    out.push('"');
    for part in text.split_inclusive(['"', '\\']) {
        let (before, mark) = match part.strip_suffix(['"', '\\']) {
            Some(before) if part.ends_with('"') => (before, "\\\""),
            Some(before) => (before, "\\\\"),
            None => (part, ""),
        };
        out.push_str(before);
        out.push_str(mark);
    }
    out.push('"');
}

/// Adds `text` to `out` in the form [`Form::Quoted`].
pub(super) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    out.push_str(text);
    out.push('"');
}

/// Whether a text with this first byte is sure not to be a number, a date or a mark of YAML.
fn begins_plainly(first: u8) -> bool {
    first.is_ascii_alphabetic() || matches!(first, b'/' | b'$')
}

/// Whether a `#` after this byte is sure not to begin a comment.
fn is_inner(before: u8) -> bool {
    before.is_ascii_graphic()
}

fn is_word(text: &str) -> bool {
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether a character beyond ASCII may have to be escaped.
fn is_special(c: char) -> bool {
    c != '\n' && c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
