//! The values that the engine gives to texts without quotes.
//!
//! In: a text and its tag. Out: a text, a number, true, false or null, by the rules of go-yaml 2: those of
//! YAML 1.1 without numbers to base 60, and with Go's notations of numbers.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::parser::YAML;

/// A scalar's value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ScalarValue<'a> {
    Null,
    Bool(bool),
    Int(i64),
    /// A number beyond the largest `i64`.
    Large(u64),
    Float(f64),
    Text(Cow<'a, str>),
}

/// The value of `text` without a tag.
pub(super) fn of_plain(text: &str) -> ScalarValue<'_> {
    match resolved(text, Tag::None) {
        Some(value) => value,
        None => ScalarValue::Text(Cow::Borrowed(text)),
    }
}

/// The value of `text` with `tag`, or why the text doesn't fit the tag.
pub(super) fn of_tagged<'t>(text: &'t str, tag: &str) -> Result<ScalarValue<'t>, String> {
    let string = || ScalarValue::Text(Cow::Borrowed(text));
    let Some(name) = tag.strip_prefix(YAML) else { return Ok(string()) };
    let wanted = match name {
        "bool" => Tag::Bool,
        "int" => Tag::Int,
        "float" => Tag::Float,
        "null" => Tag::Null,
        "timestamp" => Tag::Time,
        "binary" => return binary(text),
        _ => return Ok(string()),
    };
    let value = resolved(text, wanted).unwrap_or_else(string);
    match (wanted, &value) {
        (Tag::Bool, ScalarValue::Bool(_))
        | (Tag::Int, ScalarValue::Int(_) | ScalarValue::Large(_))
        | (Tag::Float, ScalarValue::Float(_))
        | (Tag::Null, ScalarValue::Null) => Ok(value),
        #[expect(clippy::cast_precision_loss, reason = "so does the engine")]
        (Tag::Float, ScalarValue::Int(number)) => Ok(ScalarValue::Float(*number as f64)),
        (Tag::Time, ScalarValue::Text(_)) if is_time(text) => Ok(value),
        _ => Err(format!("`{text}` is not a valid `!!{name}`")),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    None,
    Bool,
    Int,
    Float,
    Null,
    Time,
}

fn binary(text: &str) -> Result<ScalarValue<'_>, String> {
    let text: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let bytes = STANDARD.decode(text).map_err(|_| "`!!binary` needs base64".to_string())?;
    Ok(ScalarValue::Text(Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())))
}

/// The value of a scalar that isn't a text; none for a text.
fn resolved(text: &str, tag: Tag) -> Option<ScalarValue<'static>> {
    if let Some(word) = word(text) {
        return Some(word);
    }
    match text.bytes().next()? {
        b'.' => decimal(text).map(ScalarValue::Float),
        b'0'..=b'9' | b'+' | b'-' => {
            if matches!(tag, Tag::Time) && is_time(text) {
                return None;
            }
            number(&text.replace('_', ""))
        }
        _ => None,
    }
}

fn word(text: &str) -> Option<ScalarValue<'static>> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            ScalarValue::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            ScalarValue::Bool(false)
        }
        "" | "~" | "null" | "Null" | "NULL" => ScalarValue::Null,
        ".nan" | ".NaN" | ".NAN" => ScalarValue::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => ScalarValue::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => ScalarValue::Float(f64::NEG_INFINITY),
        _ => return None,
    })
}

/// A number in any notation, without underscores.
fn number(text: &str) -> Option<ScalarValue<'static>> {
    whole(text)
        .or_else(|| decimal(text).map(ScalarValue::Float))
        // The engine accepts a sign after the prefix, for example `0b-1`.
        .or_else(|| signed(text.strip_prefix("0b")?, 2).map(ScalarValue::Int))
}

