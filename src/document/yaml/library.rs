//! YAML as the library writes it.
//!
//! In: any value that can be serialized. Out: the text that the other writer must match, byte for byte.

use serde::Serialize;
use serde_yaml::ser::Error;

/// Whether texts of several lines are written below a `|`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blocks {
    Preferred,
    None,
}

/// Adds `value` to `text` as the library writes it.
pub(super) fn by_library(text: &mut String, value: &impl Serialize, blocks: Blocks) -> Result<(), Error> {
    let options = serde_yaml::ser_options! {
        // A long text stays on one line: folding would make a changed word change every line after it.
        folded_wrap_chars: 1 << 30,
        compact_list_indent: false,
        prefer_block_scalars: blocks == Blocks::Preferred,
    };
    serde_yaml::to_fmt_writer_with_options(text, value, options)
}
