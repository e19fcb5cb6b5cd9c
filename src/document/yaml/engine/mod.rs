//! YAML as the engine reads it.
//!
//! In: the text of a manifest. Out: the document that the engine makes of it or the reason why it makes none,
//! and remarks on scalars whose value isn't the obvious one. The engine reads with version 2 of go-yaml, a
//! reader of YAML 1.1: `"\/"` is not an escape there, `yes` is true and `0o17` is 15. This module follows
//! that reader step by step, so that it loads nothing that the engine wouldn't; `tests/it/manifests.rs` compares
//! the two. In addition, depth and size are bounded, and a key that is there twice is refused.

mod builder;
mod model;
mod parser;
mod places;
mod scalars;
mod scanner;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod value;

pub(crate) use model::{MAX_DEPTH, Read, RefusalCause, Refused, Remark, Repeat, Repeats};
pub(crate) use places::{Wanted, places};

/// Reads `text`, from which a byte order mark was taken already; `repeats` says what to do with a key that is there
/// twice.
pub(crate) fn read(text: &str, repeats: Repeats) -> Result<Read<'_>, Refused> {
    if text.starts_with('\u{feff}') {
        let why = "a mark of the byte order stands at the start".to_string();
        return Err(Refused { at: 0, why, cause: RefusalCause::Bound });
    }
    let forbidden = text.char_indices().find(|(_, c)| !is_allowed(*c));
    let readable = forbidden.and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    let mut notes = builder::Notes::new(repeats);
    let document = parser::document(readable);
    if let Some((at, character)) = forbidden
        && !document.as_ref().is_ok_and(|document| is_behind(at, document, text))
    {
        let why = format!("the character U+{:04X} can stand in no text: escape it", u32::from(character));
        return Err(Refused { at, why, cause: RefusalCause::Engine });
    }
    let read = document.and_then(|document| {
        let node = builder::build(&document, &mut notes)?;
        Ok((node, document.more))
    });
    match read {
        Ok((node, more)) => {
            let builder::Notes { remarks, repeats, .. } = notes;
            Ok(Read { node, remarks, repeats, more: more.map(|at| at.offset) })
        }
        Err(token::Refusal { at, why, cause }) => {
            Err(Refused { at: at.offset.min(text.len()), why: why.into_owned(), cause })
        }
    }
}

/// Whether the engine never looks at the byte `at` when it reads `document`: its reader takes 512 bytes at a
/// time.
fn is_behind(at: usize, document: &parser::ParsedDocument<'_>, text: &str) -> bool {
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

/// Whether a character may appear unescaped in YAML 1.1.
fn is_allowed(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    }
}
