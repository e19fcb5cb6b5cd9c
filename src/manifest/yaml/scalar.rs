//! How a text stands in YAML.
//!
//! In: a text. Out: its [`Form`]. What leaves any doubt is the library's to tell, and tests hold that the rest is as the
//! library would have it.

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As it is.
    Plain,
    /// Between double quotes, with nothing to escape but these and the backslash.
    Quoted,
    /// Line by line, below a `|`. The first line has something in it, and at most one line break is at the end.
    Literal,
    /// As the library says.
    Doubtful,
}

/// Longest key, in bytes, that is sure to stand on its value's line.
pub(super) const MAX_KEY: usize = 1024;

/// What readers of YAML 1.1 take for something else than a text, in any case of its letters, and begins with a letter.
const WORDS: [&str; 11] = ["n", "y", "no", "on", "inf", "nan", "off", "yes", "null", "true", "false"];

/// The form of a value.
pub(super) fn value(text: &str) -> Form {
    let bytes = text.as_bytes();
    let ([first, ..], [.., last]) = (bytes, bytes) else { return Form::Doubtful };
    let found = Found::of(text);
    let ends_in_space = *last != b'\n' && text.ends_with(char::is_whitespace);
    if found.has(Found::DOUBT) || ends_in_space {
        return Form::Doubtful;
    }
    if found.has(Found::LINE_BREAK) {
        let is_simple = !matches!(first, b' ' | b'\n') && !text.ends_with("\n\n");
        return if is_simple { Form::Literal } else { Form::Doubtful };
    }
    match first {
        b'#' | b'`' | b'*' | b'[' | b'{' | b'"' | b'\'' | b'%' if bytes.len() > 1 => Form::Quoted,
        _ if !begins_plainly(*first) || is_word(text) => Form::Doubtful,
        _ if found.has(Found::MARK) || *last == b':' => Form::Quoted,
        _ => Form::Plain,
    }
}

/// The form of a key.
pub(super) fn key(text: &str) -> Form {
    let mut form = Form::Plain;
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'+' | b'.' | b'/' | b'$' => {}
            // Where a map is on one line, these are marks.
            b'{' | b'}' | b'[' | b']' | b',' | b':' => form = Form::Quoted,
            _ => return Form::Doubtful,
        }
    }
    let is_sure = text.bytes().next().is_some_and(begins_plainly) && !is_word(text) && text.len() <= MAX_KEY;
    if is_sure { form } else { Form::Doubtful }
}

/// Adds `text` to `out` in the form [`Form::Quoted`].
pub(super) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    let to_escape = |byte: u8| (byte == b'"') | (byte == b'\\');
    // All of it is looked at without asking each time whether that is enough: many bytes at once, that way.
    if text.bytes().fold(false, |found, byte| found | to_escape(byte)) {
        for part in text.split_inclusive(['"', '\\']) {
            let (before, mark) = match part.strip_suffix(['"', '\\']) {
                Some(before) if part.ends_with('"') => (before, "\\\""),
                Some(before) => (before, "\\\\"),
                None => (part, ""),
            };
            out.push_str(before);
            out.push_str(mark);
        }
    } else {
        out.push_str(text);
    }
    out.push('"');
}

/// Whether a text that begins so is no number, no date, and has no mark of YAML's there.
fn begins_plainly(first: u8) -> bool {
    first.is_ascii_alphabetic() || matches!(first, b'/' | b'$')
}

fn is_word(text: &str) -> bool {
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// What is in a text, a bit each.
#[derive(Debug, Clone, Copy)]
struct Found(u8);

impl Found {
    const LINE_BREAK: u8 = 1;
    /// `: ` or ` #`.
    const MARK: u8 = 2;
    /// Something beyond ASCII.
    const WIDE: u8 = 4;
    /// What may have to be escaped.
    const DOUBT: u8 = 8;

    /// Written so that the compiler looks at many bytes at once.
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let bit = |is_there: bool, bit: u8| if is_there { bit } else { 0 };
        let mut found = 0;
        for &byte in bytes {
            found |= bit(byte == b'\n', Self::LINE_BREAK)
                | bit((byte < b' ') & (byte != b'\n'), Self::DOUBT)
                | bit(byte >= 0x7f, Self::WIDE);
        }
        for (&byte, &next) in bytes.iter().zip(bytes.get(1..).unwrap_or_default()) {
            found |= bit((byte == b':') & (next == b' '), Self::MARK)
                | bit((byte == b' ') & (next == b'#'), Self::MARK)
                | bit((byte >= 0x7f) & (next == b'#'), Self::DOUBT);
        }
        let is_special = |c: char| {
            c != '\n' && c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        };
        if found & Self::WIDE != 0 && text.contains(is_special) {
            found |= Self::DOUBT;
        }
        Self(found)
    }

    fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }
}
