//! Places of an API, whatever the parameters in their paths are called.

/// A path without its parameters' names: `/teams/{id}` and `/teams/{team}` are the same place.
pub(super) fn anonymous(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let mut place = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.trim_end_matches('/').chars() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_whatever_their_parameters_are_called() {
        assert_eq!(anonymous("/teams/{id}/"), anonymous("/teams/{team}?beta=true"));
        assert_ne!(anonymous("/teams/{id}"), anonymous("/teams"));
    }
}
