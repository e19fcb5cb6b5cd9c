//! YAML as the engine reads it.
//!
//! In: the text of a manifest. Out: the document that the engine has of it, or why it has none, and what it
//! takes for something else than it looks like. The engine reads with version 2 of go-yaml, a reader of YAML
//! 1.1: `"\/"` is no escape there, `yes` is true and `0o17` is 15. This is that reader, step by step, so that
//! nothing is loaded here that isn't there: `tests/manifests.rs` holds the one against the other. Beyond what
//! it does, depth and size are bounded, and a key that stands twice is refused.

mod builder;
mod parser;
mod scalars;
mod scanner;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod value;

use crate::document::node::Node;

/// Deepest nesting of lists and maps.
pub(crate) const MAX_DEPTH: usize = 64;

/// Most values.
const MAX_VALUES: usize = 4_000_000;

const TOO_DEEP: &str = "lists and maps are nested too deeply";
const TOO_LARGE: &str = "there are too many values: aliases count as what they stand for";

/// What the engine makes of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read<'a> {
    pub(crate) node: Node<'a>,
    /// What it takes for something else than it looks like.
    pub(crate) remarks: Vec<Remark>,
    /// Where something follows the first document, which the engine doesn't look at: the byte.
    pub(crate) more: Option<usize>,
}

/// A scalar without quotes that isn't the text that stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The first byte of the scalar.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
    /// What the engine reads it as.
    pub(crate) read: String,
    /// Whether it is a key.
    pub(crate) is_key: bool,
}

/// Why a text isn't read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The byte where that shows.
    pub(crate) at: usize,
    pub(crate) why: String,
    pub(crate) cause: Cause,
}

/// What a text is refused for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The engine refuses it.
    Engine,
    /// It is beyond a bound of ours.
    Bound,
    /// A key stands twice, of which the engine would keep one.
    Twice,
}

/// Reads `text`, which is behind the mark of the byte order if there is one.
pub(crate) fn read(text: &str) -> Result<Read<'_>, Refused> {
    if text.starts_with('\u{feff}') {
        let why = "a mark of the byte order stands at the start".to_string();
        return Err(Refused { at: 0, why, cause: Cause::Bound });
    }
    let forbidden = text.char_indices().find(|(_, c)| !is_allowed(*c));
    let readable = forbidden.and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    let mut remarks = Vec::new();
    let document = parser::document(readable);
    if let Some((at, character)) = forbidden
        && !document.as_ref().is_ok_and(|document| is_behind(at, document, text))
    {
        let why = format!("the character U+{:04X} can stand in no text: escape it", u32::from(character));
        return Err(Refused { at, why, cause: Cause::Engine });
    }
    let read = document.and_then(|document| {
        let node = builder::build(&document, &mut remarks)?;
        Ok((node, document.more))
    });
    match read {
        Ok((node, more)) => Ok(Read { node, remarks, more: more.map(|at| at.offset) }),
        Err(token::Refusal { at, why, cause }) => {
            Err(Refused { at: at.offset.min(text.len()), why: why.into_owned(), cause })
        }
    }
}

/// Whether the byte `at` is behind all that the engine looks at for `document`: its reader takes 512 bytes at
/// a time.
fn is_behind(at: usize, document: &parser::Document<'_>, text: &str) -> bool {
    const CHUNK: usize = 512;
    let mut end = 0;
    while end < text.len() && end <= document.reached {
        end += CHUNK;
        while !text.is_char_boundary(end.min(text.len())) {
            end -= 1;
        }
    }
    document.more.is_some() && at >= end
}

/// Whether a character may stand in YAML 1.1 as it is.
fn is_allowed(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    }
}
