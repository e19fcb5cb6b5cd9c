//! The targets that links of prose may have.

use super::text::entities;
use crate::api::Format;

/// The base of relative links in Google's prose.
const GOOGLE_ORIGIN: &str = "https://cloud.google.com";

/// Schemes that a link may have.
const SAFE_SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// Characters at the end of an address that belong to the sentence around it.
const SENTENCE: [char; 14] = ['.', ',', ';', ':', '!', '?', ')', '\'', '"', ']', '}', '*', '_', '\\'];

/// The scheme and host for relative links.
pub(super) fn origin(documentation: Option<&str>, format: Format) -> Option<String> {
    let own = documentation.and_then(|url| {
        let (scheme, rest) =
            url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
        let host = rest.split('/').next().filter(|host| !host.is_empty())?;
        host.chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))
            .then(|| format!("{scheme}://{host}"))
    });
    own.or_else(|| match format {
        Format::Discovery => Some(GOOGLE_ORIGIN.to_string()),
        Format::OpenApi => None,
    })
}

/// The target of a link to `address`: an absolute address of the web, made from a relative one if needed.
/// None if the link leads elsewhere, or its address isn't plain: then the link becomes text.
pub(super) fn target(address: &str, origin: Option<&str>) -> Option<String> {
    if !is_plain(address) {
        return None;
    }
    let lower = address.to_ascii_lowercase();
    if SAFE_SCHEMES.iter().any(|scheme| lower.starts_with(scheme)) {
        return Some(address.to_string());
    }
    let is_rooted = address.starts_with('/') && !address.starts_with("//");
    origin.filter(|_| is_rooted).map(|origin| format!("{origin}{address}"))
}

/// Whether an address can be written in Markdown and in HTML without escapes.
fn is_plain(address: &str) -> bool {
    !address.is_empty()
        && address.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$&+,;=%".contains(c))
}

/// An address of the web for an `href`; none if `address` isn't one.
pub(in crate::docs) fn web_address(address: &str) -> Option<&str> {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    (is_web && is_plain(address)).then_some(address)
}

/// The text of a link in HTML to a web address: the address without its scheme. Spelled out, the address
/// would become a link of its own within the link, even when written with entities.
pub(in crate::docs) fn link_text(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/');
    if ["://", "www.", "@"].iter().any(|mark| rest.to_ascii_lowercase().contains(mark)) {
        return "documentation".into();
    }
    entities(rest)
}

/// Whether `](address)` would be a link right after its `[text`, without the space between the two.
pub(super) fn is_meant(address: &str) -> bool {
    is_plain(address) && (address.starts_with('/') || web_address(address).is_some())
}

/// The first address of the web in `text`: the text before it, the address, the text after it.
///
/// A template such as `https://host/{name}` doesn't count.
pub(super) fn bare(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find("://")) {
        let colon = from + found;
        from = colon + 3;
        let scheme = ["https", "http"].into_iter().find(|scheme| {
            text.get(..colon).is_some_and(|before| {
                before.strip_suffix(scheme).is_some_and(|before| !before.ends_with(char::is_alphanumeric))
            })
        });
        let Some(scheme) = scheme else { continue };
        let start = colon - scheme.len();
        let rest = text.get(start..).unwrap_or_default();
        let mut depth = 0_u32;
        let end = rest.find(|c: char| {
            match c {
                '(' => depth += 1,
                // A parenthesis that the address doesn't open belongs to the sentence.
                ')' if depth == 0 => return true,
                ')' => depth -= 1,
                _ => {}
            }
            c.is_whitespace() || "<>\"'`|".contains(c)
        });
        let end = end.unwrap_or(rest.len());
        let address = rest.get(..end).unwrap_or_default().trim_end_matches(SENTENCE);
        let host = address.get(scheme.len() + 3..).unwrap_or_default();
        if is_plain(address) && host.contains('.') {
            let after = rest.get(address.len()..).unwrap_or_default();
            return Some((text.get(..start).unwrap_or_default(), address, after));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_says_what_becomes_a_link() {
        for (address, expected) in [
            ("https://cloud.google.com/dataproc/", "cloud&#46;google&#46;com/dataproc"),
            ("https://www.example.com", "example&#46;com"),
            ("https://a.b/http://c.d", "documentation"),
            ("https://a.b/WWW.c.d", "documentation"),
            ("https://me@a.b/", "documentation"),
        ] {
            assert_eq!(link_text(address), expected, "{address}");
        }
    }
}
