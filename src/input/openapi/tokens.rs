//! Names in braces, in paths and in the URLs of servers.

/// The names in braces, each once, in path order; none if braces don't pair.
pub(super) fn tokens(path: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if before.contains('}') || name.is_empty() || name.contains('{') {
            return None;
        }
        if !found.contains(&name) {
            found.push(name);
        }
        rest = after;
    }
    (!rest.contains('}')).then_some(found)
}
