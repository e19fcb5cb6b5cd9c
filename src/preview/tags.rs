//! The HTML that may stay in a page: elements that the templates write, and nothing that runs, loads or
//! misleads.
//!
//! In: the HTML within Markdown, piece by piece. Out: the same with only the elements and attributes of the
//! lists below; other tags become text, and tags without a start or an end don't affect the page around them.

use crate::html::{escape, unescape};

/// Elements that may stay.
const ELEMENTS: [&str; 31] = [
    "a", "b", "br", "code", "dd", "details", "div", "dl", "dt", "em", "h2", "h3", "h4", "i", "li", "ol", "p",
    "pre", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
];

/// A tag of HTML or JSX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    pub(super) name: &'t str,
    /// Names and values, as written between quotes; a value is empty if it is missing, or is an expression.
    pub(super) attributes: Vec<(&'t str, &'t str)>,
    pub(super) kind: TagKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    Open,
    Close,
    /// `<br />`
    Empty,
}

impl<'t> Tag<'t> {
    /// The tag at the start of `text`, and the text after it.
    pub(super) fn scan(text: &'t str) -> Option<(Self, &'t str)> {
        let rest = text.strip_prefix('<')?;
        let (closing, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let (name, mut rest) = split_at_end(rest, |c| c.is_ascii_alphanumeric());
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut attributes = Vec::new();
        loop {
            let before = rest;
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>") {
                return (!closing).then_some((Self { name, attributes, kind: TagKind::Empty }, after));
            }
            if let Some(after) = rest.strip_prefix('>') {
                let kind = if closing { TagKind::Close } else { TagKind::Open };
                return Some((Self { name, attributes, kind }, after));
            }
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
            let (key, after) = split_at_end(rest, is_name);
            if key.is_empty() || before.len() == rest.len() {
                return None;
            }
            let Some(value) = after.trim_start().strip_prefix('=') else {
                attributes.push((key, ""));
                rest = after;
                continue;
            };
            let value = value.trim_start();
            let (value, after) = match value.chars().next()? {
                '"' => value.strip_prefix('"')?.split_once('"')?,
                '\'' => value.strip_prefix('\'')?.split_once('\'')?,
                '{' => ("", expression(value)?.1),
                _ => return None,
            };
            attributes.push((key, value));
            rest = after;
        }
    }

    /// The value of the attribute `name`.
    pub(super) fn attribute(&self, name: &str) -> Option<&'t str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }
}

/// The expression in braces at the start of `text`, without the braces, and the text after it.
pub(super) fn expression(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{')?;
    let (mut depth, mut quote, mut escaped) = (1_usize, None, false);
    for (at, c) in inner.char_indices() {
        match (c, quote) {
            _ if escaped => escaped = false,
            ('\\', Some(_)) => escaped = true,
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'' | '`', None) => quote = Some(c),
            ('{', None) => depth += 1,
            ('}', None) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((inner.get(..at)?, inner.get(at + 1..)?));
        }
    }
    None
}

