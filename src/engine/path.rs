//! The paths that the engine can call.

/// Whether a call of `path` arrives as its operation says. With a `#` in it none does: the engine finds an operation
/// of the same method at the address without it, or none, and what it writes behind the `#`, the query, isn't sent.
/// Spelled `%23` or `~23`, it is another address.
#[must_use]
pub fn is_callable(path: &str) -> bool {
    !path.contains('#')
}
