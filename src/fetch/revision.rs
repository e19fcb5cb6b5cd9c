//! Revisions of documents, which are days: `20261023`.

/// What becomes of a document on disk whose server has an older revision of it. Google's servers don't all have the
/// same release, so the next answer may be older than the last one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OlderRevisions {
    /// The newer document stays.
    #[default]
    Refused,
    /// The older document replaces it.
    Taken,
}

/// Whether `revision` is an earlier day than `than`. What is no day is neither older nor newer.
#[must_use]
pub fn is_older(revision: &str, than: &str) -> bool {
    let is_day = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_day(revision) && is_day(than) && revision < than
}

#[cfg(test)]
mod tests {
    use super::is_older;

    #[test]
    fn days_alone_are_compared() {
        assert!(is_older("20250101", "20260101"));
        for (revision, than) in [
            ("20260101", "20260101"),
            ("20260102", "20260101"),
            ("1", "20260101"),
            ("20250101", "v3"),
            ("", "20260101"),
            ("2025-1-1", "20260101"),
        ] {
            assert!(!is_older(revision, than), "{revision} {than}");
        }
    }
}
