//! Scalars on one line.
//!
//! In: a place in a text. Out: where the scalar ends, and its value by the rules of the library: YAML 1.2
//! with its core schema, numbers with underscores or needless zeros as texts.

use std::borrow::Cow;

use serde_json::Number;

use super::lines::TextLines;
use crate::document::node::Node;

/// Longest key, in bytes, that is read here; the library has a bound of 1,024 characters.
pub(super) const MAX_KEY: usize = 1000;

/// Most digits of a number that surely is whole and below 2^63.
const MAX_DIGITS: usize = 18;

/// The reason why a scalar without quotes ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The scalar ends at a colon with a space or the line's end after it.
    Colon,
    /// The scalar ends with the line, or at a comment.
    Line,
}

impl<'a> TextLines<'a> {
    /// The end of the scalar without quotes that begins at `start`, without spaces after it.
    pub(super) fn plain(self, start: usize) -> (usize, Stop) {
        let mut at = start;
        let stop = loop {
            match self.byte(at) {
                Some(b':') if matches!(self.byte(at + 1), Some(b' ' | b'\n')) => break Stop::Colon,
                Some(b'#') if at > start && self.byte(at - 1) == Some(b' ') => break Stop::Line,
                Some(b'\n') | None => break Stop::Line,
                Some(_) => at += 1,
            }
        };
        // A space before the colon is kept: the library decides whether that is a key.
        while stop == Stop::Line && at > start && self.byte(at - 1) == Some(b' ') {
            at -= 1;
        }
        (at, stop)
    }

    /// The text in quotes that begins at `start`, and the place after its last quote; none if the text goes
    /// beyond this line or has an escape that isn't simple.
    pub(super) fn quoted(self, start: usize) -> Option<(Cow<'a, str>, usize)> {
        let quote = self.byte(start)?;
        let (mut at, mut is_escaped) = (start + 1, false);
        loop {
            match self.byte(at)? {
                b'\n' => return None,
                b'\\' if quote == b'"' => {
                    is_escaped = true;
                    at += 2;
                }
                b'\'' if quote == b'\'' && self.byte(at + 1) == Some(b'\'') => {
                    is_escaped = true;
                    at += 2;
                }
                byte if byte == quote => break,
                _ => at += 1,
            }
        }
        let text = self.get(start + 1, at)?;
        let text = match (is_escaped, quote) {
            (false, _) => Cow::Borrowed(text),
            (true, b'\'') => Cow::Owned(text.replace("''", "'")),
            (true, _) => Cow::Owned(unescaped(text)?),
        };
        Some((text, at + 1))
    }
}

/// The text between double quotes; none if it has an escape that isn't simple.
fn unescaped(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let mut after_mark = after.chars();
        plain.push(match after_mark.next()? {
            mark @ ('"' | '\\') => mark,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            _ => return None,
        });
        rest = after_mark.as_str();
    }
    plain.push_str(rest);
    Some(plain)
}

/// Whether a value without quotes may begin with these bytes.
pub(super) fn may_begin(first: u8, second: u8) -> bool {
    match first {
        b'-' => !matches!(second, b' ' | b'\n'),
        b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%'
        | b'@' | b'`' | b'?' | b':' => false,
        _ => true,
    }
}

/// Whether a text without quotes is surely a key and a text: not a number, not a word with a meaning, without
/// marks. Whole numbers are keys too, and become their own text.
pub(super) fn is_key(text: &str) -> bool {
    let Some(first) = text.bytes().next() else { return false };
    let is_text = match first {
        b'a'..=b'z' | b'A'..=b'Z' => !is_word(text),
        b'/' | b'$' | b'_' => true,
        // `4XX` isn't a number in any notation.
        b'1'..=b'9' => {
            text.len() <= MAX_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) || text.contains('X')
        }
        _ => false,
    };
    is_text && !text.ends_with(' ')
}

/// Words that are not texts in some version of YAML.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 11] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// The value of a scalar without quotes; none if the rules here can't tell.
pub(super) fn resolve(text: &str) -> Option<Node<'_>> {
    match text.bytes().next()? {
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(text),
        _ => Some(match text {
            "~" | "null" | "Null" | "NULL" => Node::Null,
            "true" | "True" | "TRUE" => Node::Bool(true),
            "false" | "False" | "FALSE" => Node::Bool(false),
            "=" | "<<" => return None,
            // These words are true or false to the engine.
            _ if is_word(text) => return None,
            _ => Node::String(Cow::Borrowed(text)),
        }),
    }
}

/// The value of a scalar that begins like a number.
fn number(text: &str) -> Option<Node<'_>> {
    let string = || Some(Node::String(Cow::Borrowed(text)));
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(digits) && digits.len() <= MAX_DIGITS {
        // With a needless zero the scalar is a number to the engine, and a text to the library.
        let is_sure = digits.len() == 1 || !digits.starts_with('0');
        return text.parse::<i64>().ok().filter(|_| is_sure).map(|number| Node::Number(number.into()));
    }
    let begins_with_digit = text.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    let is_simple = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+');
    // The engine ignores the underscores of a number.
    let is_simple_or_gap = |byte: u8| is_simple(byte) || byte == b'_';
    if let Some((whole, part)) = digits.split_once('.')
        && is_digits(whole)
        && is_digits(part)
        && text.len() <= MAX_DIGITS
    {
        return text.parse().ok().and_then(Number::from_f64).map(Node::Number);
    }
    // No notation of a number has such characters, not even hexadecimal, octal or infinity.
    let is_none = |byte: u8| match byte {
        b'a'..=b'f' | b'A'..=b'F' | b'x' | b'X' | b'o' | b'O' => !begins_with_digit,
        _ => !is_simple_or_gap(byte),
    };
    let is_odd = |byte: u8| {
        if begins_with_digit { is_none(byte) } else { !byte.is_ascii_alphanumeric() && is_none(byte) }
    };
    // The scalar is a date, a version, or an address.
    let is_listed = || text.bytes().all(is_simple) && text.parse::<f64>().is_err();
    if text.bytes().any(is_odd) || is_listed() { string() } else { None }
}
