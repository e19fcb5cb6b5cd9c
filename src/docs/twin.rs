//! JSON that people can read and compare, by lines: each part of a list has a line of its own.
//!
//! In: a value. Out: an object with its keys on lines, and the items of their lists on lines below these. What is
//! within an item stays on its line: indented, a page's twin would be half spaces.

use std::io::{Result, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Only the outermost object has a line for each key.
const OBJECTS: usize = 1;

/// The lists of the outermost object have a line for each item.
const LISTS: usize = 2;

/// Writes `value` by lines.
pub(super) fn by_lines(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    // A text that grows is copied each time; few are larger.
    let mut text = Vec::with_capacity(16 << 10);
    value.serialize(&mut Serializer::with_formatter(&mut text, Lines::default()))?;
    text.push(b'\n');
    Ok(text)
}

/// Writes `value` with a line for each key and each item, however deep.
pub(super) fn spread(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

/// Which of the open objects and lists are spread over lines, from the outermost on.
#[derive(Default)]
struct Lines {
    open: Vec<Spread>,
    /// Whether the object or list that was written last has anything in it.
    has_content: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spread {
    Lines,
    OneLine,
}

impl Lines {
    fn open<W: Write + ?Sized>(&mut self, out: &mut W, mark: &[u8], spread: Spread) -> Result<()> {
        self.open.push(spread);
        self.has_content = false;
        out.write_all(mark)
    }

    fn item<W: Write + ?Sized>(&self, out: &mut W, is_first: bool) -> Result<()> {
        if !is_first {
            out.write_all(b",")?;
        }
        match self.open.last() {
            Some(Spread::Lines) => new_line(out, self.open.len()),
            _ if is_first => Ok(()),
            _ => out.write_all(b" "),
        }
    }

    fn close<W: Write + ?Sized>(&mut self, out: &mut W, mark: &[u8]) -> Result<()> {
        let spread = self.open.pop();
        if self.has_content && spread == Some(Spread::Lines) {
            new_line(out, self.open.len())?;
        }
        self.has_content = true;
        out.write_all(mark)
    }

    /// How the next object or list is written, if those within fewer than `deepest` others are spread.
    fn spread(&self, deepest: usize) -> Spread {
        if self.open.len() < deepest { Spread::Lines } else { Spread::OneLine }
    }
}

/// Begins a line within `depth` objects and lists.
fn new_line<W: Write + ?Sized>(out: &mut W, depth: usize) -> Result<()> {
    out.write_all(b"\n")?;
    (0..depth).try_for_each(|_| out.write_all(b" "))
}

impl Formatter for Lines {
    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        self.open(out, b"[", self.spread(LISTS))
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, is_first: bool) -> Result<()> {
        self.item(out, is_first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> Result<()> {
        self.has_content = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        self.open(out, b"{", self.spread(OBJECTS))
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, is_first: bool) -> Result<()> {
        self.item(out, is_first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> Result<()> {
        self.has_content = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn items_of_lists_have_lines() {
        let value = json!({
            "a": [{ "b": [1, 2], "c": {} }, "d"],
            "e": [],
            "f": { "g": [1, { "h": [] }], "i": null },
            "j": "k",
        });
        let text = String::from_utf8(by_lines(&value).unwrap()).unwrap();
        let expected = r#"{
 "a": [
  {"b": [1, 2], "c": {}},
  "d"
 ],
 "e": [],
 "f": {"g": [1, {"h": []}], "i": null},
 "j": "k"
}
"#;
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
