//! From a page's Markdown to HTML.
//!
//! In: Markdown, or MDX as the templates write it. Out: HTML with only the elements of a list. Links lead to
//! other pages, within the page, or out by a scheme of a list; rows that a search leads to have ids.

use std::collections::BTreeSet;

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream, html,
};

use super::contents::{self, Section};
use super::mdx;
use super::table::{Table, row_id_prefix};
use super::tags::Cleaner;
use crate::html::{escape, highlighted};

/// Schemes of links out of the pages.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// A page's text as HTML.
pub(super) struct PageBody {
    pub(super) html: String,
    /// Whether the text has a heading of the first level.
    pub(super) has_title: bool,
    pub(super) sections: Vec<Section>,
}

/// The state of reading a page's text.
#[derive(Default)]
struct Reader<'t> {
    out: Vec<Event<'t>>,
    cleaner: Cleaner,
    table: Option<Table>,
    /// The prefix of the ids of rows here.
    row_prefix: Option<&'static str>,
    /// Ids that were assigned.
    ids: BTreeSet<String>,
    has_title: bool,
    /// The number of open links and blocks of code, in which an address stays text.
    literal: usize,
    /// The language of the open block of code, if it names one.
    language: Option<String>,
}

impl PageBody {
    /// The HTML for the Markdown of a page, without its front matter.
    pub(super) fn of(text: &str) -> Self {
        let text = mdx::plain(text);
        let mut reader = Reader::default();
        let events: Vec<Event<'_>> = TextMergeStream::new(Parser::new_ext(
            &text,
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
        ))
        .collect();
        // A page with ids of its own for rows gets no others.
        let has_ids = |prefix: &str| text.contains(&format!("id=\"{prefix}"));
        for (at, event) in events.iter().enumerate() {
            let following = events.get(at + 1..).unwrap_or_default();
            reader.read(event.clone(), following, &has_ids);
        }
        let mut html = String::with_capacity(text.len() * 2);
        html::push_html(&mut html, reader.out.into_iter());
        html.push_str(&reader.cleaner.finish());
        let sections = contents::of(&html);
        Self { html, has_title: reader.has_title, sections }
    }
}

impl<'t> Reader<'t> {
    fn write(&mut self, html: impl Into<CowStr<'t>>) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    /// Reads an event; `following` are the events after it.
    fn read(&mut self, event: Event<'t>, following: &[Event<'_>], has_ids: &impl Fn(&str) -> bool) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let clean = self.cleaner.clean(&html, link);
                self.write(clean);
            }
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                self.literal += 1;
                match link(&dest_url) {
                    Some(target) => {
                        self.out.push(Event::Start(Tag::Link {
                            link_type,
                            dest_url: target.into(),
                            title,
                            id,
                        }));
                    }
                    None => self.write("<a>"),
                }
            }
            Event::End(TagEnd::Link) => {
                self.literal = self.literal.saturating_sub(1);
                self.out.push(event);
            }
            Event::Text(text) if self.literal == 0 && !self.cleaner.is_in("a") && text.contains("://") => {
                let linked = with_links(&text);
                self.write(linked);
            }
            Event::Start(Tag::CodeBlock(ref kind)) => {
                self.literal += 1;
                self.language = language(kind);
                self.out.push(event);
            }
            Event::End(TagEnd::CodeBlock) => {
                self.literal = self.literal.saturating_sub(1);
                self.language = None;
                self.out.push(event);
            }
            Event::Text(ref code) if self.language.is_some() => {
                match self.language.as_deref().and_then(|language| highlighted(language, code)) {
                    Some(html) => self.write(html),
                    None => self.out.push(event),
                }
            }
            // An image would be loaded from elsewhere: only its text stays.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Heading { level, .. }) => self.heading(level, following, has_ids),
            Event::Start(Tag::Table(alignments)) => {
                let table = Table::new(alignments);
                self.write(table.start());
                self.table = Some(table);
            }
            Event::End(TagEnd::Table) => {
                self.table = None;
                self.write("</tbody></table>");
            }
            event => match self.in_table(&event, following) {
                Some(html) => self.write(html),
                None => self.out.push(event),
            },
        }
    }

    fn heading(&mut self, level: HeadingLevel, following: &[Event<'_>], has_ids: &impl Fn(&str) -> bool) {
        let text = text_until(following, |event| matches!(event, Event::End(TagEnd::Heading(_))));
        self.has_title |= level == HeadingLevel::H1;
        if level <= HeadingLevel::H2 {
            self.row_prefix = row_id_prefix(text.trim()).filter(|prefix| !has_ids(prefix));
        }
        let id = Some(self.new_id(&slug(&text)).into());
        self.out.push(Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() }));
    }

    /// An id that no other heading or row has: the name itself, or with a number.
    fn new_id(&mut self, name: &str) -> String {
        let name = if name.is_empty() { "section" } else { name };
        let numbered = (1_usize..).map(|number| format!("{name}-{number}"));
        let mut candidates = std::iter::once(name.to_string()).chain(numbered);
        // There are more numbers than headings.
        let id = candidates.find(|id| !self.ids.contains(id)).unwrap_or_default();
        self.ids.insert(id.clone());
        id
    }

    /// The HTML for an event that belongs to a table.
    fn in_table(&mut self, event: &Event<'_>, following: &[Event<'_>]) -> Option<String> {
        let prefix = self.row_prefix;
        let table = self.table.as_mut()?;
        Some(match event {
            Event::Start(Tag::TableHead) => table.start_head().into(),
            Event::End(TagEnd::TableHead) => table.end_head().into(),
            Event::Start(Tag::TableRow) => table.start_row().into(),
            Event::End(TagEnd::TableRow) => "</tr>".into(),
            Event::Start(Tag::TableCell) => {
                let text = text_until(following, |event| matches!(event, Event::End(TagEnd::TableCell)));
                let id = prefix.filter(|_| table.is_at_first_cell()).and_then(|prefix| {
                    let id = format!("{prefix}{}", text.trim());
                    // An id has no white space; a column may have some.
                    let is_new = !id.contains(char::is_whitespace) && self.ids.insert(id.clone());
                    is_new.then_some(id)
                });
                table.start_cell(&text, id.as_deref())
            }
            Event::End(TagEnd::TableCell) => table.end_cell().into(),
            _ => return None,
        })
    }
}

