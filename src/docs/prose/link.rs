//! Where links of prose may lead.

use super::text::entities;
use crate::api::Format;

/// Where a relative link of Google's prose leads.
const GOOGLE_ORIGIN: &str = "https://cloud.google.com";

/// Schemes that a link may have.
const SAFE_SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// What an address may end with that is the sentence's rather than its own.
const SENTENCE: [char; 14] = ['.', ',', ';', ':', '!', '?', ')', '\'', '"', ']', '}', '*', '_', '\\'];

/// Scheme and host that relative links start at.
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

/// The target that a link to `address` has: one that leads out of the page, a relative one made absolute.
/// Nothing where it leads elsewhere, or isn't plain: it is no link then.
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

/// Whether an address can stand in Markdown and in HTML as it is.
fn is_plain(address: &str) -> bool {
    !address.is_empty()
        && address.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$&+,;=%".contains(c))
}

/// An address of the web for an `href`; nothing, where it is none.
pub(in crate::docs) fn web_address(address: &str) -> Option<&str> {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    (is_web && is_plain(address)).then_some(address)
}

/// What a link in HTML to a web address says: the address without its scheme, for one that is spelled out
/// becomes a link of its own, within the link, whatever entities it is written with.
pub(in crate::docs) fn link_text(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/');
    if ["://", "www.", "@"].iter().any(|mark| rest.to_ascii_lowercase().contains(mark)) {
        return "documentation".into();
    }
    entities(rest)
}

/// Whether `](address)` would be a link if it followed its `[text` at once: what a blank between the two
/// breaks.
pub(super) fn is_meant(address: &str) -> bool {
    is_plain(address) && (address.starts_with('/') || web_address(address).is_some())
}

/// The first address of the web in `text`: what stands before it, itself, what follows.
///
/// A template such as `https://host/{name}` is none.
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
                // A parenthesis that the address doesn't open is the sentence's.
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
