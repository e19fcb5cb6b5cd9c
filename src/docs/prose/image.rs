//! Images in prose: a browser would fetch them from elsewhere, so only the words that stand for them are kept.

use std::borrow::Cow;

/// HTML with the words of each `<img>` in its place: those of `alt`, or nothing.
pub(super) fn words(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, image, after)) = first(rest) {
        out.push_str(before);
        out.push_str(alternative(image));
        rest = after;
    }
    if out.is_empty() && rest.len() == html.len() {
        return Cow::Borrowed(html);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The first `<img …>`: the text before it, its attributes, and the text after it.
fn first(html: &str) -> Option<(&str, &str, &str)> {
    const TAG: &str = "<img";
    let mut from = 0;
    loop {
        let start = from + html.get(from..)?.find('<')?;
        let name = html.get(start..start + TAG.len()).unwrap_or_default();
        let rest = html.get(start + TAG.len()..).unwrap_or_default();
        let ends = rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
        if name.eq_ignore_ascii_case(TAG) && ends {
            let end = end(rest)?;
            return Some((html.get(..start)?, rest.get(..end)?, rest.get(end + 1..)?));
        }
        from = start + 1;
    }
}

/// The place of the `>` that ends a tag: one between quotes is part of a value.
fn end(rest: &str) -> Option<usize> {
    let mut quote = None;
    rest.find(|c: char| match (quote, c) {
        (None, '>') => true,
        (None, '"' | '\'') => {
            quote = Some(c);
            false
        }
        (Some(open), c) => {
            if c == open {
                quote = None;
            }
            false
        }
        (None, _) => false,
    })
}

/// The value of `alt` among the attributes of a tag.
fn alternative(attributes: &str) -> &str {
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let name = name.rsplit(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let (value, next) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                after.get(1..).unwrap_or_default().split_once(quote).unwrap_or((after, ""))
            }
            _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        if name.trim().eq_ignore_ascii_case("alt") {
            return value.trim();
        }
        rest = next;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_become_their_words() {
        for (html, expected) in [
            ("<img src=\"a.png\" alt=\"A chart\">", "A chart"),
            ("see <IMG alt='x > y' src=a.png/> here", "see x > y here"),
            ("<img src=\"a.png\"/>", ""),
            ("<img>", ""),
            ("<b>bold</b>", "<b>bold</b>"),
            ("<image>", "<image>"),
            ("<img alt=\"open", "<img alt=\"open"),
            ("a < b <img alt=one src=x> c", "a < b one c"),
        ] {
            assert_eq!(words(html), expected, "{html}");
        }
    }
}
