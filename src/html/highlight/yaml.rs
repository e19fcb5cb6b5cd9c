//! YAML as the pages' manifests have it: keys, texts, constants and comments, line by line.

use super::paint::{Kind, Painter};

/// What a line goes on with from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    /// A text of lines that are indented by more than this.
    Block(usize),
    /// A text that this quote ends.
    Quote(char),
}

/// The code as HTML with its parts marked.
pub(super) fn painted(code: &str) -> String {
    let mut out = Painter::default();
    let mut within = Within::Nothing;
    for line in code.split_inclusive('\n') {
        let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
        within = write_line(&mut out, text, within);
        out.write(None, end);
    }
    out.into_html()
}

/// Writes a line; returns what the next one goes on with.
fn write_line(out: &mut Painter, line: &str, within: Within) -> Within {
    let indent = line.len() - line.trim_start_matches(' ').len();
    match within {
        Within::Block(least) if line.trim().is_empty() || indent > least => {
            out.write(Some(Kind::Text), line);
            return within;
        }
        Within::Quote(quote) => return write_quoted(out, line, quote, 0),
        Within::Block(_) | Within::Nothing => {}
    }
    let mut rest = line;
    while let Some(after) = after_mark(rest) {
        let (mark, after) = rest.split_at_checked(rest.len() - after.len()).unwrap_or((rest, ""));
        out.write(None, mark);
        rest = after;
    }
    if let Some(length) = key_length(rest) {
        let (key, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.write(Some(Kind::Key), key);
        rest = after;
    }
    let value = rest.trim_start_matches([':', ' ']);
    let (before, value) = rest.split_at_checked(rest.len() - value.len()).unwrap_or((rest, ""));
    out.write(None, before);
    write_value(out, value, indent)
}

/// The text after white space and the mark of a list's item.
fn after_mark(text: &str) -> Option<&str> {
    let trimmed = text.trim_start_matches(' ');
    let after = trimmed.strip_prefix("- ").unwrap_or(trimmed);
    (after.len() < text.len()).then_some(after)
}

/// The length of the key at the start, up to its colon.
fn key_length(text: &str) -> Option<usize> {
    if text.starts_with(['#', '{', '[', '|', '>']) {
        return None;
    }
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let from = quote.and_then(|quote| Some(text.get(1..)?.find(quote)? + 2)).unwrap_or_default();
    let rest = text.get(from..)?;
    let colon = rest.find(": ").or_else(|| rest.ends_with(':').then(|| rest.len() - 1))?;
    let is_key = quote.is_none() || (from > 0 && colon == 0);
    // A colon within a comment ends no key.
    let is_before_comment = rest.find(" #").is_none_or(|comment| colon < comment);
    (is_key && is_before_comment).then_some(from + colon)
}

/// Writes the value of a key or an item that stands at `indent`; returns what the next line goes on with.
fn write_value(out: &mut Painter, value: &str, indent: usize) -> Within {
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return write_quoted(out, value, quote, 1);
    }
    let comment = if value.starts_with('#') { Some(0) } else { value.find(" #") };
    let (plain, comment) = comment.and_then(|at| value.split_at_checked(at)).unwrap_or((value, ""));
    let constant = plain.trim();
    let is_constant = matches!(constant, "true" | "false" | "null" | "~") || constant.parse::<f64>().is_ok();
    out.write(is_constant.then_some(Kind::Number), plain);
    out.write(Some(Kind::Comment), comment);
    let marks = constant.strip_prefix(['|', '>']);
    let is_block = marks.is_some_and(|marks| marks.chars().all(|c| matches!(c, '+' | '-' | '0'..='9')));
    if is_block { Within::Block(indent) } else { Within::Nothing }
}

/// Writes the rest of a text in quotes from the start of `text`, whose first `skipped` characters open it, and
/// what follows it on the line.
fn write_quoted(out: &mut Painter, text: &str, quote: char, skipped: usize) -> Within {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(skipped) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if quote == '"' => is_escaped = true,
            c if c == quote => {
                let (quoted, after) = text.split_at_checked(at + c.len_utf8()).unwrap_or((text, ""));
                out.write(Some(Kind::Text), quoted);
                let comment = after.trim_start().starts_with('#');
                out.write(comment.then_some(Kind::Comment), after);
                return Within::Nothing;
            }
            _ => {}
        }
    }
    out.write(Some(Kind::Text), text);
    Within::Quote(quote)
}

#[cfg(test)]
mod tests {
    use super::painted;

    #[test]
    fn parts_of_lines_have_their_kind() {
        for (code, expected) in [
            ("- name: b", "- <span class=\"c-key\">name</span>: b"),
            ("name:", "<span class=\"c-key\">name</span>:"),
            ("\"a b\": 1", "<span class=\"c-key\">&quot;a b&quot;</span>: <span class=\"c-number\">1</span>"),
            (
                "v: \"{{ a }}\" # b",
                "<span class=\"c-key\">v</span>: <span class=\"c-text\">&quot;{{ a }}&quot;</span><span class=\"c-comment\"> # b</span>",
            ),
            ("v: https://a.b", "<span class=\"c-key\">v</span>: https://a.b"),
            ("- 'a: b'", "- <span class=\"c-text\">&#39;a: b&#39;</span>"),
            ("# a: b", "<span class=\"c-comment\"># a: b</span>"),
            ("v: true", "<span class=\"c-key\">v</span>: <span class=\"c-number\">true</span>"),
            (
                "v: |-\n  a: b\n\nw: c",
                "<span class=\"c-key\">v</span>: |-\n<span class=\"c-text\">  a: b</span>\n\n<span class=\"c-key\">w</span>: c",
            ),
        ] {
            assert_eq!(painted(code), expected, "{code}");
        }
    }
}
