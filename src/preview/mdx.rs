//! From MDX to Markdown: the components that pages import become Markdown and HTML.
//!
//! In: a page as `generate` writes it. Out: the same without `import` lines, in which `CodeBlock` is a block
//! of code, `CopyableCode` is code, and `Tabs` are labelled parts, one below the other. Blocks of code stay
//! as they are.

use super::tags::{Tag, TagKind, expression};
use crate::html::{escape, unescape};

/// The page with only Markdown and HTML.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').map_or((rest, ""), |(line, after)| (line, after));
        let mark = fence_of(line);
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if mark.starts_with(open) && line.trim() == mark => fence = None,
            _ => {}
        }
        if fence.is_some() || mark.is_some() {
            out.push_str(line);
            out.push('\n');
            rest = after;
        } else if is_import(line) {
            rest = after;
        } else if let Some(after) = code_block(rest, &mut out) {
            rest = after;
        } else {
            out.push_str(&components(line));
            out.push('\n');
            rest = after;
        }
    }
    out
}

/// The back-ticks or tildes of a line that starts or ends a block of code.
fn fence_of(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let first = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == first).count();
    line.get(..length).filter(|_| length >= 3)
}

fn is_import(line: &str) -> bool {
    line.starts_with("import ") && line.contains(" from ") && line.trim_end().ends_with([';', '\'', '"'])
}

/// Writes a `CodeBlock` at the start of `rest` as a block of code; returns the text after it.
fn code_block<'t>(rest: &'t str, out: &mut String) -> Option<&'t str> {
    let (tag, inner) = Tag::scan(rest.trim_start())?;
    if tag.name != "CodeBlock" || tag.kind != TagKind::Open {
        return None;
    }
    let (code, after) = match expression(inner.trim_start()) {
        Some((written, after)) => (literal(written)?, after),
        None => {
            let (code, _) = inner.split_once("</CodeBlock>")?;
            (unescape(code), inner.get(code.len()..)?)
        }
    };
    let after = after.trim_start().strip_prefix("</CodeBlock>")?;
    let longest = code.lines().filter_map(fence_of).map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let language = tag.attribute("language").unwrap_or_default();
    let language: String = language.chars().filter(char::is_ascii_alphanumeric).collect();
    let code = code.trim_matches('\n');
    out.push_str(&format!("\n{fence}{language}\n{code}\n{fence}\n"));
    Some(after)
}

/// The text of a string or of a template literal without placeholders.
fn literal(written: &str) -> Option<String> {
    let written = written.trim();
    let quote = written.chars().next().filter(|c| matches!(c, '`' | '"' | '\''))?;
    let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut out = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next()? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                c => out.push(c),
            },
            c => out.push(c),
        }
    }
    Some(out)
}

/// A line with its components as HTML.
fn components(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((text, _)) = rest.split_once('<') {
        let (text, at) = rest.split_at_checked(text.len()).unwrap_or((rest, ""));
        out.push_str(text);
        let html = Tag::scan(at).and_then(|(tag, after)| Some((component(&tag)?, after)));
        if let Some((html, after)) = html {
            out.push_str(&html);
            rest = after;
        } else {
            out.push('<');
            rest = at.strip_prefix('<').unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

/// The HTML for a component's tag.
fn component(tag: &Tag<'_>) -> Option<String> {
    // The part is surrounded by blank lines, so that the text in it is read as Markdown again.
    let text = |name| escape(&unescape(tag.attribute(name).unwrap_or_default()));
    match (tag.name, tag.kind) {
        ("CopyableCode", TagKind::Open | TagKind::Empty) => {
            Some(format!("<code class=\"copyable\">{}</code>", text("code")))
        }
        ("CopyableCode", TagKind::Close) => Some(String::new()),
        ("Tabs", TagKind::Open) => Some("\n<div class=\"tabs\">\n".into()),
        ("TabItem", TagKind::Open) => {
            let label = if tag.attribute("label").is_some() { "label" } else { "value" };
            Some(format!("\n<div class=\"tab\"><p class=\"label\">{}</p>\n", text(label)))
        }
        ("Tabs" | "TabItem", TagKind::Close) => Some("\n</div>\n".into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_become_what_they_show() {
        for (text, expected) in [
            ("import A from '@theme/A';\nb\n", "b\n"),
            ("```\nimport A from 'a';\n<Tabs>\n```\n", "```\nimport A from 'a';\n<Tabs>\n```\n"),
            ("<CopyableCode code=\"a.b\" /> c\n", "<code class=\"copyable\">a.b</code> c\n"),
            (
                "<TabItem value=\"a\" label=\"A < B\">\n",
                "\n<div class=\"tab\"><p class=\"label\">A &lt; B</p>\n\n",
            ),
            (
                "<CodeBlock language=\"sql\">{`SELECT\n\\`a\\`;`}</CodeBlock>\nb\n",
                "\n```sql\nSELECT\n`a`;\n```\n\nb\n",
            ),
            ("<CodeBlock>{`\n\\`\\`\\`\n`}</CodeBlock>\n", "\n````\n```\n````\n\n"),
            ("<CodeBlock>{run()}</CodeBlock>\n", "<CodeBlock>{run()}</CodeBlock>\n"),
            ("a < b and <i>c</i>\n", "a < b and <i>c</i>\n"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}
