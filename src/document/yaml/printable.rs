//! Whether YAML allows every character of a text anywhere.

/// Bytes that are checked together: compilers make fast code of this size.
const CHUNK: usize = 64;

/// Whether a text has no control characters but line breaks, and no other character that YAML escapes or that
/// readers take for a line break, a byte order mark or an invalid character.
pub(super) fn is_printable(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut start = 0;
    for chunk in bytes.chunks(CHUNK) {
        let is_doubtful = |byte: u8| (byte < b' ') & (byte != b'\n') | (byte >= 0x7f);
        let found = chunk.iter().fold(0, |found, byte| found | u8::from(is_doubtful(*byte)));
        if found != 0 && !(start..start + chunk.len()).all(|at| is_printable_at(bytes, at)) {
            return false;
        }
        start += chunk.len();
    }
    true
}

fn is_printable_at(bytes: &[u8], at: usize) -> bool {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    match (byte(at), byte(at + 1), byte(at + 2)) {
        (b'\n', ..) => true,
        (..b' ' | 0x7f, ..) => false,
        // U+0080 to U+009F.
        (0xc2, 0x80..=0x9f, _) => false,
        // U+2028 and U+2029.
        (0xe2, 0x80, 0xa8 | 0xa9) => false,
        // U+FEFF, U+FFFE and U+FFFF.
        (0xef, 0xbb, 0xbf) | (0xef, 0xbf, 0xbe | 0xbf) => false,
        _ => true,
    }
}
