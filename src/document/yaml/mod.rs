//! YAML that a reader of YAML 1.1 and one of 1.2 understand alike: the engine has one of 1.1.
//!
//! In: any value that can be serialized. Out: what `serde_yaml` writes for it, to the byte. Manifests are
//! nine tenths of what a run writes, and nearly all of them is maps and lists of texts that need no second
//! look; these are written here. Whatever isn't as plain as that is left to the library: a single text or
//! number, or the whole document. Reading ([`read`]) is the same the other way round, but that a text is read
//! here as a whole or not at all. What the engine makes of a text that isn't plain, [`engine`] tells.

pub(crate) mod engine;
mod library;
mod printable;
mod reader;
mod scalar;
#[cfg(test)]
mod tests;
mod writer;

use library::{Blocks, by_library};
pub(crate) use reader::read;
use scalar::Form;
use serde::Serialize;
use serde_yaml::ser::Error;
use writer::Writer;

/// Writes `value`; `expected` is about how many bytes that takes.
///
/// # Errors
/// What the library refuses.
pub(crate) fn write(value: &impl Serialize, expected: usize) -> Result<String, Error> {
    let mut text = String::with_capacity(expected);
    if value.serialize(&mut Writer::new(&mut text)).is_err() {
        text.clear();
        by_library(&mut text, value, Blocks::Preferred)?;
        if text.lines().any(scalar::begins_with_tab) {
            text.clear();
            by_library(&mut text, value, Blocks::None)?;
        }
    }
    Ok(text)
}

/// Whether a text is sure to be written as it is, as a value on one line.
pub(crate) fn is_plain(text: &str) -> bool {
    scalar::value(text) == Form::Plain
}
