//! The plain entries of a tar stream: files and folders in ustar's or GNU's form, and nothing but zeros after
//! them.
//!
//! The crate `tar` reads headers; what surrounds them is read here, since it skips over what a checker must
//! see: what pads an entry, what follows the end.

use std::io::{ErrorKind, Read};

use tar::{EntryType, Header};

use crate::document::read::MAX_DOCUMENT_BYTES;
use crate::package::archive::bounds::MAX_ENTRIES;

/// Size of a block of tar, in bytes.
const BLOCK: usize = 512;

/// Set-user-id, set-group-id and sticky bits.
const SPECIAL_RIGHTS: u32 = 0o7000;

/// Longest name in a message, in characters.
const SHOWN: usize = 200;

/// An entry, or the reason why it is refused.
#[derive(Debug)]
pub(super) enum Found {
    Folder(String),
    File(String, Vec<u8>),
    /// The entry's name, and the reason. Reading goes on after the entry.
    Refused(String, String),
}

/// Calls `found` with each entry of `stream`, in order.
///
/// # Errors
/// Why the stream can't be read any further; the text continues a sentence.
pub(super) fn each(stream: &mut impl Read, mut found: impl FnMut(Found)) -> Result<(), String> {
    let mut count = 0;
    loop {
        let mut block = [0; BLOCK];
        exactly(stream, &mut block, "before its end is marked")?;
        if block.iter().all(|byte| *byte == 0) {
            return nothing_follows(stream);
        }
        count += 1;
        if count > MAX_ENTRIES {
            return Err(format!("it has more than {MAX_ENTRIES} entries"));
        }
        found(entry(&block, stream)?);
    }
}

fn entry(block: &[u8; BLOCK], stream: &mut impl Read) -> Result<Found, String> {
    let header = Header::from_byte_slice(block);
    let sum: u32 = block
        .iter()
        .enumerate()
        .map(|(at, byte)| match at {
            // The field of the checksum itself counts as spaces.
            148..156 => u32::from(b' '),
            _ => u32::from(*byte),
        })
        .sum();
    if header.cksum().ok() != Some(sum) {
        return Err("the header of an entry has a wrong checksum".into());
    }
    let name = header.path_bytes();
    let shown: String = String::from_utf8_lossy(&name).chars().take(SHOWN).collect();
    let size = header.entry_size().map_err(|_| format!("`{shown}` has no size"))?;
    if size > MAX_DOCUMENT_BYTES {
        return Err(format!("`{shown}` is larger than {} MiB", MAX_DOCUMENT_BYTES >> 20));
    }
    let content = content(stream, size, &shown)?;
    let refused = |why: &str| Ok(Found::Refused(shown.clone(), why.into()));
    if header.as_ustar().is_none() && header.as_gnu().is_none() {
        return refused("it is in the old form of tar: pack it as ustar");
    }
    let kind = header.entry_type();
    let why = match kind {
        EntryType::Regular | EntryType::Directory => "",
        EntryType::Symlink => "it is a symbolic link",
        EntryType::Link => "it is a hard link",
        EntryType::Char | EntryType::Block => "it is a device",
        EntryType::Fifo => "it is a pipe",
        EntryType::GNULongName | EntryType::GNULongLink => {
            "it gives the next entry another name, in GNU's way"
        }
        EntryType::XHeader => "it gives the next entry other properties, in pax's way",
        EntryType::XGlobalHeader => "it gives all entries other properties, in pax's way",
        EntryType::GNUSparse => "it is a sparse file",
        _ => "it is neither a file nor a folder",
    };
    if !why.is_empty() {
        return refused(why);
    }
    if header.link_name_bytes().is_some() {
        return refused("it names a target, and isn't a link");
    }
    if header.mode().ok().is_none_or(|mode| mode & SPECIAL_RIGHTS != 0) {
        return refused("who runs it would get the rights of its owner");
    }
    let Ok(name) = std::str::from_utf8(&name) else { return refused("its name isn't UTF-8") };
    match kind {
        EntryType::Directory if size > 0 => refused("it is a folder with content of its own"),
        EntryType::Directory => Ok(Found::Folder(name.into())),
        _ => Ok(Found::File(name.into(), content)),
    }
}

/// An entry's content; the rest of its last block must be zeros.
fn content(stream: &mut impl Read, size: u64, name: &str) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    let read = stream.by_ref().take(size).read_to_end(&mut content).map_err(|error| broken(&error))?;
    if (read as u64) < size {
        return Err(format!("it ends within `{name}`"));
    }
    let mut padding = vec![0; read.next_multiple_of(BLOCK) - read];
    exactly(stream, &mut padding, &format!("after `{name}`"))?;
    if padding.iter().all(|byte| *byte == 0) {
        Ok(content)
    } else {
        Err(format!("something is hidden after `{name}`"))
    }
}

/// Checks that a second block of zeros follows the first, and then nothing but zeros.
fn nothing_follows(stream: &mut impl Read) -> Result<(), String> {
    let mut part = vec![0; 64 << 10];
    let mut after = 0;
    loop {
        let read = stream.read(&mut part).map_err(|error| broken(&error))?;
        let Some(new) = part.get(..read).filter(|new| !new.is_empty()) else { break };
        if new.iter().any(|byte| *byte != 0) {
            return Err("something follows the end that it marks".into());
        }
        after += read;
    }
    if after >= BLOCK && after.is_multiple_of(BLOCK) { Ok(()) } else { Err("its end is cut off".into()) }
}

fn exactly(stream: &mut impl Read, buffer: &mut [u8], place: &str) -> Result<(), String> {
    stream.read_exact(buffer).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => format!("it ends {place}"),
        _ => broken(&error),
    })
}

/// The stream's own error; its text continues a sentence, too.
fn broken(error: &std::io::Error) -> String {
    error.to_string()
}
