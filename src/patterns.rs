//! Bounds of the patterns with wildcards in configurations.
//!
//! In: a pattern. Out: the same pattern, if `globset` can compile it safely: `globset` panics if its engine
//! of regular expressions refuses a pattern, which is then too large or nested too deeply.

/// Longest pattern, in bytes; the longest path of most systems.
const MAX_BYTES: usize = 4096;

/// Deepest nesting of braces. The engine refuses some 250.
const MAX_DEPTH: usize = 32;

/// `text`, if it is within the bounds.
///
/// # Errors
/// The bound that it exceeds.
pub(crate) fn bounded(text: &str) -> Result<&str, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("it is longer than {MAX_BYTES} bytes"));
    }
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            // An escaped brace counts as well: the bound needn't be exact.
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(format!("it has more than {MAX_DEPTH} braces open at once"));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use globset::Glob;

    use super::*;

    #[test]
    fn what_is_within_bounds_compiles() {
        let deep = format!("{}x{}", "{".repeat(MAX_DEPTH), "}".repeat(MAX_DEPTH));
        for part in ["?", "[!a-z]", "{a,b}", "**/", "*a", "{?,*}", "\u{10ffff}", deep.as_str()] {
            let text = part.repeat(MAX_BYTES / part.len());
            let glob = Glob::new(bounded(&text).unwrap()).unwrap();
            glob.compile_matcher();
        }
    }

    #[test]
    fn what_is_beyond_is_refused() {
        let deep = format!("{}x{}", "{".repeat(500), "}".repeat(500));
        assert_eq!(bounded(&deep).unwrap_err(), "it has more than 32 braces open at once");
        assert_eq!(bounded(&"?".repeat(5000)).unwrap_err(), "it is longer than 4096 bytes");
    }
}