/// A whole number; its prefix tells the base.
fn whole(text: &str) -> Option<ScalarValue<'static>> {
    let (sign, digits) = match text.as_bytes().first()? {
        sign @ (b'+' | b'-') => (Some(*sign), text.get(1..)?),
        _ => (None, text),
    };
    let prefixed = |base| (base, digits.get(2..).unwrap_or_default());
    let (base, digits) = match digits.as_bytes() {
        [b'0', b'b' | b'B', _, ..] => prefixed(2),
        [b'0', b'o' | b'O', _, ..] => prefixed(8),
        [b'0', b'x' | b'X', _, ..] => prefixed(16),
        [b'0', _, ..] => (8, digits),
        _ => (10, digits),
    };
    if !digits.bytes().next()?.is_ascii_alphanumeric() {
        return None;
    }
    match sign {
        Some(b'-') => signed(&format!("-{digits}"), base).map(ScalarValue::Int),
        Some(_) => signed(digits, base).map(ScalarValue::Int),
        None => signed(digits, base)
            .map(ScalarValue::Int)
            .or_else(|| u64::from_str_radix(digits, base).ok().map(ScalarValue::Large)),
    }
}

fn signed(text: &str, base: u32) -> Option<i64> {
    i64::from_str_radix(text, base).ok()
}

/// A decimal number with a point or an exponent, or without.
fn decimal(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (before, after) = match digits.split_once('.') {
        Some((before, after)) => (before, Some(after)),
        None => (digits, None),
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_digits = !before.is_empty() || after.is_some_and(|after| !after.is_empty());
    let is_sound = has_digits
        && are_digits(before)
        && after.is_none_or(are_digits)
        && exponent.is_none_or(|exponent| !exponent.is_empty() && are_digits(exponent));
    text.parse().ok().filter(|number: &f64| is_sound && number.is_finite())
}

/// Whether a text is a date, or a date with a time, in the forms that Go's parser accepts.
fn is_time(text: &str) -> bool {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    is_date(date) && time.is_none_or(|time| is_clock(time, !text.contains(' ')))
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let days = |year: u32, month: u32| match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    };
    match (digits(year, 4), digits(month, 2), digits(day, 2)) {
        (Some(year), Some(month @ 1..=12), Some(day)) if text.as_bytes().get(4) == Some(&b'-') => {
            (1..=days(year, month)).contains(&day)
        }
        _ => false,
    }
}

/// A number of at most this many digits.
fn digits(text: &str, most: usize) -> Option<u32> {
    let is_sound = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_sound)
}

fn is_clock(text: &str, has_zone: bool) -> bool {
    let (text, is_zone_sound) = match (has_zone, text.find(['Z', '+', '-'])) {
        (false, _) => (text, true),
        (true, None) => return false,
        (true, Some(at)) => {
            let (clock, zone) = text.split_at(at);
            let is_offset = |zone: &str| match zone.get(1..).and_then(|zone| zone.split_once(':')) {
                Some((hours, minutes)) => {
                    hours.len() == 2
                        && minutes.len() == 2
                        && digits(hours, 2).is_some_and(|hours| hours <= 24)
                        && digits(minutes, 2).is_some_and(|minutes| minutes < 60)
                }
                None => false,
            };
            (clock, zone == "Z" || is_offset(zone))
        }
    };
    let (clock, fraction) = match text.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let parts: Vec<Option<u32>> = clock.split(':').map(|part| digits(part, 2)).collect();
    let is_sound = matches!(parts.as_slice(), [Some(0..=23), Some(0..=59), Some(0..=59)]);
    is_sound
        && is_zone_sound
        && fraction
            .is_none_or(|fraction| !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A number as the text of a key.
pub(super) fn key_of_float(number: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "the engine keeps as much of it")]
    let number = number as f32;
    if number.is_nan() {
        return ".nan".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.into();
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if number != 0.0 && !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    number.to_string()
}

/// Whether a reader of YAML 1.2, or a person, would take `text` for another value.
pub(super) fn is_odd(text: &str, value: &ScalarValue<'_>) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_decimal = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let has_needless_zero = digits.len() > 1 && digits.starts_with('0') && is_decimal(digits);
    match value {
        ScalarValue::Null | ScalarValue::Text(_) => false,
        ScalarValue::Bool(_) => !matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE"),
        ScalarValue::Int(_) | ScalarValue::Large(_) => {
            let is_prefixed = text.starts_with("0x") || text.starts_with("0o");
            text.contains('_') || has_needless_zero || !is_decimal(digits) && !is_prefixed
        }
        ScalarValue::Float(_) => text.contains('_') || has_needless_zero,
    }
}
