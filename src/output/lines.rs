//! The difference between a file and its expected content.
//!
//! In: both contents, as bytes. Out: how many lines differ, and a unified diff if asked for.

use similar::{DiffTag, TextDiff};

use super::report::Lines;

/// If either content is larger than this, in bytes, lines are not compared one by one, so that a check stays
/// quick. `similar` bounds its work on large inputs by itself and without a clock.
pub(super) const MAX_MATCHED: u64 = 16 << 20;

/// Compares two contents that differ.
pub(super) fn compare(path: &str, old: &[u8], new: &[u8], lines: Lines) -> (usize, Option<String>) {
    if old.len().max(new.len()) as u64 > MAX_MATCHED {
        return unmatched(path, count(old) + count(new), lines);
    }
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let diff = TextDiff::from_lines(old.as_ref(), new.as_ref());
    let changed = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
    let count = changed.map(|op| op.old_range().len() + op.new_range().len()).sum::<usize>();
    let text = match lines {
        Lines::Counted => None,
        Lines::Shown => {
            let (from, to) = (format!("a/{path}"), format!("b/{path}"));
            Some(diff.unified_diff().context_radius(3).header(&from, &to).to_string())
        }
    };
    // Bytes that are not UTF-8 may look the same as text.
    (count.max(1), text)
}

/// The result if lines were not compared: all of them differ.
pub(super) fn unmatched(path: &str, count: usize, lines: Lines) -> (usize, Option<String>) {
    let text = match lines {
        Lines::Counted => None,
        Lines::Shown => Some(format!("--- a/{path}\n+++ b/{path}\n(too large to show)\n")),
    };
    (count.max(1), text)
}

/// The number of lines.
pub(super) fn count(content: &[u8]) -> usize {
    let ends = content.iter().filter(|byte| **byte == b'\n').count();
    ends + usize::from(content.last().is_some_and(|byte| *byte != b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_taken_out_and_put_in() {
        let counted = |old: &[u8], new: &[u8]| compare("x", old, new, Lines::Counted);
        assert_eq!(counted(b"a\nb\nc\n", b"a\nB\nc\n"), (2, None));
        assert_eq!(counted(b"", b"a\nb\n"), (2, None));
        assert_eq!(counted(b"a\n", b"a\r\n"), (2, None));
        assert_eq!(counted(b"a", b"a\n"), (2, None));
        // As text, both are the same replacement character.
        assert_eq!(counted(b"\xff", b"\xfe"), (1, None));
    }

    #[test]
    fn shows_a_unified_diff() {
        let (_, text) = compare("docs/x.md", b"a\nb\nc\n", b"a\nB\nc", Lines::Shown);
        assert_eq!(
            text.as_deref(),
            Some(
                "--- a/docs/x.md\n+++ b/docs/x.md\n@@ -1,3 +1,3 @@\n a\n-b\n-c\n+B\n+c\n\\ No newline at end of file\n"
            )
        );
    }

    #[test]
    fn large_contents_without_a_common_line_are_compared_in_bounded_time() {
        let side = |word: &str| (0..200_000).map(|n| format!("{word}{n}\n")).collect::<String>();
        assert_eq!(compare("x", side("a").as_bytes(), side("b").as_bytes(), Lines::Counted).0, 400_000);
        let mixed =
            |modulus: usize| (0..200_000).map(|n| format!("{}\n", n * n % modulus)).collect::<String>();
        assert!(compare("x", mixed(97).as_bytes(), mixed(89).as_bytes(), Lines::Counted).0 > 100_000);
        let huge = vec![b'\n'; MAX_MATCHED as usize + 1];
        assert_eq!(compare("x", &huge, b"a", Lines::Counted).0, huge.len() + 1);
    }
}