/// The language of a block of code: the first word after its fence.
fn language(kind: &CodeBlockKind<'_>) -> Option<String> {
    match kind {
        CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().map(str::to_lowercase),
        CodeBlockKind::Indented => None,
    }
}

/// The text of the events up to the one for which `is_end` holds.
fn text_until(events: &[Event<'_>], is_end: impl Fn(&Event<'_>) -> bool) -> String {
    let inner = events.iter().take_while(|event| !is_end(event));
    inner
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect()
}

/// Text as HTML in which addresses of the web are links, as they are on published pages.
fn with_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, _)) = rest.split_once("://") {
        let scheme = ["https", "http"].into_iter().find(|scheme| before.ends_with(scheme));
        let start = before.len() - scheme.map_or(0, str::len);
        let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        out.push_str(&escape(before));
        let end = from.find(|c: char| c.is_whitespace() || "<>\"`|".contains(c)).unwrap_or(from.len());
        let found = from.get(..end).unwrap_or_default();
        // Marks at the end belong to the sentence, not to the address.
        let address = found.trim_end_matches([')', ']', '.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        if scheme.is_some() && address.len() > "https://".len() {
            let shown = escape(address);
            out.push_str(&format!("<a href=\"{shown}\">{shown}</a>"));
            rest = from.get(address.len()..).unwrap_or_default();
        } else {
            out.push_str(&escape("://"));
            rest = rest.split_once("://").map_or("", |(_, after)| after);
            if let Some(scheme) = scheme {
                out.truncate(out.len() - "://".len());
                out.push_str(&format!("{scheme}://"));
            }
        }
    }
    out.push_str(&escape(rest));
    out
}

