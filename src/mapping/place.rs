//! Places of an API, whatever the parameters in their paths are called.

/// A path without its parameters' names: `/teams/{id}` and `/teams/{team}` are the same place.
pub(super) fn anonymous(path: &str) -> String {
    unnamed(path.split('?').next().unwrap_or_default().trim_end_matches('/'))
}

/// A text without what stands in braces.
fn unnamed(path: &str) -> String {
    let mut place = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        place.push(c);
    }
    place
}

/// How much of a path a parameter stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// One segment.
    One,
    /// One or more, as `{name}` does in Google's APIs for `projects/{project}`.
    Several,
}

/// Whether both paths lead to the same places: parameters may be called otherwise, and nothing else may differ.
pub(super) fn is_same(one: &str, other: &str, span: Span) -> bool {
    let (one, other) = (pieces(one), pieces(other));
    let is_long = |piece: &Piece| span == Span::Several && *piece == Piece::Parameter;
    // For the pieces of `one` so far: of which beginnings of `other` they are the same places.
    let mut fits: Vec<bool> = std::iter::once(true).chain(other.iter().map(|_| false)).collect();
    for mine in &one {
        let mut next = vec![false];
        for (yours, before) in other.iter().zip(fits.windows(2)) {
            let [without_both, without_mine] = before else { continue };
            let without_yours = next.last().copied().unwrap_or_default();
            let meets = mine == yours || is_long(mine) || is_long(yours);
            next.push(
                *without_both && meets || is_long(mine) && without_yours || is_long(yours) && *without_mine,
            );
        }
        fits = next;
    }
    fits.last().copied().unwrap_or_default()
}

/// A piece of a path.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// A parameter that is a whole segment, or its beginning.
    Parameter,
    /// All else, without names of parameters: `v1`, `:run`, `as-{}`.
    Text(String),
}

fn pieces(path: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for segment in path.split('/') {
        let named = segment.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let rest = match named {
            Some((_, rest)) => {
                pieces.push(Piece::Parameter);
                rest
            }
            None => segment,
        };
        if named.is_none() || !rest.is_empty() {
            pieces.push(Piece::Text(unnamed(rest)));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_whatever_their_parameters_are_called() {
        assert_eq!(anonymous("/teams/{id}/"), anonymous("/teams/{team}?beta=true"));
        assert_ne!(anonymous("/teams/{id}"), anonymous("/teams"));
    }

    #[test]
    fn what_is_no_name_of_a_parameter_has_to_be_the_same() {
        for (one, other) in
            [("/a/{b}", "/a/{c}"), ("/a/{b}:run", "/a/{c}:run"), ("/a/as-{b}?x={y}", "/a/as-{c}?x={z}")]
        {
            assert!(is_same(one, other, Span::One) && is_same(one, other, Span::Several), "{one} {other}");
        }
        for (one, other) in [
            ("/v1/a", "/v2/a"),
            ("/a", "/a/"),
            ("/a/{b}:run", "/a/{b}:stop"),
            ("/a/{b}", "/a"),
            ("/a", "/a/{b}/c"),
        ] {
            assert!(!is_same(one, other, Span::One) && !is_same(one, other, Span::Several), "{one} {other}");
        }
    }

    #[test]
    fn a_parameter_may_stand_for_several_segments() {
        for (one, other) in [
            ("/v1/{name}", "/v1/projects/{project}/jobs/{job}"),
            ("/v1/{name}:run", "/v1/projects/{project}:run"),
            ("/v1/{parentType}/{parent}/jobs", "/v1/{name}/jobs"),
        ] {
            for (one, other) in [(one, other), (other, one)] {
                assert!(is_same(one, other, Span::Several), "{one} {other}");
                assert!(!is_same(one, other, Span::One), "{one} {other}");
            }
        }
        assert!(!is_same("/v1/{name}", "/v2/projects/{project}", Span::Several));
        assert!(!is_same("/v1/{name}/jobs", "/v1/projects/{project}/tasks", Span::Several));
    }
}