fn split_at_end(text: &str, is_part: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Cleans the HTML of one page.
#[derive(Debug, Default)]
pub(super) struct Cleaner {
    /// Elements that are open, the outermost first.
    open: Vec<&'static str>,
}

impl Cleaner {
    /// Cleans a piece; `link` returns the target of a link in the page, or none if the link must lead
    /// nowhere.
    pub(super) fn clean(&mut self, html: &str, link: impl Fn(&str) -> Option<String>) -> String {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some((text, tag)) = rest.split_once('<').map(|(text, _)| rest.split_at(text.len())) {
            out.push_str(&text_of(text));
            match Tag::scan(tag) {
                Some((found, after)) if self.write(&found, &link, &mut out) => rest = after,
                _ => {
                    out.push_str("&lt;");
                    rest = tag.strip_prefix('<').unwrap_or_default();
                }
            }
        }
        out.push_str(&text_of(rest));
        out
    }

    /// Whether an element of that name is open.
    pub(super) fn is_in(&self, name: &str) -> bool {
        self.open.contains(&name)
    }

    /// Writes a tag; returns whether the tag may stay.
    fn write(&mut self, tag: &Tag<'_>, link: impl Fn(&str) -> Option<String>, out: &mut String) -> bool {
        let Some(name) = ELEMENTS.into_iter().find(|known| *known == tag.name) else { return false };
        if tag.kind == TagKind::Close {
            // An end tag also ends elements left open within its own; without an open element, it ends
            // nothing.
            if let Some(depth) = self.open.iter().rposition(|open| *open == name) {
                self.close(depth, out);
            }
            return true;
        }
        out.push('<');
        out.push_str(name);
        for (key, value) in &tag.attributes {
            let value = match *key {
                "href" if name == "a" => link(&unescape(value)),
                "open" if name == "details" => Some(String::new()),
                "id" => Some(unescape(value)),
                "class" | "className"
                    if value.chars().all(|c| c.is_ascii_alphanumeric() || " -_".contains(c)) =>
                {
                    Some((*value).to_string())
                }
                _ => None,
            };
            if let Some(value) = value {
                let key = if *key == "className" { "class" } else { key };
                out.push_str(&format!(" {key}=\"{}\"", escape(&value)));
            }
        }
        out.push('>');
        match (name, tag.kind) {
            ("br", _) => {}
            // HTML has no empty form of elements with content.
            (_, TagKind::Empty) => out.push_str(&format!("</{name}>")),
            _ => self.open.push(name),
        }
        true
    }

    /// Ends all open elements, so that the page goes on outside of them.
    pub(super) fn finish(mut self) -> String {
        let mut out = String::new();
        self.close(0, &mut out);
        out
    }

    fn close(&mut self, depth: usize, out: &mut String) {
        for name in self.open.drain(depth.min(self.open.len())..).rev() {
            out.push_str(&format!("</{name}>"));
        }
    }
}

/// HTML without tags of known elements: what looks like a tag and isn't one is text.
pub(super) fn without(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<').map(|(text, _)| rest.split_at(text.len())) {
        out.push_str(text);
        rest = match Tag::scan(tag) {
            Some((found, after)) if found.name == "img" || ELEMENTS.contains(&found.name) => after,
            _ => {
                out.push('<');
                tag.strip_prefix('<').unwrap_or_default()
            }
        };
    }
    out.push_str(rest);
    out
}

/// Text of HTML: character references stay, possible tags are escaped.
fn text_of(text: &str) -> String {
    text.replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(html: &str) -> String {
        let mut cleaner = Cleaner::default();
        let text = cleaner.clean(html, |address| address.starts_with("https:").then(|| address.to_string()));
        text + &cleaner.finish()
    }

    #[test]
    fn what_the_templates_write_stays() {
        for html in [
            "<table><tbody><tr><td><b>Name</b></td></tr></tbody></table>",
            "<code>a&#96;b</code>",
            "<a id=\"col-name\"></a>",
            "<h3 id=\"method-get\">get</h3>",
            "<details><summary>2 values</summary><ul><li>A</li></ul></details>",
            "<a href=\"https://a.b/?c&amp;d\">e</a>",
        ] {
            assert_eq!(cleaned(html), html);
        }
        assert_eq!(cleaned("<a id='x' />"), "<a id=\"x\"></a>");
    }

    #[test]
    fn nothing_else_does() {
        for (html, expected) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("<img src=\"x\" onerror=\"y\">", "&lt;img src=\"x\" onerror=\"y\"&gt;"),
            ("<b onclick=\"x\">y</b>", "<b>y</b>"),
            ("<b style=\"position:fixed\">y</b>", "<b>y</b>"),
            ("<a href=\"javascript:x\">y</a>", "<a>y</a>"),
            ("<a href=\"&#106;avascript:x\">y</a>", "<a>y</a>"),
            ("<b id=\"&quot;&gt;<i>\">y</b>", "<b id=\"&quot;&gt;&lt;i&gt;\">y</b>"),
            ("<p class=\"a' b\">y</p>", "<p>y</p>"),
            ("</div></main>", "&lt;/main&gt;"),
            ("<div><b>x", "<div><b>x</b></div>"),
            ("<div><b>x</div>", "<div><b>x</b></div>"),
            ("<!-- x -->", "&lt;!-- x --&gt;"),
            ("<b", "&lt;b"),
            ("<b a=b>", "&lt;b a=b&gt;"),
            ("<b<i>", "&lt;b<i></i>"),
        ] {
            assert_eq!(cleaned(html), expected, "{html}");
        }
    }

    #[test]
    fn jsx_is_scanned_over_its_expressions() {
        let (tag, after) =
            Tag::scan("<Tabs values={[{ label: '}', value: \"x\" }]} groupId=\"g\">rest").unwrap();
        assert_eq!((tag.name, tag.kind, after), ("Tabs", TagKind::Open, "rest"));
        assert_eq!((tag.attribute("values"), tag.attribute("groupId")), (Some(""), Some("g")));
        assert_eq!(expression("{`a } b`} c"), Some(("`a } b`", " c")));
        assert_eq!(expression("{never"), None);
    }
}