/// The id of a heading.
fn slug(text: &str) -> String {
    let mut id = String::new();
    for c in text.trim().chars() {
        match c {
            c if c.is_alphanumeric() => id.extend(c.to_lowercase()),
            '_' => id.push('_'),
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    id.trim_end_matches('-').to_string()
}

/// The target of a link in HTML, where Markdown pages become HTML. None if the link must lead nowhere.
fn link(target: &str) -> Option<String> {
    if target.starts_with('#') {
        return Some(target.to_string());
    }
    let (path, fragment) = target.split_once('#').map_or((target, ""), |(path, fragment)| (path, fragment));
    // A colon before the first `/` ends a scheme.
    if let Some((scheme, _)) = path.split('/').next().unwrap_or_default().split_once(':') {
        return SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)).then(|| target.to_string());
    }
    if path.starts_with(['/', '\\']) || path.contains(char::is_control) {
        return None;
    }
    let html = match path.strip_suffix(".mdx").or(path.strip_suffix(".md")) {
        Some(stem) => format!("{stem}.html"),
        None if path.ends_with('/') => format!("{path}index.html"),
        // Of what `generate` writes, a preview has the pages alone: a page's twin in JSON is a file beside them.
        None => return None,
    };
    Some(if fragment.is_empty() { html } else { format!("{html}#{fragment}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_html_or_out() {
        for (target, expected) in [
            ("a/index.md", Some("a/index.html")),
            ("../a/index.mdx#b", Some("../a/index.html#b")),
            ("a/", Some("a/index.html")),
            ("#col-a", Some("#col-a")),
            ("https://a.b/c.md", Some("https://a.b/c.md")),
            ("MAILTO:a@b.c", Some("MAILTO:a@b.c")),
            ("./index.json", None),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("/etc/passwd", None),
            ("//a.b", None),
            ("\\\\a.b", None),
        ] {
            assert_eq!(link(target).as_deref(), expected, "{target}");
        }
    }

    #[test]
    fn rows_of_methods_and_fields_have_ids() {
        let text = "## Fields\n| Name | Type | Description |\n|:--|:--|:--|\n| `a` | `b` | c |\n\n## Notes\n| x | y |\n|:--|--:|\n| z | 1 |\n";
        let html = PageBody::of(text).html;
        assert!(html.contains("<h2 id=\"fields\">"), "{html}");
        assert!(html.contains("<td role=\"cell\" id=\"col-a\"><code>a</code></td>"), "{html}");
        assert!(
            html.contains(
                "<td role=\"cell\">z</td><td role=\"cell\" class=\"right\" data-label=\"y\">1</td>"
            ),
            "{html}"
        );
        let own = PageBody::of(&text.replace("`a`", "<a id=\"col-a\"></a>`a`")).html;
        assert_eq!(own.matches("id=\"col-a\"").count(), 1, "{own}");
    }

    #[test]
    fn addresses_in_text_are_links() {
        for (text, expected) in [
            (
                "see (https://a.b/c_d_e.txt).",
                "see (<a href=\"https://a.b/c_d_e.txt\">https://a.b/c_d_e.txt</a>).",
            ),
            ("gs://a and s3://b", "gs://a and s3://b"),
            ("http:// and https://", "http:// and https://"),
            ("a https://x\"onclick=y", "a <a href=\"https://x\">https://x</a>&quot;onclick=y"),
        ] {
            assert_eq!(with_links(text), expected, "{text}");
        }
        let html = PageBody::of(
            "`https://a.b` <a href=\"https://c.d\">https://c.d</a> [https://e.f](https://e.f)\n",
        )
        .html;
        assert_eq!(html.matches("<a ").count(), 2, "{html}");
    }

    #[test]
    fn blocks_of_a_known_language_are_highlighted() {
        let html = PageBody::of("```sql\nSELECT '<b>https://a.b'\n```\n\n```text\nSELECT <b>\n```\n").html;
        assert!(
            html.contains("<code class=\"language-sql\"><span class=\"c-keyword\">SELECT</span> <span"),
            "{html}"
        );
        assert!(html.contains("<code class=\"language-text\">SELECT &lt;b&gt;"), "{html}");
        assert!(!html.contains("<b>") && !html.contains("<a "), "{html}");
    }

    #[test]
    fn headings_of_the_same_text_have_ids_of_their_own() {
        let html = PageBody::of("## A\n## A\n## a-1\n## !\n").html;
        for id in ["a", "a-1", "a-1-1", "section"] {
            assert_eq!(html.matches(&format!("<h2 id=\"{id}\">")).count(), 1, "{html}");
        }
    }

    #[test]
    fn nothing_of_a_page_runs_or_loads() {
        let text = "![x](https://a.b/c.png) <script>alert(1)</script> [a](javascript:x)\n\n<iframe src=\"x\">\n\n</main>\n";
        let html = PageBody::of(text).html;
        assert!(
            !["<img", "<script", "<iframe", "</main", "javascript"].iter().any(|bad| html.contains(bad)),
            "{html}"
        );
    }
}
