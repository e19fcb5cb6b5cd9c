//! What two names, paths or addresses differ in.
//!
//! In: an old and a new text. Out: what is left without the parts at both ends that they share, or the way in
//! which a name changed. Texts are taken apart at the marks that names, paths and URLs are made with.

/// Marks between the parts of names, paths and URLs.
const MARKS: [char; 6] = ['_', '-', '.', '/', ':', ' '];

/// What is left of the old and the new text without what they share at both ends: `v1` and `v2` of
/// `/v1/carts` and `/v2/carts`.
pub(super) fn difference(old: &str, new: &str) -> [String; 2] {
    let (old, new) = (tokens(old), tokens(new));
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let rest = |tokens: &[&str]| tokens.len() - start;
    let shared = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let end = shared.min(rest(&old)).min(rest(&new));
    [old, new].map(|tokens| tokens.get(start..tokens.len() - end).unwrap_or_default().concat())
}

/// That a name changed in its spelling alone; the old and the new name, if that isn't so.
pub(super) fn spelling(old: &str, new: &str) -> [String; 2] {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let is_alike = !letters(old).is_empty() && letters(old) == letters(new);
    if is_alike { way("spelling") } else { [old.into(), new.into()] }
}

/// How a name changed: in its spelling alone, or that it lost or got parts at one end; the old and the new
/// name, where it is neither.
pub(super) fn style(old: &str, new: &str) -> [String; 2] {
    let (parts_old, parts_new) = (tokens(old), tokens(new));
    let is_end = |whole: &[&str], part: &[&str]| {
        let is_shorter = !part.is_empty() && part.len() < whole.len();
        is_shorter && (whole.starts_with(part) || whole.ends_with(part))
    };
    match (is_end(&parts_old, &parts_new), is_end(&parts_new, &parts_old)) {
        (true, _) => way("shorter"),
        (_, true) => way("longer"),
        _ => spelling(old, new),
    }
}

/// A way in which names change, told apart from any name.
fn way(word: &str) -> [String; 2] {
    ["\u{0}".to_string(), word.to_string()]
}

/// A text's parts, and the marks between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end =
            if MARKS.contains(&first) { first.len_utf8() } else { rest.find(MARKS).unwrap_or(rest.len()) };
        let Some((token, after)) = rest.split_at_checked(end) else { break };
        tokens.push(token);
        rest = after;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_share_is_left_out() {
        assert_eq!(difference("/v1/carts/{id}", "/v2/carts/{id}"), ["v1", "v2"]);
        assert_eq!(difference("/carts/{id}:empty", "/carts/{id}/lines:empty"), ["", "/lines"]);
        assert_eq!(difference("https://a.example.com", "https://a.mtls.example.com"), ["", "mtls."]);
        assert_eq!(difference("projects_locations_carts", "carts"), ["projects_locations_", ""]);
        // What is shared is counted once, from either end.
        assert_eq!(difference("a/a", "a/a/a"), ["", "/a"]);
        assert_eq!(difference("", ""), ["", ""]);
        assert_eq!(difference("é/x", "é/y"), ["x", "y"]);
    }

    #[test]
    fn names_change_in_a_style() {
        assert_eq!(style("total_sum", "totalSum"), style("unit_price", "unitPrice"));
        assert_eq!(style("projects_carts_get", "get"), style("projects_list", "list"));
        assert_eq!(style("$.carts", "$"), style("$.lines", "$"));
        assert_ne!(style("$.carts", "$"), style("$", "$.carts"));
        assert_eq!(style("total", "amount"), ["total", "amount"]);
        // A name that only ends in the same letters isn't a part of the other.
        assert_eq!(style("target", "get"), ["target", "get"]);
        assert_eq!(style("", "get"), ["", "get"]);
        assert_eq!(spelling("total_sum", "totalSum"), style("unit_price", "unitPrice"));
        assert_eq!(spelling("total", "total_sum"), ["total", "total_sum"]);
        assert_eq!(spelling("_", "-"), ["_", "-"]);
    }
}
