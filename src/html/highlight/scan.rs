//! The lengths of the parts that code of several languages begins with.

/// The length of the part at the start whose characters are all `is_part`.
pub(super) fn length(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

/// The length of the quoted part at the start; a quote within follows a backslash. A part that never ends is the whole
/// text.
pub(super) fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}
