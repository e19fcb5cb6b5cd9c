//! What the search shows of a description: its first sentence, as text in one line.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser, TextMergeStream};

use super::tags;
use crate::docs::first_sentence;
use crate::provider::{Behavior, Column};
use crate::text::words;

/// What a text says first, in one line: its first sentence, without marks such as "Output only.", and without markup.
pub(super) fn about(text: &str) -> String {
    let (_, text) = Behavior::split(text);
    let line = words(&readable(&first_sentence(text.trim())));
    line.strip_suffix('.').map(str::to_string).unwrap_or(line)
}

/// What a column's own description says, or that of its type.
pub(super) fn about_column(column: &Column) -> String {
    let texts = [&column.description, &column.type_description];
    let mut said = texts.into_iter().flatten().map(|text| about(text));
    said.find(|text| !text.is_empty()).unwrap_or_default()
}

/// The words at the start of `text` that have at most `length` letters together.
pub(super) fn cut(text: &str, length: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(length) else { return text.to_string() };
    let start = text.get(..end).unwrap_or_default();
    match start.rsplit_once(' ') {
        Some((words, _)) => format!("{words} …"),
        None => String::new(),
    }
}

/// Prose without its markup: links and images leave their words, and so do elements of HTML.
fn readable(prose: &str) -> Cow<'_, str> {
    if !prose.contains(['[', '`', '<', '*', '&']) {
        return Cow::Borrowed(prose);
    }
    let mut text = String::with_capacity(prose.len());
    for event in TextMergeStream::new(Parser::new(prose)) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            // What looks like a tag and isn't one is a part of the sentence, such as `List<String>`.
            Event::Html(part) | Event::InlineHtml(part) => match tags::without(&part) {
                rest if rest.is_empty() => text.push(' '),
                rest => text.push_str(&rest),
            },
            Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push_str(gap_after(&event)),
            _ => {}
        }
    }
    Cow::Owned(text)
}

/// The white space that an event stands for: ends of blocks part words, those of emphasis and links don't.
fn gap_after(event: &Event<'_>) -> &'static str {
    use pulldown_cmark::TagEnd::{Emphasis, Image, Link, Strikethrough, Strong};
    match event {
        Event::End(Emphasis | Image | Link | Strikethrough | Strong) => "",
        _ => " ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_its_first_sentence() {
        for (text, expected) in [
            ("Output only. The time.\nSet by the server.", "The time"),
            ("A  list\nof things", "A list of things"),
            ("", ""),
            ("In [RFC3339](https://a.b/c_d) format", "In RFC3339 format"),
            ("A `List<String>` of *all* <b>names</b>", "A List<String> of all names"),
            ("A Map<String, Value> as it is", "A Map<String, Value> as it is"),
            (
                "![chart](https://a.b/c.png) Usage <img src=\"https://a.b/d.png\" alt=\"x\"> by day",
                "chart Usage by day",
            ),
            ("<p>Creates a group</p>", "Creates a group"),
            ("R&amp;D", "R&D"),
        ] {
            assert_eq!(about(text), expected, "{text}");
        }
        assert_eq!(cut("one two three", 9), "one two …");
        assert_eq!(cut("one two", 7), "one two");
        assert_eq!(cut("one", 0), "");
        assert_eq!(cut("öäü öäü", 5), "öäü …");
    }
}
