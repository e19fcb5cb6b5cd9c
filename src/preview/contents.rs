//! The contents of a page: its headings of the second and third level.
//!
//! In: a page's text as the HTML that is shown. Out: texts and ids, so the list holds also the headings that
//! templates write as HTML, and leads only to ids that are there.

use serde::Serialize;

use super::tags::Tag;
use crate::html::{breakable, unescape};

/// A heading, with those below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Section {
    /// The text as HTML.
    title: String,
    id: String,
    below: Vec<Section>,
}

/// The sections of a page, in their order.
pub(super) fn of(html: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut rest = html;
    while let Some((before, _)) = rest.split_once("<h") {
        let at = rest.get(before.len()..).unwrap_or_default();
        let Some((tag, inner)) = Tag::scan(at) else {
            rest = at.get("<h".len()..).unwrap_or_default();
            continue;
        };
        rest = inner;
        let end = match tag.name {
            "h2" => "</h2>",
            "h3" => "</h3>",
            _ => continue,
        };
        let (Some((text, after)), Some(id)) = (inner.split_once(end), tag.attribute("id")) else { continue };
        rest = after;
        let section = Section { title: breakable(&text_of(text)), id: unescape(id), below: Vec::new() };
        match (tag.name, sections.last_mut()) {
            ("h3", Some(above)) => above.below.push(section),
            _ => sections.push(section),
        }
    }
    sections
}

/// The text of HTML without its tags.
fn text_of(html: &str) -> String {
    let parts = html.split('<').enumerate();
    let text: String = parts
        .map(|(number, part)| match number {
            0 => part,
            _ => part.split_once('>').map_or("", |(_, text)| text),
        })
        .collect();
    unescape(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_listed_below_one_another() {
        let html = "<h1 id=\"t\">T</h1><h2 id=\"a\">A &lt;b&gt;</h2><hr><h3 id=\"c\"><code>c_d</code> e</h3><h4 id=\"e\">e</h4><h2 id=\"f&quot;g\">f</h2><h2>none</h2>";
        let section = |title: &str, id: &str, below| Section { title: title.into(), id: id.into(), below };
        let expected = vec![
            section("A &lt;b&gt;", "a", vec![section("c_<wbr>d e", "c", Vec::new())]),
            section("f", "f\"g", Vec::new()),
        ];
        assert_eq!(of(html), expected);
    }

    #[test]
    fn a_page_without_headings_has_no_contents() {
        assert_eq!(of("<h2 id=\"a\">a</h2><p>b</p>").len(), 1);
        assert_eq!(of("<h1 id=\"a\">a</h1><p>b</p>"), Vec::new());
    }
}
