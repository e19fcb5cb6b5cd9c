//! YAML that readers of YAML 1.1 and of 1.2 understand alike: the engine reads 1.1.
//!
//! In: any value that can be serialized. Out: the text that `serde_yaml` writes for it, byte for byte.
//! Manifests are nine tenths of the output, and nearly all of a manifest is maps and lists of plain texts;
//! this module writes those itself. Everything less plain is left to the library: a single text or number, or
//! the whole document. Reading ([`read`]) works the same way, except that a text is read here as a whole or
//! not at all. [`engine`] tells how the engine reads a text that isn't plain.

mod class;
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

/// Writes `value`; `expected` is the approximate size in bytes.
///
/// # Errors
/// The library refuses the value.
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

/// Whether a text is sure to be written without quotes, as a value on one line.
pub(crate) fn is_plain(text: &str) -> bool {
    scalar::value(text) == Form::Plain
}
