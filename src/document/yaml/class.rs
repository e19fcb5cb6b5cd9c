//! The meanings that a byte may have, one bit each.

pub(super) const LINE_BREAK: u8 = 1;
pub(super) const COLON: u8 = 2;
pub(super) const HASH: u8 = 4;
/// The byte is escaped between quotes.
pub(super) const ESCAPED: u8 = 8;
/// The byte is part of a character beyond ASCII.
pub(super) const WIDE: u8 = 16;
pub(super) const CONTROL: u8 = 32;
/// The byte is a mark in a map on one line.
pub(super) const MARK: u8 = 64;
/// The byte isn't sure to be plain in a key.
pub(super) const NO_KEY: u8 = 128;
